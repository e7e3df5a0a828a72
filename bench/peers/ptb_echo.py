"""python-telegram-bot's own example `echobot.py`, with the address of another server."""

from __future__ import annotations

import logging
import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes, MessageHandler, filters


async def start(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Say hello."""
    assert update.message is not None
    await update.message.reply_text("Hi!")


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Say what was said."""
    assert update.message is not None
    assert update.message.text is not None
    await update.message.reply_text(update.message.text)


def main(token: str, address: str) -> None:
    """Run until stopped."""
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    builder = Application.builder().token(token)
    builder.base_url(f"{address}/bot").base_file_url(f"{address}/file/bot")
    application: Any = builder.build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main(*sys.argv[1:])
