"""Alarm words: what is heard in free text, and how rows of words are read."""

import csv
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from random import Random
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.alarms import Alarm, AlarmRowError, Alarms, Reading, Row

ROOT = Path(__file__).parents[2]
EXPECTED = {
    "none": frozenset[Alarm](),
    "crisis": frozenset({Alarm.CRISIS}),
    "danger": frozenset({Alarm.DANGER}),
    "both": frozenset(Alarm),
}
NEUTRAL = ("Hello there.", "It rained on Monday.", "The form has two pages.", "Thank you!")
MOST_SECONDS = 5.0


def lines(path: Path) -> list[dict[str, str]]:
    """The lines of a table."""
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


TABLE = lines(ROOT / "flows" / "data" / "alarm_words.csv")
CORPUS = lines(ROOT / "tests" / "core" / "alarm_corpus.csv")
ALARMS = Alarms.of((line["language"], line["means"], line["phrase"]) for line in TABLE)
SENTENCES = st.sampled_from([line["text"] for line in CORPUS])


def listening_for(*rows: tuple[str, str], language: str = "xx") -> Alarms:
    """Alarms of a small language of our own."""
    own: Iterable[Row] = ((language, means, phrase) for means, phrase in rows)
    return Alarms.of(own)


def is_heard(alarms: Alarms, text: str) -> bool:
    return bool(alarms.heard(text, "xx"))


# What is heard in English


@pytest.mark.parametrize("line", CORPUS, ids=[line["text"][:40] for line in CORPUS])
def test_every_sentence_of_the_corpus_is_heard_as_its_line_says(line: dict[str, str]) -> None:
    assert ALARMS.heard(line["text"]) == EXPECTED[line["expected"]], line["why"]


def test_the_corpus_is_large_and_every_line_says_why() -> None:
    assert len(CORPUS) >= 200
    assert sum(line["expected"] == "none" for line in CORPUS) >= 60
    assert all(line["why"] for line in CORPUS)


@pytest.mark.parametrize("untrusted_text", ["", " ", "'", '"', "*", "?!", "\n\n", "\ud800", "🔪"])
def test_texts_without_words_do_no_harm(untrusted_text: str) -> None:
    assert ALARMS.heard(untrusted_text) <= frozenset(Alarm)


@given(st.text())
def test_any_text_gets_an_answer(untrusted_text: str) -> None:
    assert ALARMS.heard(untrusted_text) <= frozenset(Alarm)


@given(SENTENCES)
def test_capitals_make_no_difference(text: str) -> None:
    variants = (text.upper(), text.lower(), text.title(), text.swapcase())
    assert {ALARMS.heard(variant) for variant in variants} == {ALARMS.heard(text)}


@given(SENTENCES, st.sampled_from(["'", "’", "ʼ", "`", "´", ""]))
def test_apostrophes_inside_words_make_no_difference(text: str, apostrophe: str) -> None:
    variant = re.sub(r"(?<=\w)['’](?=\w)", apostrophe, text)
    assert ALARMS.heard(variant) == ALARMS.heard(text)


@given(SENTENCES)
def test_straight_and_curly_quotation_marks_are_the_same(text: str) -> None:
    assert ALARMS.heard(re.sub(r'"([^"]*)"', r"“\1”", text)) == ALARMS.heard(text)


@given(SENTENCES, st.lists(st.sampled_from(NEUTRAL)), st.lists(st.sampled_from(NEUTRAL)))
def test_sentences_around_it_never_silence_an_alarm(
    text: str, before: list[str], after: list[str]
) -> None:
    for gap in (" ", "\n"):
        longer = gap.join((*before, text.rstrip(".") + ".", *after))
        assert ALARMS.heard(longer) >= ALARMS.heard(text)


@given(SENTENCES, SENTENCES)
def test_two_messages_sent_as_one_are_both_heard(first: str, second: str) -> None:
    together = ALARMS.heard(f"{first}.\n\n{second}")
    assert together >= ALARMS.heard(first) or '"' in first + second
    assert bool(together) >= bool(ALARMS.heard(first) | ALARMS.heard(second))


@pytest.mark.parametrize(
    "untrusted_text",
    [
        "a" * 100_000,
        "'" * 100_000,
        "a'" * 50_000,
        "\u0301" * 100_000,
        "ﷺ" * 100_000,
        "kms " * 25_000,
        '"kms ' * 20_000 + '" he said',
        "he said " * 12_500 + "kms",
        "he has a has a " * 6_000,
        "not " + "really " * 14_000 + "suicidal",
        "never " * 16_000,
    ],
    ids=range(11),
)
def test_hostile_texts_are_answered_soon(untrusted_text: str) -> None:
    start = perf_counter()
    ALARMS.heard(untrusted_text)
    assert perf_counter() - start < MOST_SECONDS


def test_an_alarm_is_heard_at_the_end_of_a_very_long_text() -> None:
    assert ALARMS.heard("It rained on Monday. " * 5_000 + "I want to die.") == {Alarm.CRISIS}


def test_nothing_a_person_wrote_can_be_printed() -> None:
    assert "secret" not in repr(Reading.of('a secret "word"'))
    assert "suicide" not in repr(ALARMS)


# The table


@pytest.mark.parametrize("column", ["source", "seen", "recheck"])
def test_every_row_says_where_it_is_from_and_when_to_look_again(column: str) -> None:
    assert all(line[column] for line in TABLE)


def test_dates_in_the_table_are_dates() -> None:
    for line in TABLE:
        assert date.fromisoformat(line["seen"]) < date.fromisoformat(line["recheck"])


def test_no_row_stands_twice() -> None:
    rows = [(line["language"], line["means"], line["phrase"]) for line in TABLE]
    assert len(rows) == len(set(rows))


def test_every_word_list_is_used() -> None:
    named = {line["means"] for line in TABLE if line["means"].startswith("[")}
    assert named <= {name for line in TABLE for name in re.findall(r"\[\w+\]", line["phrase"])}


# A language is rows


SPANISH = (
    ("es", "crisis", "quiero morir/morirme"),
    ("es", "danger", "[other] me pegó"),
    ("es", "other", "él/ella"),
    ("es", "negation", "no/nunca"),
)


def test_a_language_is_added_with_rows_only() -> None:
    alarms = Alarms.of(SPANISH)
    assert alarms.heard("¡Quiero morir!", "es") == {Alarm.CRISIS}
    assert alarms.heard("No quiero morir", "es") == frozenset()
    assert alarms.heard("EL ME PEGO ayer", "es") == {Alarm.DANGER}


def test_a_regional_language_uses_the_rows_of_its_own_or_of_the_language() -> None:
    alarms = Alarms.of((*SPANISH, ("es-AR", "danger", "me fajó")))
    assert alarms.heard("quiero morir", "es-MX") == {Alarm.CRISIS}
    assert alarms.heard("me fajó", "es-AR") == {Alarm.DANGER}


def test_a_language_without_rows_raises_no_alarm() -> None:
    assert Alarms.of(SPANISH).heard("I want to die", "xx") == frozenset()


@pytest.mark.parametrize("text", ["मुझे मरना है", "أريد أن أموت", "хочу умереть"])
def test_words_of_other_scripts_are_whole_words(text: str) -> None:
    assert is_heard(listening_for(("crisis", text)), f"… {text}!")
    assert not is_heard(listening_for(("crisis", text)), text[:-1])


# How a phrase is written


@pytest.mark.parametrize(
    ("phrase", "heard", "unheard"),
    [
        ("kill me", "they KILL me", "kill it for me"),
        ("kill/hurt me", "hurt, me", "help me"),
        ("kill me right? now", "kill me now", "kill me left now"),
        ("he * hurt me", "he will really badly hurt me", "he will not hurt me"),
        ("he * hurt me", "he hurt me", "he will very very badly hurt me"),
        ("he * hurt me", "he can hurt me", "he left. Then hurt me"),
        ("he * hurt me", "he might hurt me", "he and I hurt me"),
        ("[who] hurt me", "my ex hurt me", "my hurt me"),
        ("he/[who] hurt me", "he hurt me", "it hurt me"),
        ("self harm", "self-harm", "selfharm"),
        ("die", "dieee", "dye"),
        ("die", "d1e", "d2e"),
        ("die", "d*ie", "d ie"),
        ("noose", "nooooose", "nose"),
        ("🔪", "lol🔪🔪", "🔧"),
    ],
)
def test_a_phrase_means_what_its_signs_say(phrase: str, heard: str, unheard: str) -> None:
    alarms = listening_for(
        ("danger", phrase), ("[who]", "ex"), ("[who]", "my ex"), ("self", "i"), ("negation", "not")
    )
    assert is_heard(alarms, heard)
    assert not is_heard(alarms, unheard)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("not die", False),
        ("not really die", False),
        ("not, die", True),
        ("not you die", True),
        ("not " + "really " * 6 + "die", True),
        ("not only die", True),
        ("not he dies", True),
        ("die not", True),
        ("not not good", True),
    ],
)
def test_a_negation_silences_only_what_follows_it_closely(text: str, heard: bool) -> None:  # noqa: FBT001
    alarms = listening_for(
        ("crisis", "die"),
        ("crisis", "not good"),
        ("crisis", "he dies"),
        ("negation", "not"),
        ("between", "really/only"),
        ("other", "he"),
        ("idiom", "not only"),
    )
    assert is_heard(alarms, text) is heard


def test_an_idiom_hides_only_alarms_that_begin_or_end_inside_it() -> None:
    alarms = listening_for(("danger", "hit me"), ("idiom", "it hit me that"))
    assert not is_heard(alarms, "it hit me that it was over")
    assert is_heard(alarms, "it hit me that he hit me")


def test_a_longer_phrase_decides_over_the_words_inside_it() -> None:
    alarms = listening_for(("crisis", "suicidal"), ("danger", "he is suicidal"))
    assert alarms.heard("he is suicidal", "xx") == {Alarm.DANGER}
    assert alarms.heard("suicidal, he is suicidal", "xx") == frozenset(Alarm)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('he said "die"', "danger"),
        ("he said 'die now'", "danger"),
        ('he said later "oh well die"', "danger"),
        ('"die" he said', "both"),
        ('he said "die', "both"),
        ("he said die", "both"),
        ("he said. die", "crisis"),
        ('he said "no" then die then "yes"', "crisis"),
        ('he said i wrote "die"', "both"),
        ('"die"', "crisis"),
        ("he said very many other things die", "crisis"),
    ],
)
def test_words_in_somebody_elses_mouth_are_a_danger(text: str, expected: str) -> None:
    alarms = listening_for(("crisis", "die"), ("quote", "he said"), ("self", "i"))
    assert alarms.heard(text, "xx") == EXPECTED[expected]


def test_a_message_that_urges_suicide_is_both_even_in_quotation_marks() -> None:
    alarms = listening_for(("both", "kill yourself"), ("quote", "he said"))
    assert alarms.heard('he said "kill yourself"', "xx") == frozenset(Alarm)


@pytest.mark.parametrize(
    ("row", "advice"),
    [
        (("", "danger", "kill me"), "name a language"),
        (("en", "alarm", "kill me"), "unknown meaning 'alarm'"),
        (("en", "", "kill me"), "unknown meaning ''"),
        (("en", "[]", "kill"), "unknown meaning"),
        (("en", "danger", " "), "the phrase is empty"),
        (("en", "danger", "* kill me"), "put each * between two words"),
        (("en", "danger", "kill me *"), "put each * between two words"),
        (("en", "danger", "kill * * me"), "put each * between two words"),
        (("en", "danger", "kill * now? * me"), "put each * between two words"),
        (("en", "danger", "kill? * me"), "put each * between two words"),
        (("en", "danger", "kill?"), "put each * between two words"),
        (("en", "danger", "kill/ me"), "write one word"),
        (("en", "danger", "kill?/hurt me"), "write one word"),
        (("en", "danger", "self-harm"), "write one word"),
        (("en", "danger", "? me"), "write one word"),
        (("en", "danger", "[other] hit me"), "there is no word list [other]"),
        (("en", "danger", "[othr hit me"), "there is no word list [othr"),
        (("en", "[kill]", "kill * me"), "write one word"),
        (("en", "negation", "not at all"), "negation takes single words"),
        (("en", "danger", "a? b? c? d? e? f? g? h? i? j"), "too many ways"),
        (("en", "danger", "very " * 30), "too long"),
    ],
)
def test_a_row_that_cannot_be_used_says_which_and_what_to_do(row: Row, advice: str) -> None:
    with pytest.raises(AlarmRowError) as refused:
        Alarms.of([("en", "danger", "hit me"), row])
    assert "row 2" in str(refused.value)
    assert advice in str(refused.value)
    assert isinstance(refused.value, ValueError)


def test_rows_that_together_would_never_be_finished_are_refused() -> None:
    chance = Random(1)
    words = [f"w{letter}" for letter in "abcdefghijklmnopqrst"]
    tangle = [" ".join("/".join(chance.sample(words, 8)) for _ in range(12)) for _ in range(300)]
    with pytest.raises(AlarmRowError, match=r"row 300 .* too many ways to go on"):
        listening_for(*(("danger", phrase) for phrase in tangle))


def test_a_table_without_phrases_hears_nothing() -> None:
    assert Alarms.of(()).heard("I want to die") == frozenset()
    assert not is_heard(listening_for(("negation", "not")), "not die")
