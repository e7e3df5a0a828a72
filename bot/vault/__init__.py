"""Seals what is remembered of people, so that a store holds nothing it could read."""
