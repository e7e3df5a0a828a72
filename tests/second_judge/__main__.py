"""One evening before the second judge: `python -m tests.second_judge .venv/bin/sidelight`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.second_judge.front import HER, Front

TOKEN = "123:ABC" + "x" * 32
SETTINGS = """
telegram:
  token_file: token
  base_url: http://127.0.0.1:{port}/bot
  base_file_url: http://127.0.0.1:{port}/file/bot
store:
  url: sqlite:///data/notes.sqlite
keys:
  directory: keys
"""


async def judge(sidelight: str) -> None:
    """Start the bot, let the judge play an evening with it, and stop it."""
    front = Front()
    await front.client.connect()
    server = await asyncio.start_server(front.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").mkdir()
        (folder / "config.yaml").write_text(SETTINGS.format(port=port))
        (folder / "token").write_text(TOKEN)
        (folder / "token").chmod(0o600)
        config = ("--config", str(folder / "config.yaml"))
        keys = await asyncio.create_subprocess_exec(sidelight, "keys", "new", *config)
        assert await keys.wait() == 0
        bot = await asyncio.create_subprocess_exec(sidelight, "run", *config)
        try:
            await evening(front)
        finally:
            bot.terminate()
            status = await bot.wait()
        assert status == 0
        assert str(HER).encode() not in b"".join(
            p.read_bytes() for p in (folder / "data").iterdir()
        )
    await front.client.disconnect()
    server.close()


async def evening(front: Front) -> None:
    """From first words to a help line, and out."""
    async with front.client.conversation("notes", timeout=20) as chat:
        hers = [await chat.send_message("/start")]
        screen = await chat.get_response()
        assert "Can you read on your own" in screen.text
        for label, shows in (
            ("Yes", "Does any of this fit you now?"),
            ("Someone may hurt me soon", "Does any of this fit you now?"),
            ("Done", "emergency"),
            ("🛟 Help", "What would help?"),
            ("Talk to a help line", "country"),
        ):
            screen = await tapped(chat, screen, label, shows)
        hers.append(await chat.send_message("Ireland"))
        screen = await chat.get_edit()
        assert "Ireland" in screen.text, screen.text
        hers.append(await chat.send_message("Close"))
    sent = {
        c.result["message_id"] for c in front.client._api_calls if c.api_method == "sendMessage"
    }
    assert front.complaints == []
    assert sent | {message.id for message in hers} <= front.deleted


async def tapped(chat: Any, screen: Any, label: str, shows: str) -> Any:
    """Tap a button by its label, and read what the screen becomes."""
    labels = [button.text for row in screen.buttons for button in row]
    wanted = next((known for known in labels if label in known), None)
    assert wanted is not None, f"no {label!r} in {labels}"
    await screen.click(text=wanted)
    screen = await chat.get_edit()
    assert shows.casefold() in screen.text.casefold(), screen.text
    return screen


if __name__ == "__main__":
    asyncio.run(judge(sys.argv[1]))
    sys.stdout.write("second judge: 1 passed, 0 failed\n")
