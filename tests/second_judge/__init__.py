"""A second judge of the bot, which none of us wrote: see README.md."""
