"""What the docs say is so: examples work, names exist, and lists equal those in the code."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from bot.cli import main
from bot.content import tables, yaml_tree
from bot.content.library import SERVED
from bot.core import conditions, onward, reading, trail, values
from bot.core.check import people
from bot.core.complaint import Complaint
from bot.core.flow import CHANGES, STEP_MARKS
from bot.core.session import Session
from bot.core.steps import ask, choices
from bot.workshop import author_tests, scripts, verbs
from tests.support import complaints_of, content_of

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
WRITING = DOCS / "writing-flows.md"
GLOSSARY = DOCS / "glossary.md"
ARCHITECTURE = DOCS / "architecture.md"
DECISIONS = DOCS / "decisions"
EXAMPLE = ROOT / "tests" / "sets" / "example"
FOLDERS = ("docs", "flows", "bot", "bench", "tests")
PAGES = sorted(
    [*ROOT.glob("*.md"), *(path for name in FOLDERS for path in (ROOT / name).rglob("*.md"))]
)
GUIDES = [path for path in PAGES if DOCS in path.parents or path.parent == ROOT]
"""The pages that tell people what to type; those of the rules among them."""
WITH_EXAMPLES = [path for path in GUIDES if path.parent.name != "rules"]
"""Pages whose examples are tested here; a rule's page is its own rule's test."""
HEADINGS_OF_A_DECISION = ["Context", "Decision", "Why", "What it costs"]

LIMITS = {
    "characters on a button": people.LONGEST_BUTTON,
    "characters in a message, a line of `each`, or a shared text": people.LONGEST_MESSAGE,
    "characters of a text under `to_copy`": people.LONGEST_TO_COPY,
    "buttons under `choices`, or ticks under `tick`": people.MOST_BUTTONS,
    "characters that `ask … as text` can take in all": ask.MOST_TEXT,
    "characters of any other typed answer": values.LONGEST,
    "rows of a table on a screen": reading.MOST_ROWS,
    "questions a person can go back": trail.LONGEST,
    "steps that follow each other without a question": onward.MOST_STEPS,
    "flows open on top of each other": onward.DEEPEST,
    "words in a condition": conditions.LONGEST,
    "lines that belong to one key, such as the steps of a flow": yaml_tree.WIDEST,
    "kilobytes in a file of a flow": yaml_tree.LARGEST // 1024,
    "rows in a table": tables.MOST_ROWS,
    "characters in a cell of a table": tables.LONGEST_CELL,
}

_FENCED = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_IN_LINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_NAME_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(path: Path, info: str) -> list[str]:
    """The fenced blocks of a page that are marked so."""
    return [match["text"] for match in _FENCED.finditer(text_of(path)) if match["info"] == info]


def all_blocks(info: str) -> list[str]:
    return [text for path in WITH_EXAMPLES for text in blocks(path, info)]


def section(path: Path, title: str) -> str:
    """What stands below a heading, up to the next one."""
    return re.split(r"^#+ ", text_of(path).split(f"# {title}\n", 1)[1], flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """The rows of all tables in a text, their headings apart."""
    tables = re.findall(r"(?:^\|.*\n)+", text + "\n", re.MULTILINE)
    lines = (line for table in tables for line in table.splitlines()[2:])
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def first_cells(text: str) -> list[str]:
    return [row[0].strip("`") for row in rows(text)]


# Examples


def flow_files() -> dict[str, str]:
    """The flows of the docs, and help lines that have all the columns they show."""
    flows = {f"{text.split()[1]}.yaml": text for text in all_blocks("yaml flow")}
    return {**flows, "data/helplines.csv": text_of(EXAMPLE / "data" / "helplines.csv")}


def read_steps(text: str) -> list[Complaint]:
    """What is wrong with some steps, whatever the flow around them."""
    data, found = text.encode(), list[Complaint]()
    read = yaml_tree.read(data, "example.yaml")
    tree = {"flow": "example", "title": "Example", "steps": read.tree}
    flow = reading.read_flow(tree, "example.yaml", found)
    assert flow is not None
    found += [*read.complaints, *yaml_tree.cut_off(data, "example.yaml")]
    found += [*yaml_tree.allowed(data, "example.yaml")[1]]
    return [*found, *people.short_enough(flow, content_of({}))]


def test_whole_flows_in_the_docs_pass_the_checker() -> None:
    assert len(flow_files()) - 1 == len(all_blocks("yaml flow")) >= 5
    assert [str(complaint) for complaint in complaints_of(flow_files())] == []


@pytest.mark.parametrize("text", all_blocks("yaml step"))
def test_steps_in_the_docs_can_be_read(text: str) -> None:
    assert [str(complaint) for complaint in read_steps(text)] == []


def test_a_wrong_step_in_the_docs_would_be_noticed() -> None:
    assert {c.code for c in read_steps("a:\n  says: Hello.\n  end: done\n")} == {"F101"}
    assert {c.code for c in read_steps(f"a:\n  say: {'word ' * 99}\n  end: done\n")} == {"F302"}


def test_the_whole_example_is_the_one_among_the_sets() -> None:
    lines = text_of(EXAMPLE / "cyberstalking.yaml").splitlines()
    kept = [line for line in lines if not line.startswith("#")]
    assert flow_files()["cyberstalking.yaml"].splitlines() == kept
    assert text_of(EXAMPLE / "tests" / "cyberstalking.test.yaml") in all_blocks("yaml test")


def play(tests: str, folder: Path) -> author_tests.Tally:
    """Play tests on the flows of the docs."""
    (folder / "docs.test.yaml").write_text(tests, encoding="utf-8")
    return author_tests.run(folder, content_of(flow_files()), _page)


def _page(data: bytes, name: str) -> scripts.Page:
    read = yaml_tree.read(data, name)
    return scripts.Page(read.tree, yaml_tree.Lines(data).find, read.complaints)


def test_the_tests_in_the_docs_pass_on_the_flows_in_the_docs(tmp_path: Path) -> None:
    report = play("".join(all_blocks("yaml test")), tmp_path)
    assert [str(failure) for failure in report.failures] == []
    assert report.passed == len(all_blocks("yaml test")) >= 2


def test_a_test_in_the_docs_that_fails_would_be_noticed(tmp_path: Path) -> None:
    wrong = all_blocks("yaml test")[0].replace("- ends: rested", "- ends: tested")
    assert [failure.line for failure in play(wrong, tmp_path).failures] == [10]


@pytest.mark.parametrize("text", all_blocks("csv table"))
def test_tables_in_the_docs_can_be_read(text: str) -> None:
    assert tables.read_table(text.encode(), "example", "data/example.csv", SERVED).complaints == ()


def test_yaml_in_the_docs_is_always_marked_as_something_that_is_tested() -> None:
    infos = {match["info"] for path in WITH_EXAMPLES for match in _FENCED.finditer(text_of(path))}
    assert {info for info in infos if "yaml" in info} <= {"yaml flow", "yaml step", "yaml test"}


def test_the_complaint_shown_to_a_beginner_is_the_one_she_gets() -> None:
    files = flow_files()
    files["night.yaml"] = files["night.yaml"].replace("I did that -> close", "I did that -> colse")
    shown = section(WRITING, "When the checker complains")
    assert [str(c) for c in complaints_of(files) if str(c) not in shown] == []
    assert complaints_of(files)


# Lists that stand in the code


def test_the_tables_of_keys_are_those_of_the_grammar() -> None:
    assert set(first_cells(section(WRITING, "Keys of a flow"))) == set(reading.FLOW_KEYS)
    assert set(first_cells(section(WRITING, "Keys of a step"))) == set(reading.STEP_KEYS)


def test_the_tables_of_marks_are_those_of_the_grammar() -> None:
    told = first_cells(section(WRITING, "Marks and the safety order"))
    assert set(told) == STEP_MARKS | choices.MARKS | CHANGES


def test_the_table_of_typed_answers_is_that_of_the_grammar() -> None:
    told = first_cells(section(WRITING, "Typed answers"))
    assert {name.split()[0] for name in told} == {"text", *ask._READERS}
    for name in told:
        save = name if name in ("country", "language", "zone") else "answer"
        assert read_steps(f"a:\n  ask: Well?\n  as: {name}\n  save: {save}\n  end: done\n") == []


def test_the_table_of_a_tests_lines_is_that_of_the_grammar() -> None:
    told = first_cells(section(WRITING, "Tests you write"))
    grammar = {"test", "flow", "given", "talk", "edit", *verbs.VERBS}
    assert set(told) == grammar - {"language"}, "there is only one language yet"


def test_the_rules_that_can_be_silenced_are_named() -> None:
    told = re.findall(r"\bF\d{3}\b", section(WRITING, "Silencing a complaint").split("Only")[1])
    assert set(told) == yaml_tree.MAY_BE_ALLOWED


def test_the_limits_are_those_of_the_code() -> None:
    assert {what: int(most) for what, most in rows(section(WRITING, "Limits"))} == LIMITS


def test_the_fields_of_a_session_are_explained() -> None:
    told = first_cells(section(ARCHITECTURE, "What is remembered in a session, and why"))
    assert told == [field.name for field in fields(Session)]


def test_the_layers_are_those_that_are_enforced() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    enforced = {c["containers"][0]: c["layers"] for c in contracts if c["type"] == "layers"}
    assert len(enforced) == 2
    for container, layers in enforced.items():
        (told,) = blocks(ARCHITECTURE, f"layers {container}")
        assert told.splitlines() == layers


def test_every_rule_that_is_named_has_a_page() -> None:
    named = {code for path in GUIDES for code in re.findall(r"\bF\d{3}\b", text_of(path))}
    assert [code for code in sorted(named) if not list((DOCS / "rules").glob(f"{code}*.md"))] == []


# Commands


def code_of(text: str) -> Iterator[str]:
    """Everything in a page that is set as code."""
    for match in _FENCED.finditer(text):
        yield from match["text"].splitlines()
    yield from _IN_LINE.findall(_FENCED.sub("", text))


def words_of_make() -> set[str]:
    return set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))


def unknown_commands(text: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The commands in a page's code that neither `make` nor `sidelight` knows."""
    unknown = []
    for line in code_of(text):
        unknown += re.findall(r"\bmake ([a-z]+)", line)
        for asked in re.findall(r"\bsidelight ([a-z][^|&]*)", line):
            unknown += _not_in_help(asked.split("  #")[0].split(), capsys)
    return [word for word in unknown if word not in words_of_make()]


def _not_in_help(asked: list[str], capsys: pytest.CaptureFixture[str]) -> list[str]:
    with pytest.raises(SystemExit) as stopped:
        main([asked[0], "--help"])
    told = capsys.readouterr().out
    if stopped.value.code != 0:
        return [f"sidelight {asked[0]}"]
    return [word for word in asked if word.startswith("--") and word not in told]


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_in_the_docs_exists(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert unknown_commands(text_of(path), capsys) == []


def test_a_command_that_does_not_exist_would_be_noticed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "`make tea`, `sidelight sing`, `sidelight check --loud`, `make test`, make sure"
    assert unknown_commands(text, capsys) == ["tea", "sidelight sing", "--loud"]


# Links and paths


def anchor(heading: str) -> str:
    """What a heading is called in a link."""
    bare = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
    return bare.strip().replace(" ", "-")


def broken_links(path: Path, text: str) -> list[str]:
    bare = _IN_LINE.sub("", _FENCED.sub("", text))
    return [link for link in _LINK.findall(bare) if _is_broken(path, link)]


def _is_broken(path: Path, link: str) -> bool:
    if re.match(r"[a-z]+:", link):
        return False
    name, _, wanted = link.partition("#")
    target = (path.parent / name).resolve() if name else path
    if not target.exists() or not target.is_relative_to(ROOT):
        return True
    return bool(wanted) and wanted not in map(anchor, _HEADING.findall(text_of(target)))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    assert broken_links(path, text_of(path)) == []


def test_a_broken_link_would_be_noticed() -> None:
    text = "[a](nowhere.md) [b](#no-such) [c](glossary.md#a-turn) [d](https://example.org)"
    assert broken_links(ARCHITECTURE, text) == ["nowhere.md", "#no-such"]


def test_every_file_of_the_bot_that_is_named_exists() -> None:
    named = {code.strip("/") for path in GUIDES for code in code_of(text_of(path))}
    paths = {name for name in named if re.fullmatch(r"(bot|docs|requirements)/[\w./-]+", name)}
    assert len(paths) > 10
    assert [name for name in sorted(paths) if not (ROOT / name).exists()] == []


# Decisions


def test_every_decision_is_in_the_index_and_has_its_four_parts() -> None:
    records = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")
    assert _LINK.findall(text_of(DECISIONS / "README.md")) == [path.name for path in records]
    for number, path in enumerate(records, 1):
        title, *parts = _HEADING.findall(text_of(path))
        assert path.name.startswith(f"{number:04}-")
        assert title.startswith(f"{number:04} ")
        assert parts == HEADINGS_OF_A_DECISION
        assert len(text_of(path).splitlines()) <= 50, f"{path.name} is longer than a page"


# Words


def words(name: str) -> tuple[str, ...]:
    """The words a name is made of."""
    return tuple(part.lower() for part in _NAME_PART.findall(name))


@cache
def names_in_the_code() -> dict[tuple[str, ...], str]:
    """Every name that is given in `bot/`, in words, with a place where it is given."""
    found: dict[tuple[str, ...], str] = {}
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for name in (path.stem, *_given_names(ast.parse(text_of(path)))):
            found.setdefault(words(name), f"{path.relative_to(ROOT)}: {name}")
    return found


def _given_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
                yield name
            case ast.arg(name) | ast.Name(name, ast.Store()):
                yield name
            case _:
                pass


def holds(name: tuple[str, ...], word: tuple[str, ...]) -> bool:
    """Whether a word, or its plural, is part of a name."""
    size = len(word)
    parts = [name[at : at + size] for at in range(len(name) - size + 1)]
    return word in parts or (*word[:-1], f"{word[-1]}s") in parts


def misused(forbidden: str) -> list[str]:
    return [at for name, at in names_in_the_code().items() if holds(name, words(forbidden))]


def glossary() -> list[list[str]]:
    """The rows of the glossary that are about what exists."""
    return rows(text_of(GLOSSARY).split("## Words kept for")[0])


def test_every_word_of_the_glossary_names_something_in_the_code() -> None:
    told = [row[0].strip("*") for row in glossary()]
    assert len(told) == len(set(told)) > 50
    names = names_in_the_code()
    assert [word for word in told if not any(holds(name, words(word)) for name in names)] == []


def test_no_name_in_the_code_uses_a_word_the_glossary_rules_out() -> None:
    ruled_out = {word for row in glossary() for word in _IN_LINE.findall(row[2])}
    ruled_out |= set(_IN_LINE.findall(text_of(GLOSSARY).split("Never part of a name")[1]))
    assert len(ruled_out) > 30
    assert {word: places for word in sorted(ruled_out) if (places := misused(word))} == {}


def test_a_word_that_is_ruled_out_would_be_noticed() -> None:
    assert words("chatUserId") == words("chat_user_id") == ("chat", "user", "id")
    assert holds(words("UserIds"), words("user_id"))
    assert not holds(words("used_ids"), words("user_id"))
    assert misused("rehearsal")
