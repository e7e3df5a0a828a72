"""Entries of a log: all but `what` can be left out, and what is read back is what was kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.canonical import canonical
from bot.core.incident import Exhibit, Filing, Impact, Incident, Occurred
from bot.core.records import Confirmation, Handover, Record, Removal, about, noted, read, written
from bot.errors import UnreadableRecord
from tests.core.logs import AT, DIGEST, entry, log_of, on

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
stated = st.sampled_from(("2026-11-03", "2026-11-03T22:15", "2024-02-29"))
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
zones = st.sampled_from(
    ("", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "-03:30")
)
occurrences = st.one_of(
    st.builds(Occurred, words=texts),
    st.builds(Occurred, st.sampled_from(("exact", "about")), stated, zone=zones, often=texts),
    st.builds(Occurred, st.just("range"), st.just(""), stated, zones, texts, st.integers(0, 9)),
    st.builds(Occurred, st.just("range"), st.just("2024-01-01"), stated, zones, texts),
)
exhibits = st.builds(
    Exhibit,
    digests,
    st.integers(0, 2**40),
    texts,
    st.sampled_from(("", "image/jpeg", "text/x-c++")),
)
filings = st.builds(Filing, texts, st.just("") | stated, texts, texts, texts, st.just("") | stated)
impacts = st.builds(Impact, texts, texts, texts, texts, texts)
incidents = st.builds(
    Incident,
    texts.filter(str.strip),
    st.just(AT),
    sent=st.sampled_from(("", AT)),
    occurred=occurrences,
    kind=st.sampled_from(("", "message", "followed_me")),
    channel=texts,
    account=texts,
    quoted=texts,
    who=texts,
    how_known=st.sampled_from(("", "saw", "told", "think")),
    witnesses=texts,
    impact=impacts,
    did=texts,
    exhibits=st.lists(exhibits, max_size=3).map(tuple),
    filings=st.lists(filings, max_size=2).map(tuple),
    order=texts,
    same_person_as=st.lists(st.integers(1, 99), max_size=3).map(tuple),
    locked=st.booleans(),
)


@given(incidents)
def test_every_entry_is_read_back_as_it_was_kept(incident: Incident) -> None:
    body = written(incident)
    assert read(body) == incident
    assert written(read(body)) == body == canonical(json.loads(body))


@pytest.mark.parametrize(
    "record",
    [
        entry("Again.", amends=1, reason="I mixed up the days.", restates=("occurred", "who")),
        Confirmation(3, "not mine", AT),
        Removal(3, AT),
        Removal(3, AT, "0003_b"),
        Handover(AT, DIGEST, "the police", (2, 5), ("0007_a",)),
    ],
)
def test_what_is_said_of_entries_is_read_back_too(record: Record) -> None:
    assert read(written(record)) == record


def test_an_entry_needs_nothing_but_what_happened() -> None:
    assert json.loads(written(entry("He called."))) == {
        "format": 1,
        "record": "incident",
        "recorded": AT,
        "what": "He called.",
    }


# What is refused

BODY: dict[str, Any] = json.loads(written(entry()))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"null",
        canonical({**BODY, "format": 2}),
        canonical({**BODY, "record": "event"}),
        canonical({**BODY, "record": ["incident"]}),
        canonical({**BODY, "more": "x"}),
        canonical({**BODY, "who": 7}),
        canonical({**BODY, "who": ""}),
        canonical({**BODY, "locked": 1}),
        canonical({**BODY, "amends": "1"}),
        canonical({**BODY, "what": " "}),
        canonical({**BODY, "recorded": "2026-11-05T09:00:00"}),
        canonical({**BODY, "recorded": "2026-11-05T9:00:00Z"}),
        canonical({**BODY, "recorded": "2026-02-30T09:00:00Z"}),
        canonical({**BODY, "occurred": {"precision": "exact"}}),
        canonical({**BODY, "occurred": {"precision": "exact", "start": "yesterday"}}),
        canonical({**BODY, "exhibits": [{"sha256": DIGEST.upper(), "size": 1}]}),
        canonical({**BODY, "exhibits": [{"sha256": DIGEST, "size": -1}]}),
        canonical({**BODY, "exhibits": [{"sha256": DIGEST, "size": 1}] * 27}),
        json.dumps(BODY).encode(),
        canonical(BODY).replace(b'"what"', b'"what":"x","what"'),
        canonical(BODY).replace(b'"format":1', b'"format":1.0'),
    ],
)
def test_a_body_that_we_would_not_write_is_refused_without_a_word_of_it(body: bytes) -> None:
    with pytest.raises(UnreadableRecord) as refused:
        read(body)
    assert refused.value.__context__ is None
    assert refused.value.args == ()


@pytest.mark.parametrize(
    "incident",
    [
        entry("half a sign \ud800"),
        entry(recorded="today"),
        entry(kind="Threat!"),
        entry(occurred=on("2026-11-03", zone="my/place is here")),
        entry(filings=(Filing(on="soon"),)),
        entry(filings=(Filing(on="2026-11-3"),)),
        entry(exhibits=(Exhibit("abc", 1),)),
        entry(exhibits=(Exhibit(DIGEST, 1, media="../x"),)),
        entry(same_person_as=(0,)),
    ],
)
def test_nothing_is_kept_that_could_not_be_read_back(incident: Incident) -> None:
    with pytest.raises(UnreadableRecord):
        written(incident)


@pytest.mark.parametrize(
    "fields",
    [
        {"what": "\n "},
        {"reason": "because"},
        {"restates": ("who",)},
        {"amends": 1, "restates": ("recorded",)},
        {"amends": 1, "restates": ("who", "who")},
        {"amends": 1, "restates": ("exhibits",)},
    ],
)
def test_an_entry_that_makes_no_sense_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"entry|amendment"):
        entry(**{"what": "x", **fields})


def test_a_removal_names_a_file_of_its_own_entry() -> None:
    with pytest.raises(ValueError, match="its entry"):
        Removal(3, AT, "0004_a")


# When


@pytest.mark.parametrize(
    "stated",
    [
        ("exact", "", ""),
        ("about", "2026-11-03", "2026-11-04"),
        ("range", "", ""),
        ("unknown", "2026-11-03", ""),
        ("range", "2026-11-04", "2026-11-03"),
        ("range", "2026-11-03T10:00", "2026-11-03T09:59"),
        ("often", "2026-11-03", ""),
    ],
)
def test_times_that_do_not_fit_are_refused(stated: tuple[Any, str, str]) -> None:
    with pytest.raises(ValueError, match=r"do not fit|before it starts"):
        Occurred(*stated)


def test_a_day_is_not_after_a_minute_of_that_day() -> None:
    assert Occurred("range", "2026-11-03", "2026-11-03T09:00").has_hour is False
    assert Occurred("range", "2026-11-03T09:00", "2026-11-03").has_hour


def test_it_happened_every_day_this_week_is_one_entry() -> None:
    week = Occurred("range", "2026-11-02", "2026-11-08", often="every day this week", acts=7)
    assert read(written(entry(occurred=week))) == entry(occurred=week)


@pytest.mark.parametrize(
    ("occurred", "days"),
    [
        (Occurred(), None),
        (on("2026-11-05T23:59"), 0),
        (on("2026-11-04"), 1),
        (Occurred("about", "2026-10-05"), 31),
        (Occurred("range", "2026-10-01", "2026-11-03"), 2),
        (Occurred("range", "", "2026-11-03"), 2),
        (on("2026-11-06"), -1),
    ],
)
def test_days_pass_between_what_happened_and_what_is_written(
    occurred: Occurred, days: int | None
) -> None:
    assert entry(occurred=occurred).days_late == days
    assert entry(occurred=occurred).is_late == (days is not None and days >= 2)


# In a log


def test_a_record_can_only_be_about_an_entry_that_is_there() -> None:
    log = log_of(entry(), Confirmation(1, "mine", AT))
    for later in (Confirmation(2, "mine", AT), Removal(3, AT), entry(amends=9)):
        with pytest.raises(ValueError, match="an earlier entry"):
            noted(log, later, bytes(32))
    assert [about(read(link.body)) for link in log.links] == [0, 1]
    assert about(Handover(AT, DIGEST)) == 0


def test_an_erased_entry_can_still_be_spoken_of() -> None:
    log = log_of(entry(), Removal(1, AT))
    assert len(noted(log, entry(amends=1, reason="x"), bytes(32)).links) == 3


def test_no_word_of_an_entry_is_in_its_repr() -> None:
    words = ("secret",) * 5
    said = entry(
        "secret",
        occurred=on("2026-11-03", words="secret", often="secret"),
        account="secret",
        impact=Impact(*words),
        filings=(Filing("secret", "", *words[:3]),),
        exhibits=(Exhibit(DIGEST, 1, "secret", shows="secret"),),
    )
    assert not {"secret", "2026-11-03", DIGEST} & set(repr(said).replace("'", " ").split())
    assert "secret" not in repr((said.occurred, said.impact, said.filings, said.exhibits))
    assert "secret" not in repr(Handover(AT, DIGEST, "secret"))
