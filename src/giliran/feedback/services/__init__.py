"""Surveys: invite, answer, close; decide about comments; opinions on the product; what is forgotten."""
