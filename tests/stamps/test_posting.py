"""Whatever an authority does, an answer is short and comes soon, or there is none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.stamps.asking import Trusted, question
from bot.stamps.authority import WAITS, Authority
from bot.stamps.posting import LARGEST, Unanswered, post
from tests.stamps.authority import Authority as Real

URL = "https://stamps.example/tsr"
ROOT = bytes(range(32))


async def answered(answer: httpx.Response) -> bytes:
    return await post(URL, b"asked", transport=httpx.MockTransport(lambda request: answer))


class Endless(httpx.AsyncByteStream):
    """A body that never ends."""

    def __init__(self, seconds: float = 0, size: int = 1024) -> None:
        self.seconds, self.size, self.given = seconds, size, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(self.seconds)
            self.given += 1
            yield bytes(self.size)


# What is carried


async def test_a_question_goes_there_and_the_answer_comes_back() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, stream=httpx.ByteStream(b"answer"))

    assert await post(URL, b"asked", transport=httpx.MockTransport(answer)) == b"answer"
    (request,) = asked
    assert (request.method, str(request.url), request.content) == ("POST", URL, b"asked")
    assert request.headers["content-type"] == "application/timestamp-query"


async def test_no_header_tells_which_program_asks() -> None:
    told: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        told.append(str(request.headers.raw).lower())
        return httpx.Response(200, stream=httpx.ByteStream(b""))

    await post(URL, b"asked", transport=httpx.MockTransport(answer))
    assert not [word for word in ("sidelight", "python", "httpx") if word in told[0]]


@pytest.mark.parametrize("status", [204, 301, 404, 500])
async def test_anything_but_an_answer_is_none(status: int) -> None:
    with pytest.raises(Unanswered):
        await answered(httpx.Response(status, headers={"location": URL}, content=b"answer"))


async def test_an_answer_may_be_so_long_and_no_longer() -> None:
    assert (
        len(await answered(httpx.Response(200, stream=httpx.ByteStream(bytes(LARGEST))))) == LARGEST
    )
    with pytest.raises(Unanswered):
        await answered(httpx.Response(200, stream=httpx.ByteStream(bytes(LARGEST + 1))))


async def test_an_endless_answer_is_cut_off_where_it_gets_too_long() -> None:
    body = Endless()
    with pytest.raises(Unanswered):
        await answered(httpx.Response(200, stream=body))
    assert body.given == LARGEST // 1024 + 1


async def test_an_answer_that_trickles_is_not_waited_for() -> None:
    drip = httpx.MockTransport(lambda request: httpx.Response(200, stream=Endless(0.001, 1)))
    with pytest.raises(Unanswered):
        await asyncio.wait_for(post(URL, b"asked", 0.02, drip), 1)


async def test_an_authority_that_is_silent_is_not_waited_for() -> None:
    async def silent(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(Unanswered):
        await post(URL, b"asked", 0.02, httpx.MockTransport(silent))


async def test_what_went_wrong_does_not_hold_the_address() -> None:
    def unreachable(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"nobody at {request.url}")

    with pytest.raises(Unanswered) as problem:
        await post(URL, b"asked", transport=httpx.MockTransport(unreachable))
    assert (str(problem.value), problem.value.__cause__) == ("", None)


# Three tries


class Asked:
    """An authority that answers with one thing after the other; None is no answer."""

    def __init__(self, real: Real, *answers: Real | None) -> None:
        self.answers, self.questions, self.waits = list(answers), list[bytes](), list[float]()
        nonces = iter(range(9))
        self.authority = Authority(
            self.post,
            Trusted.read(real.certificate),
            lambda count: next(nonces).to_bytes(count, "big"),
            self.sleep,
        )

    async def post(self, asked: bytes) -> bytes:
        self.questions.append(asked)
        if (real := self.answers.pop(0)) is None:
            raise Unanswered
        return real.answer(asked)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


async def test_the_first_stamp_that_holds_is_taken(authority: Real) -> None:
    asked = Asked(authority, authority)
    stamp = await asked.authority.stamp(ROOT)
    assert stamp is not None
    assert authority.confirms(stamp, ROOT.hex())
    assert asked.waits == [0]


async def test_a_stamp_of_somebody_else_is_as_none(authority: Real, stranger: Real) -> None:
    asked = Asked(authority, stranger, None, authority)
    assert await asked.authority.stamp(ROOT) is not None
    assert asked.waits == [0, *WAITS]
    assert len({*asked.questions}) == 3


async def test_after_three_tries_there_is_none(authority: Real, stranger: Real) -> None:
    asked = Asked(authority, None, stranger, None, authority)
    assert await asked.authority.stamp(ROOT) is None
    assert len(asked.questions) == 3
    assert WAITS[0] < WAITS[1]


async def test_an_answer_to_an_earlier_question_is_refused(authority: Real) -> None:
    earlier = authority.answer(question(ROOT, b"\x80" * 8))

    async def replayed(asked: bytes) -> bytes:
        return earlier

    async def soon(seconds: float) -> None:
        return None

    trusted = Trusted.read(authority.certificate)
    asked = Authority(replayed, trusted, lambda count: b"\x01" * count, soon)
    assert await asked.stamp(ROOT) is None
