"""Reads a set of flows from disk into one `Content`, or says what is wrong with it."""
