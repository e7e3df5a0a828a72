"""Sidelight: conversations that help people who are stalked or harassed through technology."""

__version__ = "0.1.0"
