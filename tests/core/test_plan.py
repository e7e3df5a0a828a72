"""A plan of her own: what edits do to it, whatever comes, and never twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.plan import (
    LONGEST,
    MOST_ITEMS,
    PIECES,
    Add,
    Edit,
    Item,
    Mark,
    Order,
    Plan,
    Remove,
    Reword,
    SetDay,
    edited,
)
from tests.core.stage import MANY

IDS = tuple("abcde")
HOME = Item("a", "priorities", "Staying here")
MONEY = Item("b", "priorities", "Money")
SAM = Item("c", "people", "Sam")


def items() -> st.SearchStrategy[Item]:
    words = st.sampled_from(("Sam has a car", "", "   ", "x" * LONGEST, "x" * (LONGEST + 1)))
    return st.builds(Item, st.sampled_from(IDS), st.sampled_from(PIECES), words)


def edits() -> st.SearchStrategy[Edit]:
    ids = st.sampled_from(IDS)
    words = st.sampled_from(("another", "", "y" * LONGEST, "y" * (LONGEST + 1)))
    orders = st.lists(ids, unique=True).map(tuple)
    return st.one_of(
        st.builds(Add, st.lists(items(), max_size=3).map(tuple)),
        st.builds(Reword, ids, words),
        st.builds(Remove, ids),
        st.builds(Order, st.sampled_from(PIECES), orders),
        st.builds(Mark, ids, st.sampled_from(("done", ""))),
        st.builds(SetDay, ids, st.sampled_from(("2026-11-28", ""))),
    )


def is_legal(plan: Plan) -> bool:
    """Whether a plan is one that anybody could have made."""
    ids = [item.id for item in plan.items]
    sizes = all(0 < len(item.words.strip()) <= LONGEST for item in plan.items)
    return len(ids) == len(set(ids)) <= MOST_ITEMS and sizes


@given(st.lists(edits(), max_size=12))
@MANY
def test_whatever_is_done_to_a_plan_it_stays_a_legal_one(asked: list[Edit]) -> None:
    plan = Plan()
    for edit in asked:
        before, (plan, came) = plan, edited(plan, edit)
        assert is_legal(plan)
        assert came == "kept" or plan == before


@given(st.lists(edits(), max_size=8), edits())
@MANY
def test_the_same_edit_again_always_changes_nothing(asked: list[Edit], edit: Edit) -> None:
    plan = Plan()
    for one in asked:
        plan, _ = edited(plan, one)
    once, came = edited(plan, edit)
    assert edited(once, edit) == (once, came)


def test_items_are_added_at_the_end_in_their_order() -> None:
    plan, came = edited(Plan((SAM,)), Add((HOME, MONEY)))
    assert (plan.items, came) == ((SAM, HOME, MONEY), "kept")
    assert plan.of("priorities") == (HOME, MONEY)
    assert plan.of() == (HOME, MONEY, SAM), "as it is read: what matters most comes first"


def test_more_than_there_is_room_for_is_refused_as_a_whole() -> None:
    full = Plan(tuple(Item(str(n), "notes", "x") for n in range(MOST_ITEMS - 1)))
    assert edited(full, Add((HOME, MONEY))) == (full, "too_full")
    assert edited(full, Add((HOME,)))[1] == "kept"
    assert edited(Plan(), Add((Item("a", "notes", "x" * (LONGEST + 1)),))) == (Plan(), "too_long")
    assert edited(Plan(), Add(())) == (Plan(), "done")


def test_her_order_moves_only_what_it_is_about() -> None:
    plan = Plan((HOME, SAM, MONEY))
    assert edited(plan, Order("priorities", ("b", "a")))[0] == Plan((MONEY, SAM, HOME))
    late = Item("d", "priorities", "Added meanwhile")
    ordered, _ = edited(Plan((late, HOME, SAM, MONEY)), Order("priorities", ("b", "a")))
    assert ordered.of("priorities") == (MONEY, HOME, late)


def test_an_item_gets_other_words_a_day_and_a_state_and_goes() -> None:
    plan = Plan((HOME, SAM))
    for edit in (Reword("c", "Jo"), SetDay("c", "2026-11-28"), Mark("c", "done")):
        plan, came = edited(plan, edit)
        assert came == "kept"
    assert plan.find("c") == Item("c", "people", "Jo", "2026-11-28", "done")
    assert edited(plan, Remove("c")) == (Plan((HOME,)), "kept")
    assert edited(plan, Reword("c", "x" * (LONGEST + 1))) == (plan, "too_long")


@pytest.mark.parametrize("edit", [Reword("z", "x"), Mark("z", "done"), SetDay("z", "")])
def test_what_is_not_there_can_not_be_changed(edit: Edit) -> None:
    assert edited(Plan((HOME,)), edit) == (Plan((HOME,)), "gone")


def test_an_item_is_about_something_that_plans_are_about() -> None:
    with pytest.raises(ValueError, match="priorities, people") as refused:
        Item("a", "revenge", "canary")
    assert "canary" not in str(refused.value)


def test_her_words_are_in_no_repr() -> None:
    item = Item("a", "people", "canary")
    for one in (item, Plan((item,)), Add((item,)), Reword("a", "canary")):
        assert "canary" not in repr(one)
