"""Reads the one file of settings, and says in one sentence what is wrong with it.

Rules of this folder: reading contacts nobody and writes nothing; paths start at the folder of the
file; and no error repeats a value, because people paste secrets into the wrong line.
"""

from bot.config.reading import load
from bot.config.settings import Config
from bot.config.token import Secret, read_token

__all__ = ["Config", "Secret", "load", "read_token"]
