"""Tests: sentences about behaviour, and what they need."""
