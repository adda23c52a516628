"""Surveys on pages: the same words, chart and files for the public, the office and headquarters."""
