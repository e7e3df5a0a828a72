"""Measures Sidelight beside its peers; see README.md here."""
