"""Puts the parts together: the only package that names concrete ones, and the only real clock."""
