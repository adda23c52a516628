"""Incidents on pages: the banner, the status page, and the pages of those who lead them."""
