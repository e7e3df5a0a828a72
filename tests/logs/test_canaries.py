"""What other libraries log never brings out words, names or tokens, at whatever level."""

from __future__ import annotations

import asyncio
import logging
from io import StringIO

import pytest
import telegram
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from telegram.error import InvalidToken

from bot import logs
from tests.fakegram.person import Fakegram

CANARY = "Ana hid the key at 1234567 Mill Road"
TOKEN = "1234567890:" + "AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
PIECES = ("Ana", "hid", "Mill", "1234567", "AAEhB", "QXMEN")
NAMES = (
    *("httpx", "httpcore.http11", "telegram", "telegram.ext.ExtBot", "apscheduler.scheduler"),
    *("uvicorn.error", "uvicorn.access", "asyncio", "root", "sidelight", "bot", "py.warnings"),
    *("Ana", "telegram.Ana hid the key", f"telegram.{TOKEN}", ""),
)
LEVELS = (1, 10, 15, 20, 30, 35, 40, 50, 60)


class Words(Exception):
    """An exception that says and remembers words wherever one can."""

    def __init__(self) -> None:
        super().__init__(CANARY, TOKEN)
        self.add_note(CANARY)
        self.words = CANARY

    def __str__(self) -> str:
        return CANARY


def fail() -> None:
    """Fail with a place, a cause and company."""
    raise Words from ExceptionGroup(CANARY, [Words(), ValueError(CANARY)])


def raised() -> Words:
    try:
        fail()
    except Words as error:
        return error
    raise AssertionError


def log_all(logger: logging.Logger, level: int) -> None:
    """Log words in every place that a record has for them."""
    logger.log(level, CANARY)
    logger.log(level, "%s and %r", CANARY, TOKEN)
    logger.log(level, "%(a)s", {"a": CANARY})
    logger.log(level, "too %s few %s", CANARY)
    logger.log(level, raised())
    logger.log(level, CANARY, exc_info=raised())
    logger.log(level, "x", exc_info=raised(), stack_info=True, extra={"words": CANARY})
    logger.log(level, "x", extra={"event": CANARY, "Line": TOKEN}, stack_info=True)
    logger.log(level, {"text": CANARY})


def leaks(text: str) -> list[str]:
    return [piece for piece in PIECES if piece in text]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", NAMES)
def test_no_record_of_anybody_brings_words_out(printed: StringIO, name: str, level: int) -> None:
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(1)
    log_all(logger, level)
    logger.setLevel(before)
    assert leaks(printed.getvalue()) == []
    assert bool(printed.getvalue()) == (level >= logging.WARNING)


def test_a_plain_handler_would_bring_them_out() -> None:
    heard = StringIO()
    logger = logging.Logger("telegram")  # noqa: LOG001  # one that nobody else has
    logger.addHandler(logging.StreamHandler(heard))
    logging.raiseExceptions, before = False, logging.raiseExceptions
    log_all(logger, logging.WARNING)
    logging.raiseExceptions = before
    assert leaks(heard.getvalue()) == list(PIECES)


def test_what_is_left_of_a_record_tells_who_how_bad_and_which_exception(
    printed: StringIO,
) -> None:
    logging.getLogger("telegram.ext.Updater").error(CANARY, exc_info=raised())
    assert printed.getvalue().partition("Z ")[2] == "ERROR telegram kind=Words\n"


def test_a_level_with_a_name_of_words_has_another(printed: StringIO) -> None:
    logging.addLevelName(37, CANARY)
    logging.getLogger("telegram").log(37, "x")
    logging.addLevelName(37, "Level 37")
    assert leaks(printed.getvalue()) == []
    assert "WARNING telegram" in printed.getvalue()


def test_a_handler_that_was_there_before_is_gone(printed: StringIO) -> None:
    heard, logger = StringIO(), logging.getLogger("uvicorn.test")
    logger.addHandler(logging.StreamHandler(heard))
    logger.propagate = False
    logs.set_up("info", printed)
    logger.error(CANARY)
    assert heard.getvalue() == ""
    assert printed.getvalue().endswith("ERROR uvicorn\n") or "ERROR ?" in printed.getvalue()


def test_a_stream_that_fails_does_not_make_logging_explain_itself(
    printed: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    printed.close()
    logging.getLogger("telegram").error("%s", CANARY)
    assert capsys.readouterr().err == ""
    plain = logging.Logger("telegram")  # noqa: LOG001  # one that nobody else has
    plain.addHandler(logging.StreamHandler(printed))
    plain.error("%s", CANARY)
    assert leaks(capsys.readouterr().err) != []  # as it would without the rule


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    name=some.one_of(some.sampled_from(NAMES), some.text()),
    level=some.integers(1, 60),
    text=some.text(min_size=3).map(lambda text: f"Canary{text}"),
    error=some.sampled_from((ValueError, KeyError, OSError, RuntimeError)),
)
def test_no_text_anywhere_comes_out(
    printed: StringIO, name: str, level: int, text: str, error: type[Exception]
) -> None:
    logger = logging.getLogger("telegram" if name == "root" else name)
    logger.log(level, text, exc_info=error(text), stack_info=True, extra={"said": text})
    logger.log(level, "%s", text, exc_info=error(text))
    logging.getLogger(f"httpx.{text}").log(level, text)
    logs.fail("turn_failed", error(text), flow=text, who=text, ms=text)
    assert "Canary" not in printed.getvalue()


# What people's libraries really do


async def test_the_token_does_not_come_out_of_telegrams_own_objects(
    printed: StringIO, fakegram: Fakegram
) -> None:
    logging.getLogger("telegram").setLevel(1)
    logging.getLogger("httpx").setLevel(1)
    logging.getLogger("httpcore").setLevel(1)
    bot = telegram.Bot(TOKEN, base_url=fakegram.base_url, base_file_url=fakegram.base_file_url)
    with pytest.raises(InvalidToken) as refused:
        await bot.initialize()
    log = logging.getLogger("telegram.ext.Application")
    log.error("No error handlers are registered: %r", bot, exc_info=refused.value)
    log.critical("Received data was %r", bot)
    logs.fail("start_failed", refused.value, status=404)
    await bot.shutdown()
    for name in ("telegram", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    fakegram.forgive()
    assert TOKEN in f"{bot!r} {refused.value}", "or else this test is none"
    assert "InvalidToken" in printed.getvalue()
    assert leaks(printed.getvalue()) == []


async def test_what_httpx_tells_of_a_request_does_not_come_out(
    printed: StringIO, fakegram: Fakegram
) -> None:
    heard, httpx = StringIO(), logging.getLogger("httpx")
    plain = logging.StreamHandler(heard)
    httpx.addHandler(plain)
    httpx.setLevel(logging.INFO)
    bot = telegram.Bot(fakegram.token, base_url=fakegram.base_url)
    await bot.initialize()
    await bot.shutdown()
    httpx.removeHandler(plain)
    httpx.setLevel(logging.NOTSET)
    assert fakegram.token in heard.getvalue(), "or else this test is none"
    assert printed.getvalue() == ""


def test_a_fault_of_the_loop_tells_kind_and_place_only(printed: StringIO) -> None:
    async def fail_soon() -> None:
        fail()

    async def forget() -> None:
        loop = asyncio.get_running_loop()
        logs.watch(loop)
        loop.call_soon(fail)
        loop.call_exception_handler({"message": CANARY, "task": CANARY})
        waiting = asyncio.ensure_future(fail_soon())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del waiting

    asyncio.run(forget())
    assert printed.getvalue().count("ERROR loop_fault kind=Words") == 2
    assert printed.getvalue().count("WARNING loop_fault") == 1
    assert leaks(without_code(printed.getvalue())) == []


def without_code(text: str) -> str:
    """A trace without the lines of this very file, which do hold the words."""
    return "\n".join(line for line in text.split("\n") if not line.startswith("    "))


def test_the_loops_own_way_would_bring_words_out() -> None:
    heard, logger = StringIO(), logging.getLogger("asyncio")
    plain = logging.StreamHandler(heard)
    logger.addHandler(plain)

    async def call() -> None:
        asyncio.get_running_loop().call_exception_handler({"message": "x", "said": CANARY})

    asyncio.run(call())
    logger.removeHandler(plain)
    assert leaks(heard.getvalue()) != []
