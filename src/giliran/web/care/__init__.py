"""Complaints on pages: the same words, forms and photos for the person who complains and for those who work on them."""
