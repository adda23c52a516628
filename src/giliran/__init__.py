"""Giliran ("one's turn"): the national queue for passport services."""
