"""Telegram: updates become events, and screens become messages that go again."""
