"""A file a subject."""
