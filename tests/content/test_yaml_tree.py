"""A file of a flow is plain text, lists and mappings, and what can't be read is explained."""

from __future__ import annotations

import pytest

from bot.content import yaml_tree
from bot.content.yaml_tree import DEEPEST, LONGEST_LINE, MOST_NODES, WIDEST, Lines
from bot.core.sheet import Untrusted


def tree(text: str) -> Untrusted:
    read = yaml_tree.read(text.encode(), "x.yaml")
    assert read.complaints == ()
    return read.tree


def told(text: str | bytes) -> str:
    """What is said of a file that can't be read: its line, its rule and the words."""
    data = text if isinstance(text, bytes) else text.encode()
    read = yaml_tree.read(data, "x.yaml")
    assert read.tree is None
    (complaint,) = read.complaints
    assert complaint.file == "x.yaml"
    return f"{complaint.line} {complaint.code} {complaint.message}"


def cut(text: str) -> list[str]:
    return [f"{c.line} {c.message}" for c in yaml_tree.cut_off(text.encode(), "x.yaml")]


# What is read


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "no", "NO", "on", "Off", "true", "False", "y", "N"),
        *("1:30", "08001", "0x1F", "0o17", "1e3", "1_000", "+1", "-0", ".5", "190:20:30"),
        *("~", "null", "Null", "NULL", ".inf", "-.INF", ".nan"),
        *("2026-11-21", "2026-11-21T10:00:00Z", "116 123", "+44 808 802 0300", "=", "a=b"),
    ],
)
def test_every_text_stays_what_it_looks_like(text: str) -> None:
    assert tree(f"a: {text}\n{text}: b\nc: [{text}]") == {"a": text, text: "b", "c": [text]}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"a: b"', "a: b"),
        ("'it''s'", "it's"),
        ('"a\\nb"', "a\nb"),
        ("|\n  one\n  two", "one\ntwo"),
        ("|-\n  one # two", "one # two"),
        (">\n  one\n  two\n", "one two\n"),
        ("one\n  two", "one two"),
        ("", ""),
        ('""', ""),
        ("a-b", "a-b"),
        ("http://example.org/#part", "http://example.org/#part"),
        ("{}", {}),
        ("[]", []),
    ],
)
def test_texts_can_be_written_in_all_the_usual_ways(written: str, read: Untrusted) -> None:
    assert tree(f"a: {written}") == {"a": read}


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n# nothing\n"])
def test_a_file_with_nothing_in_it_is_empty(text: str) -> None:
    assert tree(text) in ({}, "")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_machine(end: str) -> None:
    text = "a: b\nc: |\n  d\n  e\n".replace("\n", end)
    assert tree(text) == {"a": "b", "c": "d\ne\n"}
    assert Lines(text.encode()).find(("c",)) == 2
    assert Lines(text.encode()).text(3) == "  d"


def test_a_mark_of_the_byte_order_is_passed_over() -> None:
    assert tree("\ufeffa: b") == {"a": "b"}
    assert Lines("\ufeffa: b".encode()).text(1) == "a: b"


def test_quotes_and_dashes_inside_a_text_are_just_letters() -> None:
    text = """
        a: |
          For example: “I know where you are.”
          “You will see”, and - so on
        b: They may write, “call me”
        """
    assert tree(text) is not None


# What is refused, and in which words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: b: c", '1 F001 a ": " stands inside this text: put the text in " ".'),
        ("a: b\nsay:Hello\nc: d", '2 F001 write a space after the ":" of this key.'),
        ('a: b\nc: "d\ne: f\n', "2 F001 a quote or bracket is open here: add the one that closes."),
        ("a: [b, c\nd: e\n", "1 F001 a bracket is open here: add the one that closes it."),
        (
            "a: b\n c: d\n",
            '2 F001 a ": " stands inside this text: put the text in " ".',
        ),
        (
            "a:\n    b: c\n   d: e\n",
            "3 F001 this line stands too far left or right, or a quote is open: "
            "compare it with the others.",
        ),
        (
            "a: b\nc\nd: e\n",
            '3 F001 a line before this one misses the ":" after its key: add it.',
        ),
        ("a:\n  - b\n  c: d\n", '3 F001 begin every line of this list with "- ".'),
        ("a: - b", '1 F001 put this "- " on a line of its own.'),
        (
            "a: @home",
            "1 F001 this text begins with a sign that YAML keeps for itself: put it in quotes.",
        ),
        (
            "a: *Please* read",
            "1 F001 this text begins with a sign that YAML keeps for itself: put it in quotes.",
        ),
        ("a: |b", '1 F001 begin the text on the line after the "|".'),
        ('a: "C:\\dir"', '1 F001 write \\\\ for a backslash inside " ", or use no quotes.'),
        ("a: b\n---\nc: d", "2 F001 a second document begins here: keep one flow in a file."),
        ("a: b\n...\nc: d", "3 F001 a second document begins here: keep one flow in a file."),
        (
            "...\n",
            "1 F001 this text begins with a sign that YAML keeps for itself: put it in quotes.",
        ),
        ("? [a]\n: b", "1 F001 brackets stand where a key should: put the text in quotes."),
        (
            "a: b\nc: &d e",
            '2 F002 a word that begins with & has a special meaning in YAML: put it in " ".',
        ),
        (
            "a: *b",
            '1 F002 a word that begins with * has a special meaning in YAML: put it in " ".',
        ),
        (
            "a: !b c",
            '1 F002 a word that begins with ! has a special meaning in YAML: put it in " ".',
        ),
        (
            "!a b: c",
            '1 F002 a word that begins with ! has a special meaning in YAML: put it in " ".',
        ),
        ("a:\n  <<: b", '2 F002 "<<" has a special meaning in YAML and is not used here.'),
        ("%YAML 1.1\n---\na: b", "1 F002 lines that begin with % are not used here."),
        ("a: b\nc: d\na: e", '3 F003 "a" stands here twice: rename one of them.'),
        ('a: b\n"a": c', '2 F003 "a" stands here twice: rename one of them.'),
        ("a:\n\tb: c", "2 F004 this line is moved in with a tab: use spaces."),
        ("a: b\nc:\td", "2 F004 a tab stands in this line: use spaces."),
        (
            "a: {b: c, d}",
            '1 F007 inside { } a comma splits a text, before "d": put the text in " ".',
        ),
        (
            "a:\n\u00a0\u00a0b: c",
            "2 F008 this line is moved in with a space that is not a plain one: use the space bar.",
        ),
        (
            "a:\u2003b\nc: d",
            "1 F008 the space after this key or dash is not a plain one: use the space bar.",
        ),
        (
            "a: “b”",
            '1 F008 a curly quote opens this text: use the plain quote ", or none.',
        ),
        (
            "a: “b: c”",
            '1 F008 a curly quote opens this text: use the plain quote ", or none.',
        ),
        (
            'a: "\\xyz"',
            "1 F001 this line can't be read as YAML: compare it with the lines above.",
        ),
        (
            "a:\n  - “b: c”",
            '2 F008 a curly quote opens this text: use the plain quote ", or none.',
        ),
        (
            "a: b\nc: d\u00ade",
            "2 F009 a character that can't be seen stands here: type the line again.",
        ),
        (
            b"a: b\nc: caf\xe9",
            "2 F009 this is not UTF-8 text: save the file again with the encoding UTF-8.",
        ),
    ],
)
def test_what_can_not_be_read_is_explained_in_plain_words(text: str | bytes, said: str) -> None:
    assert told(text) == said


# How much is read


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def test_twenty_levels_are_read_and_one_more_is_not() -> None:
    assert tree(nested(DEEPEST)) is not None
    assert told(nested(DEEPEST + 1)).startswith("1 F005 brackets or lines are nested more than 20")


def test_a_mapping_or_list_can_be_as_wide_as_allowed_and_not_wider() -> None:
    assert tree("- a\n" * WIDEST) == ["a"] * WIDEST
    assert told("- a\n" * (WIDEST + 1)).startswith(f"{WIDEST + 1} F005 more than {WIDEST} lines")
    keys = [f"k{n}: v\n" for n in range(WIDEST + 1)]
    assert tree("".join(keys[:-1])) is not None
    assert told("".join(keys)).startswith(f"{WIDEST + 1} F005 more than {WIDEST} lines")


def test_nodes_are_counted_keys_too() -> None:
    row = "- {" + ", ".join(f"k{n}: v" for n in range(100)) + "}\n"
    most = (MOST_NODES - 1) // 201
    assert tree(row * most) is not None
    assert told(row * (most + 1)).startswith(f"{most + 1} F005 this file holds more than 20000")


def test_a_line_can_be_as_long_as_allowed_and_not_longer() -> None:
    assert tree("a: b\nc: " + "d" * (LONGEST_LINE - 3)) is not None
    assert told("a: b\nc: " + "d" * (LONGEST_LINE - 2)).startswith("2 F005 this line has over 5000")


def test_a_file_can_be_as_large_as_allowed_and_not_larger() -> None:
    text = "# remark\n" * 30_000
    assert tree(text[: yaml_tree.LARGEST - 1]) == {}
    assert told(text).startswith("1 F005 this file is larger than 256 KB")


# Where things are


PLACES = """\
flow: walk
steps:
  start:
    say:
      - One.
      - if: a is b
        say: Two.
    choices: {yes: "Yes -> on", no: No}
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("flow",), 1),
        (("steps",), 2),
        (("steps", "start"), 3),
        (("steps", "start", "say", 0), 5),
        (("steps", "start", "say", 1), 6),
        (("steps", "start", "say", 1, "say"), 7),
        (("steps", "start", "choices", "no"), 8),
        (("steps", "start", "goto"), 3),
        (("steps", "gone", "goto", 4), 2),
        (("nothing", "here"), 1),
    ],
)
def test_a_place_has_its_line_and_what_is_missing_the_line_above_it(
    path: tuple[str | int, ...], line: int
) -> None:
    assert Lines(PLACES.encode()).find(path) == line


def test_a_line_is_shown_as_it_is_written_and_never_paints_the_screen() -> None:
    lines = Lines(b"a: b  \n\x1b[31mc: \xff\n" + b"d" * 999)
    assert [lines.text(n) for n in (0, 1, 2, 4, 99)] == ["", "a: b", "\ufffd[31mc: \ufffd", "", ""]
    assert lines.text(3) == "d" * 160


# Remarks


@pytest.mark.parametrize(
    "text",
    [
        "a: They listen in room #4",
        "a: It's room #4, isn't it",
        "a:\n  - room #4",
        "a: {b: room #4\n  }",
        "a: one\n  two #4",
        "a: #4",
        "a: b # allow me to say",
    ],
)
def test_a_text_that_is_cut_off_is_found(text: str) -> None:
    assert len(cut(text)) == 1
    assert cut(text)[0].partition(" ")[2].startswith('everything from "#')


@pytest.mark.parametrize(
    "text",
    [
        "a: 'room #4'",
        'a: "room #4"',
        "a: |\n  room #4\n  # not a remark",
        "a: >\n  room #4",
        "a: room#4 and C# and so on",
        "# a remark\na: b\n  # another\n",
        "a: # about what follows\n  b: c\n",
        "a: # about what follows\n  - b\n",
        "a: [b] # a remark",
        'a: "b" # a remark',
        "a: b # allow F301: a reason",
        "a: b  # allow F301: a reason",
    ],
)
def test_a_remark_that_cuts_nothing_off_is_fine(text: str) -> None:
    assert cut(text) == []


def test_the_line_of_a_text_that_is_cut_off_is_told() -> None:
    assert cut("a: b\nc: room #4 on the left side of it\n") == [
        '2 everything from "#4 on the left side " on is cut off: put the text in " ", '
        "or the remark on a line of its own."
    ]


def test_remarks_that_allow_are_read_with_their_reasons() -> None:
    text = "# allow F301: a name\na: b\nc: d # allow F302:  long \n  # allow F203\n# allow F999: x"
    found, complaints = yaml_tree.allowed(text.encode(), "x.yaml")
    assert found == {(2, "F301"), (3, "F302")}
    assert [(c.line, c.code) for c in complaints] == [(4, "F011"), (5, "F011")]
