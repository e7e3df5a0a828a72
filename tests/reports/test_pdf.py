"""The printed report says what the log says, and nothing that was typed does anything in it."""

from __future__ import annotations

import asyncio
import io
import re
from itertools import pairwise
from typing import Any

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.document import document
from bot.core.incident import Filing, Occurred
from bot.reports.package import Files
from bot.reports.printing import printed
from bot.reports.wording import ENGLISH
from tests.core.logs import entry, log_of, on
from tests.reports.packed import exhibit, packed, problems, selection, unpacked
from tests.reports.printouts import (
    GIVEN,
    HARMFUL,
    chosen,
    elements,
    made,
    objects,
    of,
    photo,
    places_of,
    squeezed,
    text_of,
)

A4_WIDE, MARGIN = 595.28, 56.7
HARMFUL_KEYS = {"/AA", "/OpenAction", "/JS", "/JavaScript", "/URI", "/Annots", "/EF", "/AcroForm"}
HARMFUL_ACTIONS = {"/URI", "/JavaScript", "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/Named"}


@pytest.fixture(scope="module")
def report() -> bytes:
    """A report in which all that there is to print is printed."""
    return made(document(chosen()), GIVEN)


@pytest.fixture(scope="module")
def text(report: bytes) -> str:
    return squeezed(text_of(report))


@pytest.mark.parametrize(
    "said",
    [
        # What stands on the first page
        *(
            "Made for the police",
            "Entries withheld 1",
            "Entries erased 1",
            "Head before this package",
        ),
        # Times: as stated, with what is known of them
        "between 2026-11-03 22:15 and 2026-11-03 23:00 (time zone: Europe/Berlin)",
        "about 2026-11-04 07:00 (time zone not stated)",
        *("How often, in their words each evening", "How many acts several, not counted"),
        *("after the news", "Written down 2026-11-05 09:00:00 UTC", "2026-11-05 08:59:58 UTC"),
        "late: written down 2 days after",
        # All that can be stated
        *("Kind phone calls", "telephone", "+49 30 1234567", "I know where you are", "Ben"),
        *("thinks so", "my sister", "yes, much", "three nights", "I stayed at home", "a new lock"),
        *("headache", "I hung up", "order of 1 October", "Same person as in Entry 1"),
        "police, on 2026-11-04, reference AB/7, spoke with Officer Lee, answer: They call, "
        "next date 2026-11-20",
        # What was said later
        "Added later: entry 6 Why I looked. States anew when What was added Not then.",
        "As entry 1 was first written When 2026-11-01",
        "Entry 1 late: written down 6 days after First. When 2026-10-30 08:00 (time zone: UTC)",
        *("Entry 7 not confirmed By whom?", "Entry 8 not hers Somebody else."),
        "Added later: entry 9 not confirmed It changes nothing above.",
        # What is not there
        *("Entry 4: withheld", "Entry 5: erased", "App or place: not stated in 2 of 3"),
        # Files
        *("0003_a", "Name: IMG_1.jpg", "Kind: image/jpeg", "Name: a␊.exe", "Bytes: 7"),
        *("Withheld: the file is not in the package.",),
        "0003_b could not be shown here; the file itself is in the package.",
        # Who had it
        "The log was opened Time (UTC) By whom 2026-11-05 09:00:00 her",
        "2026-11-05 09:00:00 an advocate 2026-11-28 10:00:00 the police (this package)",
        "Time (UTC) What 2026-11-05 09:00:00 Entry 5",
    ],
)
def test_the_report_says(said: str, text: str) -> None:
    assert squeezed(said) in text


def test_what_was_typed_is_printed_as_it_was_typed(text: str) -> None:
    assert squeezed(HARMFUL) in text


def test_nothing_that_was_typed_does_anything(report: bytes) -> None:
    found = list(objects(report))
    assert {key for each in found for key in each} & HARMFUL_KEYS == set()
    assert {str(each.get("/S")) for each in found} & HARMFUL_ACTIONS == set()
    assert "root:x:0" not in text_of(report)


def test_what_is_withheld_is_nowhere_in_it(report: bytes, text: str) -> None:
    assert "street" not in text
    assert all(b"street" not in content for content in _streams(report))


def _streams(content: bytes) -> list[bytes]:
    found = (each for each in objects(content) if isinstance(each, pypdf.generic.StreamObject))
    return [each.get_data() for each in found]


def test_each_entry_has_its_place_in_the_order_of_stated_times(text: str) -> None:
    order = re.findall(r"Entry(\d)(?:late|First|notconfirmed|nothers|With)", text)
    assert order == ["1", "2", "3", "7", "8"] or order == ["1", "2", "7", "8"]


def test_the_same_document_makes_the_same_bytes(report: bytes) -> None:
    assert made(document(chosen()), GIVEN) == report


def test_an_empty_log_makes_a_report_too() -> None:
    assert "Entriesprintedhere0" in squeezed(text_of(of()))


def test_it_never_judges() -> None:
    said = " ".join(ENGLISH.values()).lower()
    for word in ("risk", "danger", "severe", "guilty", "offender", "crime", "true account"):
        assert word not in said
    assert said.count("score") == said.count("no score")


# Pictures


def test_pictures_are_small_and_bear_nothing_that_the_camera_noted() -> None:
    exif = b"Exif\x00\x00" + b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x0f\x00\x02" + b"\x00" * 20
    large = photo("JPEG", (1600, 1200), exif=exif)
    shown = document(selection(log_of(entry(exhibits=(exhibit(large),)))))
    printed = made(shown, {"0001_a": large})
    (picture,) = [each for each in objects(printed) if "/Width" in each]
    assert [int(str(picture[side])) for side in ("/Width", "/Height")] == [800, 600]
    assert b"Exif" not in printed


def test_pictures_that_can_not_be_read_break_nothing() -> None:
    broken = {
        "0001_a": b"",
        "0001_b": photo()[:900],
        "0001_c": b"\x89PNG\r\n\x1a\n" + bytes(40),
        "0001_d": photo("WEBP"),
    }
    kinds = ["image/jpeg", "image/jpeg", "image/png", "image/webp"]
    files = tuple(exhibit(c, m, m) for c, m in zip(broken.values(), kinds, strict=True))
    printed = made(document(selection(log_of(entry(exhibits=files)))), broken)
    sorry = re.findall(r"(0001_.)could", squeezed(text_of(printed)))
    assert sorry == ["0001_a", "0001_b", "0001_c"]
    assert len([each for each in objects(printed) if "/Width" in each]) == 1


# Every script


SCRIPTS = {
    "Greek and Cyrillic": "Γειά σου κόσμε. Здравствуй, мир! Їжак",
    "Chinese, Japanese, Korean": "你好，世界。繁體字 こんにちは カタカナ 안녕하세요",
    "Devanagari": "नमस्ते दुनिया क्षत्रिय",
    "others": "สวัสดี გამარჯობა Բարեւ ሰላም বাংলা தமிழ்",
    "signs": "fi ffi office a  b € ₿ ✓ ★ → ☎ 𝒽𝑒𝓁𝓁𝑜",
    "emoji": "😀 ❤ 🔪",
    "Arabic": "مرحبا بالعالم",
    "Hebrew": "שלום עולם",
}


@pytest.fixture(scope="module")
def world() -> str:
    return squeezed(text_of(of(*(entry(words, account=words) for words in SCRIPTS.values()))))


@pytest.mark.parametrize("script", SCRIPTS)
def test_words_of_every_script_can_be_taken_out_as_they_were_typed(script: str, world: str) -> None:
    words = [squeezed(SCRIPTS[script])]
    if script in {"Arabic", "Hebrew"}:  # each program has its own idea of the order of the words
        words = SCRIPTS[script].split()
    assert [world.count(word) for word in words] == [2] * len(words)


def test_what_no_font_shows_is_shown_by_its_number_and_controls_by_their_signs() -> None:
    printed = squeezed(text_of(of(entry("a\x00b\x1b\x7fc\x85d\ue000e\ufefff\U0001f9ff\U000e1000"))))
    assert "a␀b␛␡c⟨U+0085⟩d⟨U+E000⟩e⟨U+FEFF⟩f" in printed


def test_no_word_leaves_the_page() -> None:
    long = "https://example.com/" + "x" * 400
    printed = of(entry(long, exhibits=(exhibit(b"1", "y" * 300, "text/plain"),), kind="k" * 40))
    assert squeezed(long) in squeezed(text_of(printed))
    assert max(right for _, _, right in places_of(printed)) <= A4_WIDE - MARGIN + 1


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(st.lists(st.text(min_size=1, max_size=40).filter(str.strip), min_size=30, max_size=60))
def test_whatever_was_typed_a_report_can_be_made(words: list[str]) -> None:
    assert of(*(entry(said) for said in words)).startswith(b"%PDF-")


# For those who listen


def test_it_is_tagged_as_pdf_ua_asks(report: bytes) -> None:
    read = pypdf.PdfReader(io.BytesIO(report))
    root: Any = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is not None
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert read.metadata is not None
    assert read.metadata.title == ENGLISH["title"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert {page["/Tabs"] for page in read.pages if "/Tabs" in page} <= {"/S"}


def test_each_picture_and_drawing_has_words_instead(report: bytes) -> None:
    figures = [each for each in elements(report) if str(each["/S"]) == "/Figure"]
    assert [str(each["/Alt"]) for each in figures if str(each["/Alt"]).startswith("000")] == [
        "0003_a"
    ]
    assert all(str(each.get("/Alt", "")) for each in figures)


def test_headings_step_down_one_by_one_and_tables_say_what_is_in_their_columns(
    report: bytes,
) -> None:
    kinds = [str(each["/S"]) for each in elements(report)]
    levels = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert kinds.count("/Table") == kinds.count("/THead")
    assert kinds.count("/Table") >= 5


def test_all_that_is_drawn_is_tagged_or_said_to_be_decoration(report: bytes) -> None:
    for page in pypdf.PdfReader(io.BytesIO(report)).pages:
        depth, content = 0, page.get_contents()
        assert content is not None
        for operands, name in content.operations:
            depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(name, 0)
            if name in {b"Tj", b"TJ", b"Do", b"f", b"S", b"B"}:
                assert depth > 0, (operands, name)


def test_arabic_and_hebrew_lines_begin_at_the_right() -> None:
    places = {sign: right for sign, _, right in places_of(of(entry("مرحبا\nQ\nשלום")))}
    assert places["Q"] < MARGIN + 30
    assert places["م"] > A4_WIDE - MARGIN - 12
    assert places["ש"] > A4_WIDE - MARGIN - 12


def test_a_time_without_its_day_can_be_a_range_with_one_end() -> None:
    printed = squeezed(
        text_of(
            of(
                entry(occurred=Occurred("range", "2026-01-02")),
                entry(occurred=Occurred("range", "", "2026-01-03T10:00")),
                entry(occurred=on("2026-01-04")),
            )
        )
    )
    for said in ("2026-01-02 or later", "2026-01-03 10:00 or earlier", "When 2026-01-04"):
        assert squeezed(said) in printed


def test_the_name_of_a_file_can_not_look_like_another_one() -> None:
    name = "photo\u202egpj.exe"
    printed = text_of(of(entry(exhibits=(exhibit(b"1", name, "text/plain"),))))
    assert "Name: photo⟨U+202E⟩gpj.exe" in printed


def test_words_that_turn_letters_around_turn_none_of_ours_around() -> None:
    told = Filing("police \u202eabc", "2026-11-04", "AB/7")
    printed = squeezed(text_of(of(entry(filings=(told,), who="\u202exyz"))))
    assert "on2026-11-04,referenceAB/7" in printed
    assert "Writtendown2026-11-05" in printed


def test_a_report_goes_into_its_package_and_the_package_holds() -> None:
    pdf = asyncio.run(printed(chosen(), GIVEN))
    files = unpacked(packed(chosen(), Files(GIVEN, pdf=pdf)))
    assert files["log.pdf"] == pdf
    assert problems(files) == ([], [])
