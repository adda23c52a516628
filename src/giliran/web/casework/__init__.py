"""Complaints as those see them who work on them: the same lists, acts and recap at a desk and at headquarters."""
