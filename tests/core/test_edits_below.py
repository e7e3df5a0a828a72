"""The table of edits holds for every flow on the call stack, not only for the one on top."""

from __future__ import annotations

import pytest

from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import answers, content_with, on_stage

CHANGED = "This part has changed. Here it is again, and what you told me is kept."
GONE = "This part is no longer here. Here is the menu, and Help is one tap away."
CALLER = """
start:
  marks: line
  say: Who?
  choices:
    man: A man -> call
    woman: A woman -> call
  save: who
call:
  say: Going below.
  do: b
  goto: [agreed if outcome is agreed, refused]
agreed:
  say: "Agreed, {who}."
  choices:
    on: Next -> out
refused:
  say: Refused.
  choices:
    on: Next -> out
out:
  end: done
"""
BELOW = """
gives: [agreed, refused]
start:
  marks: line
  say: Below.
  choices:
    yes: Fine -> yes
    no: Never -> no
    deeper: Deeper -> deeper
yes:
  end: agreed
no:
  end: refused
deeper:
  do: c
  goto: yes
"""
DEEPEST = """
start:
  marks: line
  say: Deepest.
  choices:
    up: Go up -> up
up:
  end: up
"""


def below() -> Rehearsal:
    """A person in the flow `b`, which `a` waits for."""
    return on_stage(CALLER, b=BELOW, c=DEEPEST).tap("man")


def edited(rehearsal: Rehearsal, a: str | None = CALLER, b: str | None = BELOW) -> Rehearsal:
    """Publish another version; None takes a flow away."""
    flows = {"a": a, "b": b, "c": DEEPEST}
    there = tuple((name, steps) for name, steps in flows.items() if steps is not None)
    rehearsal.content = content_with(*there)
    return rehearsal


def flows(rehearsal: Rehearsal) -> list[str]:
    return [frame.flow for frame in rehearsal.session.frames]


# The flow that waits for another one to end


def test_new_words_and_ways_of_the_caller_hold_when_it_is_come_back_to() -> None:
    new = (
        CALLER.replace("[agreed if outcome is agreed, refused]", "refused")
        .replace('agreed:\n  say: "Agreed, {who}."\n  choices:\n    on: Next -> out\n', "")
        .replace("say: Refused.", 'say: "{who}, however it went."')
    )
    assert edited(below(), new).tap("yes").words == "A man, however it went."


def test_nothing_is_noticed_before_the_caller_is_come_back_to() -> None:
    stood = edited(below(), CALLER.replace("Going below.", "Let us go below."))
    assert stood.say("hm").place == "b/start"
    assert CHANGED not in stood.words


def test_a_caller_that_was_renamed_is_followed_and_does_not_call_twice() -> None:
    new = CALLER.replace("call:\n", "ask_b:\n  was: call\n").replace("-> call", "-> ask_b")
    back = edited(below(), new).tap("yes")
    assert back.words == "Agreed, A man."
    assert flows(back) == ["a"]
    assert answers(back) == {"who": "man", "outcome": "agreed"}


def test_a_caller_that_is_gone_leads_back_to_the_last_step_that_is_still_there() -> None:
    new = CALLER.replace("-> call", "-> agreed")
    new = new[: new.index("call:\n")] + new[new.index("agreed:\n") :]
    new = new.replace("refused:\n  say: Refused.\n  choices:\n    on: Next -> out\n", "")
    back = edited(below(), new).tap("yes")
    assert back.place == "a/start"
    assert back.words == f"{CHANGED}\nWho?"
    assert answers(back) == {"who": "man", "outcome": "agreed"}


def test_a_caller_that_calls_nobody_any_more_says_what_it_says_now() -> None:
    new = CALLER.replace("  do: b\n", "").replace(
        "[agreed if outcome is agreed, refused]", "agreed"
    )
    new = new.replace("refused:\n  say: Refused.\n  choices:\n    on: Next -> out\n", "")
    assert edited(below(), new).tap("yes").words == "Going below.\nAgreed, A man."


def test_a_caller_that_asks_something_now_asks_it() -> None:
    new = CALLER.replace("  do: b\n", "  ask: When?\n  as: date\n  save: day\n")
    new = new.replace("agreed if outcome is agreed", "agreed if day is known")
    back = edited(below(), new).tap("yes")
    assert back.place == "a/call"
    assert back.words == "Going below.\nWhen?"
    assert back.say("today").words == "Agreed, A man."


def test_a_way_the_caller_had_chosen_is_followed_where_it_was_renamed() -> None:
    chosen = CALLER.replace(
        "  do: b\n  goto: [agreed if outcome is agreed, refused]\n",
        ("  do: b\n  choices:\n    one: One way -> agreed\n    two: Other way -> refused\n"),
    )
    asked = on_stage(chosen, b=BELOW, c=DEEPEST).tap("man").tap("one")
    assert flows(asked) == ["a", "b"]
    new = chosen.replace("agreed:\n", "settled:\n  was: agreed\n").replace(
        "-> agreed", "-> settled"
    )
    assert edited(asked, new).tap("yes").words == "Agreed, A man."


def test_a_way_the_caller_had_chosen_that_is_gone_leads_back_on_the_path() -> None:
    chosen = CALLER.replace(
        "  do: b\n  goto: [agreed if outcome is agreed, refused]\n",
        ("  do: b\n  choices:\n    one: One way -> agreed\n    two: Other way -> refused\n"),
    )
    asked = on_stage(chosen, b=BELOW, c=DEEPEST).tap("man").tap("one")
    new = chosen.replace("-> agreed", "-> refused")
    new = new[: new.index("agreed:\n")] + new[new.index("refused:\n") :]
    back = edited(asked, new.replace("Refused.", '"Refused, {who}."')).tap("yes")
    assert back.place == "a/call"
    assert back.words.startswith(CHANGED)


def test_a_caller_whose_flow_is_gone_leads_to_the_menu() -> None:
    back = edited(below(), None).tap("yes")
    assert back.words == f"{GONE}\nThis is the menu."
    assert flows(back) == ["home"]


def test_a_flow_on_top_that_is_gone_leads_to_the_menu_and_its_caller_does_not_wait() -> None:
    there = CALLER.replace("  do: b\n", "  do: c\n").replace(
        "agreed if outcome is agreed", "agreed if who is man"
    )
    back = edited(below(), there, None).tap("yes")
    assert back.words == f"{GONE}\nThis is the menu."
    assert flows(back) == ["home"]


def test_an_edit_of_the_flow_on_top_leaves_its_caller_waiting() -> None:
    new = BELOW.replace(
        "say: Below.\n  choices:\n    yes: Fine -> yes",
        "say: Anew.\n  choices:\n    yea: Fine -> yes",
    )
    asked = below()
    old = asked.button("yes").token
    edited(asked, b=new).press(old)
    assert asked.words == f"{CHANGED}\nAnew."
    assert flows(asked) == ["a", "b"]
    assert asked.tap("yea").words == "Agreed, A man."


def test_a_step_on_top_that_is_gone_is_looked_for_on_the_path_in_that_flow() -> None:
    asked = below().tap("deeper")
    assert flows(asked) == ["a", "b", "c"]
    asked.content = content_with(
        ("a", CALLER),
        ("b", BELOW),
        ("c", DEEPEST.replace("start:", "start:\n  goto: first\nfirst:", 1)),
    )
    assert flows(asked.say("hm")) == ["a", "b", "c"]
    assert asked.tap("up").words == "Agreed, A man."


def test_edits_hold_two_flows_down() -> None:
    new = CALLER.replace("call:\n", "ask_b:\n  was: call\n").replace("-> call", "-> ask_b")
    renamed = BELOW.replace("deeper:\n  do", "ask_c:\n  was: deeper\n  do").replace(
        "-> deeper", "-> ask_c"
    )
    back = edited(below().tap("deeper"), new, renamed).tap("up")
    assert back.words == "Agreed, A man."
    assert flows(back) == ["a"]


# The question that was interrupted

ASKING = """
start:
  marks: line
  say: Who?
  choices:
    man: A man -> note
  save: who
note:
  ask: What happened?
  as: text up to 100
  save: note
  goto: out
out:
  say: "{who} {note}"
  end: done
"""


def interrupted() -> Rehearsal:
    """A person in help, with a text begun below."""
    return on_stage(ASKING).tap("man").say("He came").tap("help")


def after(rehearsal: Rehearsal, a: str | None) -> Rehearsal:
    rehearsal.content = content_with(("a", a)) if a else content_with()
    return rehearsal.tap("Carry on")


def test_a_question_that_was_reworded_goes_on_after_help() -> None:
    back = after(interrupted(), ASKING.replace("What happened?", "What was it?"))
    assert back.words == "All right.\nWhat was it?"
    assert answers(back.say("twice"))["note"] == "He came\ntwice"


def test_a_question_that_was_renamed_goes_on_after_help() -> None:
    new = ASKING.replace("note:\n  ask", "tell:\n  was: note\n  ask").replace("-> note", "-> tell")
    back = after(interrupted(), new)
    assert back.place == "a/tell"
    assert back.labels == ["Done"]
    assert answers(back.say("twice"))["note"] == "He came\ntwice"


@pytest.mark.parametrize("kind", ["date", "number from 1 to 9", "phone"])
def test_a_question_of_another_kind_is_asked_after_help_and_what_was_written_stays(
    kind: str,
) -> None:
    back = after(interrupted(), ASKING.replace("text up to 100", kind))
    assert back.place == "a/note"
    assert answers(back) == {"who": "man", "note": "He came"}
    assert back.labels == []


def test_a_question_that_is_gone_leads_back_on_the_path_after_help() -> None:
    new = ASKING.replace("-> note", "-> out").replace(" {note}", "")
    new = new[: new.index("note:\n")] + new[new.index("out:\n") :]
    back = after(interrupted(), new)
    assert back.place == "a/start"
    assert back.words == f"All right.\n{CHANGED}\nWho?"
    assert answers(back) == {"who": "man", "note": "He came"}


def test_a_flow_that_is_gone_leads_to_the_menu_after_help() -> None:
    back = after(interrupted(), None)
    assert back.words == f"All right.\n{GONE}\nThis is the menu."


def test_a_text_of_a_step_that_is_gone_is_not_taken_for_another_one() -> None:
    asked = on_stage(ASKING).tap("man").say("He came")
    other = ASKING.replace("-> note", "-> words").replace("note:\n  ask", "words:\n  ask")
    asked.content = content_with(("a", other))
    assert asked.say("twice").place == "a/start"
    assert not any(frame.begun for frame in asked.session.frames)
