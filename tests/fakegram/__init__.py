"""A strict stand-in for Telegram's Bot API server: a process of its own that a bot talks to."""
