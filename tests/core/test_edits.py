"""What happens to the person in a flow that is edited: one part for each row of the table."""

from __future__ import annotations

from itertools import permutations

import pytest

from bot.core.effects import Clear
from bot.workshop.rehearsal import Rehearsal
from tests.core.stage import answers, content_with, on_stage, screen

CHANGED = "This part has changed. Here it is again, and what you told me is kept."
GONE = "This part is no longer here. Here is the menu, and Help is one tap away."
WHO = """
start:
  marks: line
  say: Who?
  choices:
    man: A man -> next
    woman: A woman -> next
  save: who
"""
OUT = """
out:
  say: "{who} {what}"
  end: done
"""
TICK = """
next:
  say: What?
  tick: {calls: Calls, visits: Visits}
  save: what
  done: That is all -> out
"""
TEXT = """
next:
  ask: What?
  as: text up to 100
  save: what
  goto: out
"""
DATE = TEXT.replace("text up to 100", "date")
CHOICES = """
next:
  say: What?
  choices:
    calls: Calls -> out
    visits: Visits -> out
  save: what
"""


def steps(*parts: str) -> str:
    return "".join((WHO, *parts, OUT))


def edited(rehearsal: Rehearsal, a: str, **others: str) -> Rehearsal:
    """Publish another version of the flows while the person is in them."""
    rehearsal.content = content_with(("a", a), *others.items())
    return rehearsal


# Text, label, target, condition, order, a new choice: the answer is taken by id


def test_a_button_of_the_old_text_leads_where_the_new_target_says() -> None:
    asked = on_stage(steps(TICK))
    old = asked.button("man").token
    new = steps(TICK).replace("A man -> next", "He -> out").replace("Who?", "Who was it?")
    assert edited(asked, new).press(old).words.startswith("He (not said)")


def test_a_button_means_its_choice_and_not_its_position() -> None:
    asked = on_stage(steps(TICK))
    man = asked.button("man").token
    new = (
        steps(TICK)
        .replace("    man: A man -> next\n", "")
        .replace(
            "A woman -> next\n",
            "A woman -> next\n    child: A child -> next\n    man: A man -> next\n",
        )
    )
    assert answers(edited(asked, new).press(man)) == {"who": "man"}


def test_a_new_choice_can_be_typed_and_is_shown_the_next_time() -> None:
    asked = on_stage(steps(TICK))
    new = steps(TICK).replace("A woman -> next\n", "A woman -> next\n    child: A child -> next\n")
    assert edited(asked, new).say("hm").labels == ["A man", "A woman", "A child"]
    assert answers(asked.say("a child")) == {"who": "child"}


def test_a_condition_added_to_a_choice_does_not_take_away_the_button_that_was_shown() -> None:
    asked = on_stage(steps(TICK))
    old = asked.button("man").token
    new = steps(TICK).replace(
        "man: A man -> next", "man: {label: A man, goto: next, if: country is GB}"
    )
    assert answers(edited(asked, new).press(old)) == {"who": "man"}


def test_ticks_are_taken_by_id_where_items_moved_or_were_added() -> None:
    asked = on_stage(steps(TICK)).tap("man")
    visits = asked.button("visits").token
    new = steps(
        TICK.replace("{calls: Calls, visits: Visits}", "{posts: Posts, visits: V, calls: C}")
    )
    edited(asked, new).press(visits)
    assert answers(asked) == {"who": "man", "what": ("visits",)}
    assert asked.labels == ["Posts", "V", "C", "That is all"]


def test_a_text_goes_on_where_its_question_was_reworded() -> None:
    asked = on_stage(steps(TEXT)).tap("man").say("He came")
    edited(asked, steps(TEXT.replace("What?", "What happened?"))).say("twice")
    assert answers(asked)["what"] == "He came\ntwice"
    assert asked.words.splitlines()[-1] == "What happened?"


def test_a_new_way_on_holds_at_once() -> None:
    asked = on_stage(steps(TEXT)).tap("man").say("He came")
    longer = steps(
        TEXT.replace("goto: out", "goto: more"),
        """
more:
  say: One thing more.
  goto: out
""",
    )
    assert "One thing more." in edited(asked, longer).tap("Done").words


# The tapped choice is gone, or the question changed its kind: asked again, answers stay


def test_a_choice_that_is_gone_is_asked_again_with_one_neutral_sentence() -> None:
    asked = on_stage(steps(CHOICES)).tap("man")
    old = asked.button("visits").token
    new = steps(CHOICES.replace("    visits: Visits -> out\n", "    posts: Posts -> out\n"))
    edited(asked, new).press(old)
    assert asked.words == f"{CHANGED}\nWhat?"
    assert asked.labels == ["Calls", "Posts"]
    assert answers(asked) == {"who": "man"}


def test_a_tick_that_is_gone_is_asked_again_and_the_others_stay() -> None:
    asked = on_stage(steps(TICK)).tap("man").tap("calls")
    old = asked.button("visits").token
    new = steps(TICK.replace(", visits: Visits", ", posts: Posts"))
    edited(asked, new).press(old)
    assert asked.words == f"{CHANGED}\nWhat?"
    assert answers(asked) == {"who": "man", "what": ("calls",)}
    assert [button.on for button in screen(asked).buttons] == [True, False, False]


def test_a_closing_button_that_is_gone_is_asked_again() -> None:
    with_none = TICK.replace("-> out\n", "-> out\n  none: None -> out\n")
    asked = on_stage(steps(with_none)).tap("man")
    old = asked.button("None").token
    assert edited(asked, steps(TICK)).press(old).words == f"{CHANGED}\nWhat?"


KINDS = {"ticks": TICK, "a text": TEXT, "a date": DATE, "choices": CHOICES}


@pytest.mark.parametrize(("before", "after"), list(permutations(KINDS, 2)))
def test_a_question_of_another_kind_is_asked_again_and_earlier_answers_stay(
    before: str, after: str
) -> None:
    asked = on_stage(steps(KINDS[before])).tap("man")
    fresh = on_stage(steps(KINDS[after])).tap("man")
    edited(asked, steps(KINDS[after])).say("calls")
    assert asked.words.splitlines()[0] == CHANGED
    assert asked.words.splitlines()[1:] == fresh.words.splitlines()
    assert asked.labels == fresh.labels
    assert answers(asked) == {"who": "man"}
    assert asked.session.draft == "calls"


@pytest.mark.parametrize("before", ["ticks", "choices"])
def test_a_button_of_a_question_of_another_kind_is_asked_again(before: str) -> None:
    asked = on_stage(steps(KINDS[before])).tap("man")
    old = asked.button("visits").token
    assert edited(asked, steps(DATE)).press(old).words.startswith(CHANGED)
    assert asked.say("today").place == "home/menu"


def test_a_question_saved_under_another_name_is_asked_again() -> None:
    asked = on_stage(steps(CHOICES)).tap("man")
    old = asked.button("calls").token
    new = steps(CHOICES).replace("save: what", "save: which").replace("{what}", "{which}")
    assert edited(asked, new).press(old).words.startswith(CHANGED)
    assert answers(asked.tap("calls")) == {}


def test_an_answer_given_before_its_question_changed_its_kind_is_shown_as_it_was_given() -> None:
    asked = on_stage(steps(TEXT)).tap("man").say("He came")
    edited(asked, steps(DATE.replace("What?", "When was that ({what})?"))).send("photo")
    assert asked.words == f"{CHANGED}\nWhen was that (He came)?"


def test_a_question_that_only_speaks_now_is_followed_to_the_next_one() -> None:
    asked = on_stage(steps(CHOICES)).tap("man")
    old = asked.button("calls").token
    new = steps("next:\n  say: Nothing is asked here any more.\n  goto: out\n")
    edited(asked, new.replace(" {what}", "")).press(old)
    assert CHANGED in asked.words
    assert "Nothing is asked here any more." in asked.words
    assert asked.place == "home/menu"


def test_a_file_sent_to_a_question_that_changed_asks_it_again() -> None:
    asked = on_stage(steps(TEXT)).tap("man")
    assert edited(asked, steps(DATE)).send("photo").words.startswith(CHANGED)


# The step was renamed with `was`: followed

RENAMED = steps(TICK).replace("next:", "then:\n  was: next").replace("-> next", "-> then")


def test_a_renamed_step_is_followed_without_a_word() -> None:
    asked = on_stage(steps(TICK)).tap("man").tap("calls")
    edited(asked, RENAMED).tap("visits")
    assert asked.place == "a/then"
    assert asked.words == "What?"
    assert answers(asked) == {"who": "man", "what": ("calls", "visits")}


def test_a_text_goes_on_in_a_step_that_was_renamed() -> None:
    asked = on_stage(steps(TEXT)).tap("man").say("He came")
    new = steps(TEXT).replace("next:", "then:\n  was: next").replace("-> next", "-> then")
    edited(asked, new).say("twice")
    assert asked.place == "a/then"
    assert answers(asked)["what"] == "He came\ntwice"


def test_a_target_that_was_renamed_is_followed() -> None:
    asked = on_stage(steps(TICK))
    old = asked.button("man").token
    assert edited(asked, RENAMED).press(old).place == "a/then"


def test_going_back_to_a_renamed_step_follows_it() -> None:
    asked = on_stage(
        steps(
            TEXT.replace("goto: out", "goto: last"),
            CHOICES.replace("next:", "last:").replace("save: what", "save: how"),
        ).replace("{what}", "{what} {how}")
    )
    asked.tap("man").say("He came").tap("Done")
    renamed = (
        steps(
            TEXT.replace("goto: out", "goto: last").replace("next:", "then:\n  was: next"),
            CHOICES.replace("next:", "last:").replace("save: what", "save: how"),
        )
        .replace("{what}", "{what} {how}")
        .replace("-> next", "-> then")
    )
    edited(asked, renamed).tap("back")
    assert asked.place == "a/then"
    assert asked.say("twice").tap("Done").place == "a/last"
    assert answers(asked)["what"] == "He came\ntwice"


# The step is gone: back to the last step on the person's own path that is still there, else start


THREE = steps(
    TICK.replace("-> out", "-> third"),
    """
third:
  ask: When?
  as: date
  save: day
  goto: out
""",
).replace("{what}", "{what} {day}")


def test_a_step_that_is_gone_leads_back_to_the_last_one_that_is_still_there() -> None:
    asked = on_stage(THREE).tap("man").tap("calls").tap("That is all")
    assert asked.place == "a/third"
    edited(asked, steps(TICK)).say("today")
    assert asked.place == "a/next"
    assert asked.words == f"{CHANGED}\nWhat?"
    assert answers(asked) == {"who": "man", "what": ("calls",)}
    assert asked.session.draft == "today"


def test_where_the_whole_path_is_gone_the_flow_begins_again_with_its_answers() -> None:
    asked = on_stage(THREE).tap("man").tap("That is all")
    only = WHO.replace("-> next", "-> out") + OUT.replace(" {what}", "")
    edited(asked, only).say("today")
    assert asked.place == "a/start"
    assert answers(asked)["who"] == "man"


def test_the_path_through_other_flows_is_not_taken_for_this_one() -> None:
    entry = "start:\n  marks: line\n  say: In b.\n  choices:\n    on: On -> a/{}\n"
    asked = on_stage(steps(TICK), b=entry.format("next")).open("b").tap("on")
    assert asked.place == "a/next"
    only = WHO.replace("-> next", "-> out") + OUT.replace(" {what}", "")
    assert edited(asked, only, b=entry.format("start")).say("calls").place == "a/start"


def test_words_of_a_step_that_is_gone_are_not_said_again() -> None:
    told = "next:\n  say: Thank you.\n  goto: then\n" + CHOICES.replace("next:", "then:")
    asked = on_stage(steps(told)).tap("man")
    assert asked.words == "Thank you.\nWhat?"
    new = steps(CHOICES.replace("next:", "then:")).replace("-> next", "-> then")
    assert edited(asked, new).say("hm").words.splitlines()[1:] == ["What?"]


# The flow is gone: the menu, with help offered


@pytest.mark.parametrize("do", ["say", "press", "send"])
def test_where_the_flow_is_gone_there_is_the_menu_and_help(do: str) -> None:
    asked = on_stage(steps(TICK)).tap("man").tap("calls")
    token = asked.button("visits").token
    asked.content = content_with()
    match do:
        case "say":
            asked.say("visits")
        case "press":
            asked.press(token)
        case _:
            asked.send("photo")
    assert asked.words == f"{GONE}\nThis is the menu."
    assert asked.place == "home/menu"
    assert "help" in [way.role for way in screen(asked).ways]


def test_going_back_to_a_flow_that_is_gone_passes_it_over() -> None:
    asked = on_stage(steps(TICK)).tap("man").say("/menu")
    asked.content = content_with()
    assert asked.say("/back").words.startswith("This is the first step")
    assert asked.place == "home/menu"


# Leaving and help work whatever was edited


@pytest.mark.parametrize("version", [steps(DATE), steps(TICK), None])
@pytest.mark.parametrize("word", ["close", "/exit", "Leave!"])
def test_leaving_leaves_at_once_whatever_was_edited(version: str | None, word: str) -> None:
    asked = on_stage(steps(TEXT)).tap("man").say("He came")
    asked.content = content_with(("a", version)) if version else content_with()
    stood = asked.session
    assert asked.say(word).effects == (Clear(),)
    assert Rehearsal(asked.content, stood).press("close").effects == (Clear(),)
    assert Rehearsal(asked.content, stood).leave().effects == (Clear(),)


@pytest.mark.parametrize("version", [steps(DATE), steps(TICK), None])
def test_help_is_one_tap_away_whatever_was_edited(version: str | None) -> None:
    asked = on_stage(steps(TEXT)).tap("man").say("He came")
    asked.content = content_with(("a", version)) if version else content_with()
    assert asked.press("help").place == "help/start"


# An old button is tapped: nothing moves


def test_an_old_button_moves_nothing_after_an_edit_either() -> None:
    asked = on_stage(steps(TICK))
    old = asked.button("woman").token
    asked.tap("man")
    edited(asked, steps(TICK.replace("What?", "What was it?"))).press(old)
    assert asked.place == "a/next"
    assert asked.words == "That button is from before. Here is where we are now.\nWhat was it?"
    assert answers(asked) == {"who": "man"}
