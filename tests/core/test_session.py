"""Sessions: written out and read back, salvaged where they can't be read, silent in every log."""

from __future__ import annotations

import json
import traceback
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import Button, Copy, Entry, Media, Notice, Question, Screen, Show, Text
from bot.core.events import Offered, Opened, Pressed, Said
from bot.core.session import FORMAT, Frame, Kept, Session, dump, load, salvage
from bot.core.steps.base import Stay, Took, Typed
from bot.errors import UnreadableSession
from bot.workshop.rehearsal import BEGINNING
from tests.core.stage import MANY, on_stage

NAMES = st.sampled_from(["a", "note_1", "country", "n" * 40])
WORDS = st.text(max_size=12)
ANSWERS = WORDS | st.integers(-(2**40), 2**40) | st.lists(NAMES, max_size=3).map(tuple)
KNOWN = st.dictionaries(NAMES, ANSWERS, max_size=3)
FRAMES = st.builds(Frame, NAMES, NAMES, KNOWN, st.none() | NAMES, st.booleans())
SECONDS = st.integers(0, 2**40)
SESSIONS = st.builds(
    Session,
    frames=st.lists(FRAMES, max_size=3).map(tuple),
    person=KNOWN,
    kept=st.dictionaries(NAMES, st.builds(Kept, ANSWERS, SECONDS), max_size=2),
    visit=NAMES,
    shape=WORDS,
    items=st.lists(WORDS, max_size=3).map(tuple),
    tries=st.integers(0, 9),
    said=st.lists(NAMES, max_size=3).map(tuple),
    trail=st.lists(WORDS, max_size=3).map(tuple),
    draft=WORDS,
    drafted=SECONDS,
)
CANARY = "my mother's house"


def held(session: Session) -> Session:
    """What belongs to the person."""
    return Session(
        person=session.person, kept=session.kept, draft=session.draft, drafted=session.drafted
    )


# Out and back


@MANY
@given(SESSIONS)
def test_a_session_that_is_written_out_is_read_back_the_same(session: Session) -> None:
    assert load(dump(session)) == session
    assert salvage(dump(session)) == held(session)


@MANY
@given(SESSIONS)
def test_an_answer_keeps_its_kind(session: Session) -> None:
    read = load(dump(session)).person
    assert {name: type(value) for name, value in read.items()} == {
        name: type(value) for name, value in session.person.items()
    }


def test_a_new_session_is_closed_and_one_with_a_flow_is_open() -> None:
    assert not Session().is_open
    assert Session(frames=(Frame("home", "start"),)).is_open


# What can't be read


@MANY
@given(st.binary())
def test_bytes_that_are_no_session_are_unreadable_and_nothing_else(data: bytes) -> None:
    with pytest.raises(UnreadableSession):
        load(data)
    assert salvage(data) == Session()


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b'"text"', b'{"frames": 1}', b'{"person": [1]}', b"1e999",
     b'{"frames": [{"flow": "a"}]}', b"[" * 5000, b'{"draft": {"x": 1}}'],
)  # fmt: skip
def test_json_that_is_no_session_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableSession):
        load(data)
    assert salvage(data) == Session()


@MANY
@given(SESSIONS, st.integers().filter(lambda number: number != FORMAT))
def test_a_session_of_another_format_is_unreadable_and_what_is_the_person_s_is_kept(
    session: Session, number: int
) -> None:
    other = dump(replace(session, format=number))
    with pytest.raises(UnreadableSession):
        load(other)
    assert salvage(other) == held(session)


@MANY
@given(SESSIONS, st.sampled_from(["frames", "trail", "items", "said", "tries", "visit"]))
def test_a_session_with_one_broken_part_keeps_what_is_the_person_s(
    session: Session, part: str
) -> None:
    broken = json.loads(dump(session)) | {part: {"broken": CANARY}, "unheard_of": 1}
    data = json.dumps(broken).encode()
    with pytest.raises(UnreadableSession):
        load(data)
    assert salvage(data) == held(session)


# Silence


@MANY
@given(SESSIONS)
def test_the_text_of_a_session_never_holds_what_was_said(session: Session) -> None:
    words = f"<{CANARY}>"
    frames = tuple(replace(frame, answers={"note": words}) for frame in session.frames)
    told = replace(
        session,
        frames=(*frames, Frame("a", "b", {"note": words})),
        person={"country": words},
        kept={"plan": Kept(words, 1)},
        items=(words,),
        trail=(words,),
        draft=words,
    )
    assert CANARY not in repr(told)
    assert CANARY not in str(told)
    assert not any(CANARY in repr(frame) for frame in told.frames)
    assert CANARY not in repr(told.kept)


def test_the_text_of_an_event_never_holds_what_was_said() -> None:
    said = Said(CANARY, BEGINNING, "chance")
    assert CANARY not in f"{said!r} {said}"
    for event in (Pressed("token", BEGINNING, "x"), Opened("a", BEGINNING, "x")):
        assert "2026" in repr(event)
    assert "photo" in repr(Offered("photo", BEGINNING, "x"))


def test_the_text_of_a_verdict_never_holds_what_was_said() -> None:
    for told in (Typed(CANARY), Took(CANARY), Stay(answer=CANARY, notice=CANARY)):
        assert CANARY not in repr(told)


def test_the_text_of_an_effect_never_holds_what_was_said() -> None:
    screen = Screen(
        "visit",
        (Text(CANARY), Notice(CANARY), Question(CANARY), Entry((CANARY,), (Copy("Copy", "999"),))),
        (Button(CANARY, "visit.0", "choice"),),
        (Button(CANARY, "close", "close"),),
    )
    assert CANARY not in repr(Show(screen))
    assert "visit.0" in repr(screen)
    assert "A lock" in repr(Media("photo", "media/lock.png", "A lock"))


@given(st.sampled_from(["", "😀", "\u202e", "{note}", "\x00"]))
def test_whatever_a_conversation_says_back_no_text_of_it_holds_the_words(odd: str) -> None:
    words = f"{odd}{CANARY}{odd}"
    told = on_stage(
        """
start:
  marks: line
  ask: What happened?
  as: text up to 200
  save: note
  goto: told
told:
  say: "You wrote: {note}"
  show: helplines
  where: kind is stalking
  each: "{note} {name}"
  empty: out
  choices:
    again: "Again, {note}" -> start
    out: Out of here -> out
out:
  end: done
""".replace('"Again, {note}" -> start', '"Again, {note} -> start"')
    )
    for _ in range(2):
        told.say(words)
        assert CANARY not in repr((told.session, told.effects, told.screen))
        told.tap("Done")
        assert CANARY in told.words
        assert CANARY in "".join(told.labels)
        assert CANARY not in repr((told.session, told.effects, told.screen))
        told.tap("again")


@pytest.mark.parametrize(
    "broken",
    [
        {"frames": [{"flow": "a", "step": "b", "answers": {"note": {"no": CANARY}}}]},
        {"person": {"country": {"no": CANARY}}},
        {"kept": {"plan": {"value": CANARY, "until": CANARY}}},
        {"draft": [CANARY]},
        {"trail": CANARY},
        {"format": CANARY},
    ],
)
def test_an_error_about_a_session_never_holds_what_was_said(broken: dict[str, object]) -> None:
    with pytest.raises(UnreadableSession) as problem:
        load(json.dumps(broken).encode())
    told = "".join(traceback.format_exception(problem.value))
    assert CANARY not in f"{told} {problem.value!r}"
    assert problem.value.__context__ is None
