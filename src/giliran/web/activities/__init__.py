"""The register of what offices do to become known: the same form and table for an office and for headquarters."""
