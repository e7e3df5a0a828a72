"""What she asks to be sent, in a conversation: set, shown, paused and stopped by her alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.agenda import MOST_CHECK_INS, MOST_REMINDERS, Agenda, CheckIn, Reminder
from bot.core.content import Content
from bot.core.engine import turn
from bot.core.events import Changed, Said
from bot.core.hours import EVERY_DAY, Hours, iso_of, zone_of
from bot.core.session import DAY, WEEK, Answer, Session, dump, load
from bot.workshop.rehearsal import BEGINNING, Rehearsal
from tests.core.stage import answers, screen
from tests.support import complaints_of, content_of

NOW = int(BEGINNING.timestamp())
TODAY = BEGINNING.date().toordinal()
PIN, DURESS = "482915", "730184"
WORDS = "Water the plants"
LONDON = "Europe/London"
SENDS = """
flow: sends
title: What I am sent
steps:
  start:
    say: May I send you a few words?
    consent: check_ins
    yes: Yes -> menu
    no: "No -> lines/start"
  menu:
    say: What would you like?
    choices:
      set: Set something -> setting
      see: See something -> seeing
      do: Do something -> doing
      ask: Answer first -> words
      lines: A person -> lines/start
  setting:
    say: What would you like to set?
    choices:
      words: My words -> keep_words
      hours: My hours -> keep_hours
      notice: To be told -> keep_notice
      check: A check-in -> check_in
      remind: A reminder -> remind
      changes: A change -> remind_change
  seeing:
    say: What would you like to see?
    choices:
      list: The list -> list
      due: What came -> due
      answers: My answers -> answers
      own: All of mine -> own
  doing:
    say: What would you like to do?
    choices:
      day: A day -> pause_day
      week: A week -> pause_week
      until: Until I write -> pause_until
      on: Go on again -> go_on
      stop_all: Stop all -> stop_all
      seen: I have seen them -> seen
  words:
    ask: Which words?
    as: text up to 60
    save: words
    skip: Leave it -> from
    goto: from
  from:
    ask: From when?
    as: time
    save: from
    skip: Leave it -> until
    goto: until
  until:
    ask: Until when?
    as: time
    save: until
    skip: Leave it -> days
    goto: days
  days:
    say: On which days?
    # allow F303: a week has seven days
    tick:
      monday: Mon
      tuesday: Tue
      wednesday: Wed
      thursday: Thu
      friday: Fri
      saturday: Sat
      sunday: Sun
    save: days
    done: Done -> zone
  zone:
    ask: Which city?
    as: zone
    save: zone
    skip: Leave it -> notice
    goto: notice
  notice:
    say: Would you like to be told?
    choices: {"yes": "Yes -> at", "no": "No -> at"}
    save: notice
  at:
    ask: At what time?
    as: time
    save: at
    skip: Leave it -> word
    goto: word
  word:
    ask: Which word?
    as: text up to 30
    save: word
    skip: Leave it -> second
    goto: second
  second:
    ask: Which other word?
    as: text up to 30
    save: second
    skip: Leave it -> late
    goto: late
  late:
    say: How late?
    choices: {late_15: A bit -> again, late_60: An hour -> again}
    save: late
  again:
    say: Once more?
    choices: {never: No -> day, again_30: Yes -> day}
    save: again
  day:
    ask: On which day?
    as: date ahead
    save: day
    skip: Leave it -> what
    goto: what
  what:
    ask: Of what?
    as: text up to 60
    save: what
    skip: Leave it -> menu
    goto: menu
  keep_words:
    messages: {words: words}
    refused: refused
    goto: menu
  keep_hours:
    messages: {days: days, from: from, until: until}
    refused: refused
    goto: menu
  keep_notice:
    messages: {notice: notice}
    refused: refused
    goto: menu
  check_in:
    check_in: {days: days, at: at, late: late, again: again, word: word, second: second}
    of: one
    refused: refused
    save: one
    goto: one
  remind:
    remind: {day: day, what: what}
    about: report
    refused: refused
    save: one
    goto: one
  remind_change:
    remind: {day: day}
    about: change
    refused: refused
    goto: menu
  refused:
    say: That could not be set.
    choices: {on: Go on -> menu}
  list:
    say: Tap one.
    agenda: list
    save: one
    goto: [one if one is known, menu]
  one: {agenda: one, of: one, goto: stop_it}
  stop_it:
    say: Stop it?
    choices: {stop: End it -> stop, leave: Leave it -> menu}
  stop: {agenda: stop, of: one, goto: menu}
  due: {agenda: due, goto: menu}
  answers: {agenda: answers, goto: menu}
  own: {own: everything, goto: menu}
  pause_day: {agenda: pause_a_day, goto: menu}
  pause_week: {agenda: pause_a_week, goto: menu}
  pause_until: {agenda: pause_until_i_write, goto: menu}
  go_on: {agenda: go_on, goto: menu}
  stop_all: {agenda: stop_all, goto: menu}
  seen: {agenda: seen, goto: menu}
"""
NINE = CheckIn("nine", at=9 * 60, late=15, again=30, word="fine", second="busy")
PLAIN = CheckIn("ten", (0, 2), 10 * 60, word="ok")
"""A check-in with nothing in it that can be left out."""


@pytest.fixture(scope="module")
def content() -> Content:
    """A set with a flow in which all of it can be asked for."""
    return content_of({"sends.yaml": SENDS})


@pytest.fixture
def she(content: Content) -> Rehearsal:
    """Somebody without a lock who said yes, and has words and hours."""
    return asking(content, Agenda(WORDS, LONDON))


def asking(content: Content, agenda: Agenda, zone: str = LONDON) -> Rehearsal:
    """Somebody at the menu, for whom this was set before."""
    person: dict[str, Answer] = {"zone": zone} if zone else {}
    agendas = {} if agenda == Agenda() else {"hers": agenda}
    session = Session(person=person, agendas=agendas)  # type: ignore[arg-type]
    return Rehearsal(content, session).open("sends").tap("Yes")


def given(she: Rehearsal, **said: Answer) -> Rehearsal:
    """Have answered the questions of the flow."""
    *below, top = she.session.frames
    told = replace(top, answers={**top.answers, **said})
    she.session = replace(she.session, frames=(*below, told))
    return she


def does(she: Rehearsal, group: str, way: str) -> Rehearsal:
    """Tap two buttons; where it is asked whether it is her, say that there is no PIN."""
    she.tap(group).tap(way)
    return she.tap("I have none") if "I have none" in she.labels else she


def sets(she: Rehearsal, way: str, **said: Answer) -> Rehearsal:
    """Answer, and set something."""
    return does(given(she, **said), "Set something", way)


def sees(she: Rehearsal, way: str) -> Rehearsal:
    """See something."""
    return does(she, "See something", way)


def agenda_of(she: Rehearsal) -> Agenda:
    """What she asked for."""
    return she.session.agendas.get("hers", Agenda())


def is_refused(she: Rehearsal) -> bool:
    """Whether the flow says that it could not be set."""
    return "That could not be set." in she.words


CHECK_IN: dict[str, Answer] = {"at": "09:30", "word": "fine"}


# The questions before it


def test_all_that_is_asked_for_can_be_answered_in_a_talk(content: Content) -> None:
    she = asking(content, Agenda(), "").tap("Answer first").say("Water the plants").tap("Done")
    she.say("9 am").say("17:00").tap("Mon").tap("Done").say("London").tap("Yes").say("09:30")
    she.say("fine").tap("Done").say("busy").tap("Done").tap("A bit").tap("Yes")
    she.say("1 December").say("My report").tap("Done")
    for way in ("My words", "My hours", "To be told", "A check-in"):
        does(she, "Set something", way)
    (check_in,) = agenda_of(she).check_ins
    assert (check_in.days, check_in.at, check_in.late, check_in.again) == ((0,), 570, 15, 30)
    assert (check_in.word, check_in.second) == ("fine", "busy")
    assert agenda_of(she).hours == Hours((0,), 9 * 60, 17 * 60)
    assert (agenda_of(she).words, agenda_of(she).notice) == (WORDS, True)
    assert answers(she)["day"] == "2026-12-01"


# Words and hours


def test_it_is_asked_whether_it_is_her_before_anything_is_set_or_shown(content: Content) -> None:
    steps = content.flows["sends"].steps.values()
    keys = {"messages", "check_in", "remind", "agenda"}
    guarded = [step.kind.guarded for step in steps if step.kind.KEYS and step.kind.KEYS[0] in keys]
    assert len(guarded) == 17
    assert all(guarded)
    she = asking(content, Agenda(WORDS, LONDON)).tap("See something").tap("The list")
    assert she.place == "unlock/start"


def test_her_words_are_kept_as_one_line(content: Content) -> None:
    she = sets(asking(content, Agenda()), "My words", words="Water\n the   plants")
    assert she.place == "sends/menu"
    assert agenda_of(she) == Agenda(WORDS, LONDON)


@pytest.mark.parametrize("words", ["see example.org", "@sam", "/start", " \n ", "x" * 61])
def test_words_that_stand_out_are_refused_and_the_old_ones_stay(she: Rehearsal, words: str) -> None:
    sets(she, "My words", words=words)
    assert is_refused(she)
    assert agenda_of(she).words == WORDS


def test_words_that_were_skipped_are_refused(she: Rehearsal) -> None:
    assert is_refused(sets(she, "My words"))


@pytest.mark.parametrize("way", ["My words", "My hours", "To be told", "A check-in"])
def test_without_a_time_zone_nothing_is_set(content: Content, way: str) -> None:
    she = sets(asking(content, Agenda(), ""), way, words=WORDS, **CHECK_IN)
    assert is_refused(she)
    assert she.session.agendas == {}


AT_NIGHT: dict[str, Answer] = {"from": "22:00", "until": "02:00", "days": ("saturday", "monday")}
OPEN_END: dict[str, Answer] = {"from": "22:00", "days": ()}


def test_hours_are_kept_and_what_is_not_named_stays(she: Rehearsal) -> None:
    sets(she, "My hours", **AT_NIGHT)
    assert agenda_of(she).hours == Hours((0, 5), 22 * 60, 2 * 60)
    assert agenda_of(she).words == WORDS
    sets(she, "My words", words="Feed the cat")
    assert agenda_of(she).hours == Hours((0, 5), 22 * 60, 2 * 60)


def test_hours_of_which_one_end_was_skipped_stay_and_no_day_is_every_day(she: Rehearsal) -> None:
    sets(she, "My hours", **OPEN_END)
    assert agenda_of(she).hours == Hours(EVERY_DAY)


@pytest.mark.parametrize(
    ("days", "meant"),
    [("every_day", EVERY_DAY), ("weekdays", EVERY_DAY[:5]), ("friday", (4,)), ("some", EVERY_DAY)],
)
def test_days_are_ticked_or_chosen(she: Rehearsal, days: str, meant: tuple[int, ...]) -> None:
    assert agenda_of(sets(she, "My hours", days=days)).hours.days == meant


def test_to_be_told_needs_words(content: Content) -> None:
    assert is_refused(sets(asking(content, Agenda()), "To be told", notice="yes"))


@pytest.mark.parametrize(("notice", "wanted"), [("yes", True), ("no", False)])
def test_whether_she_wants_to_be_told_is_kept(she: Rehearsal, notice: str, *, wanted: bool) -> None:
    assert agenda_of(sets(she, "To be told", notice=notice)).notice is wanted


def test_where_her_zone_is_another_now_each_hour_is_that_of_the_new_one(content: Content) -> None:
    before = Agenda(WORDS, LONDON).with_check_in(NINE, NOW)
    she = sets(asking(content, before, "Asia/Tokyo"), "My hours")
    assert agenda_of(she).zone == "Asia/Tokyo"
    assert agenda_of(she).due == NOW - NOW % DAY + DAY  # 9:00 in Tokyo is midnight UTC
    assert agenda_of(she).check_ins[0].word == "fine"


# A check-in


def test_a_check_in_comes_from_then_on(she: Rehearsal) -> None:
    sets(she, "A check-in", days="weekdays", late="late_15", again="again_30", **CHECK_IN)
    (check_in,) = agenda_of(she).check_ins
    assert answers(she)["one"] == check_in.id
    assert (check_in.days, check_in.at, check_in.late) == ((0, 1, 2, 3, 4), 570, 15)
    assert (check_in.again, check_in.word, check_in.second) == (30, "fine", "")
    she.tap("Go on").tap("Leave it").live(timedelta(days=3))
    assert she.words == WORDS


def test_what_was_not_said_of_a_check_in_is_as_usual(she: Rehearsal) -> None:
    sets(she, "A check-in", **CHECK_IN)
    (check_in,) = agenda_of(she).check_ins
    assert (check_in.days, check_in.late, check_in.again) == (EVERY_DAY, 60, 0)
    sets(she.tap("Go on").tap("Leave it"), "A check-in", again="never", late="late_99999")
    (changed,) = agenda_of(she).check_ins
    assert (changed.late, changed.again) == (60, 0), "only an id with up to four digits counts"


REFUSED: dict[str, dict[str, Answer]] = {
    "no time": {"word": "fine"},
    "no word": {"at": "09:30"},
    "before her hours": {"at": "08:59", "word": "fine"},
    "after her hours": {"at": "21:00", "word": "fine"},
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_check_in_that_cannot_come_is_refused_and_nothing_is_lost(
    she: Rehearsal, name: str
) -> None:
    sets(she, "A check-in", **REFUSED[name])
    assert is_refused(she)
    assert agenda_of(she) == Agenda(WORDS, LONDON)
    assert all(answers(she)[one] == said for one, said in REFUSED[name].items())


def test_on_a_day_that_is_not_hers_none_can_come(content: Content) -> None:
    she = asking(content, Agenda(WORDS, LONDON, Hours((0, 1))))
    assert is_refused(sets(she, "A check-in", days=("monday", "sunday"), **CHECK_IN))
    she.tap("Go on")
    assert not is_refused(sets(she, "A check-in", days=("monday", "tuesday"), **CHECK_IN))


def test_past_midnight_is_within_hours_that_go_on_past_it(content: Content) -> None:
    she = asking(content, Agenda(WORDS, LONDON, Hours(EVERY_DAY, 22 * 60, 2 * 60)))
    assert not is_refused(sets(she, "A check-in", at="01:30", word="fine"))


def test_without_words_no_check_in_is_set(content: Content) -> None:
    assert is_refused(sets(asking(content, Agenda(zone=LONDON)), "A check-in", **CHECK_IN))


def full(check_ins: int = 0, reminders: int = 0) -> Agenda:
    """So much of it."""
    return Agenda(
        WORDS,
        LONDON,
        check_ins=tuple(replace(NINE, id=f"c{n}") for n in range(check_ins)),
        reminders=tuple(Reminder(f"r{n:02}", "plan", TODAY + n) for n in range(reminders)),
    )


def test_there_can_be_so_many_check_ins_and_one_of_them_can_still_be_changed(
    content: Content,
) -> None:
    she = asking(content, full(MOST_CHECK_INS))
    assert is_refused(sets(she, "A check-in", **CHECK_IN))
    sets(she.tap("Go on"), "A check-in", one="c3", **CHECK_IN)
    assert not is_refused(she)
    assert len(agenda_of(she).check_ins) == MOST_CHECK_INS
    assert {one.id for one in agenda_of(she).check_ins if one.at == 570} == {"c3"}


# A reminder


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-11-21", TODAY),
        ("2026-12-01", TODAY + 10),
        ("tomorrow", TODAY + 1),
        ("in_7_days", TODAY + 7),
    ],
)
def test_a_reminder_is_for_a_day_she_names(she: Rehearsal, said: str, day: int) -> None:
    sets(she, "A reminder", day=said, what="The letter")
    (reminder,) = agenda_of(she).reminders
    assert (reminder.day, reminder.about, reminder.what) == (day, "report", "The letter")
    assert answers(she)["one"] == reminder.id
    assert f"{day_shown(day)} · a report you made\nThe letter" in she.words


def day_shown(day: int) -> str:
    """A day as it is shown."""
    year, month, date = iso_of(day).split("-")
    return f"{int(date)} {'November' if month == '11' else 'December'} {year}"


@pytest.mark.parametrize("said", ["2026-11-20", "unsure", "in_9999_days", "2026-13-01", None])
def test_a_day_that_is_over_or_none_is_refused(she: Rehearsal, said: str | None) -> None:
    sets(she, "A change", **({"day": said} if said else {}))
    assert is_refused(she)
    assert agenda_of(she).reminders == ()


def test_a_reminder_is_for_her_own_day_and_not_that_of_utc(content: Content) -> None:
    she = asking(content, Agenda(WORDS, "Pacific/Kiritimati"), "Pacific/Kiritimati")
    sets(she, "A change", day="2026-11-21")
    assert is_refused(she), "there it is the 22nd already"
    sets(she.tap("Go on"), "A change", day="tomorrow")
    assert agenda_of(she).reminders[0].day == TODAY + 2


def test_without_words_or_with_too_many_no_reminder_is_set(content: Content) -> None:
    for agenda in (Agenda(zone=LONDON), full(reminders=MOST_REMINDERS)):
        she = sets(asking(content, agenda), "A change", day="tomorrow")
        assert is_refused(she)
        assert agenda_of(she) == agenda


def test_a_reminder_says_her_words_and_what_of_only_where_she_looks(she: Rehearsal) -> None:
    sets(she, "A reminder", day="tomorrow", what="The letter").tap("Go on").tap("Leave it")
    she.live(timedelta(days=2))
    assert she.words == WORDS
    sees(she.open("sends"), "What came")
    assert she.words.startswith("22 November 2026 · a report you made: The letter")


# Seen


def test_where_nothing_is_set_that_is_said(content: Content) -> None:
    she = asking(content, Agenda())
    for way in ("The list", "What came", "My answers"):
        assert sees(she, way).words.endswith("Nothing is set here.")
        assert she.labels == ["Go on"]
        she.tap("Go on")
        assert she.place == "sends/menu"


def test_the_list_has_check_ins_and_then_reminders_by_their_days(content: Content) -> None:
    agenda = full(reminders=2).with_check_in(NINE, NOW).with_check_in(PLAIN, NOW)
    later, sooner = agenda.reminders
    she = asking(content, replace(agenda, reminders=(sooner, later)))
    sees(she, "The list")
    assert she.labels == [
        "09:00 · every day",
        "10:00 · Mon, Wed",
        "21 November 2026 · your plan",
        "22 November 2026 · your plan",
        "Go on",
    ]
    she.tap("Go on")
    assert she.place == "sends/menu"


def test_a_long_list_is_turned_page_by_page(content: Content) -> None:
    she = sees(asking(content, full(reminders=8)), "The list")
    assert len(she.labels) == 8
    she.tap(she.labels[6])
    assert len(she.labels) == 4
    she.tap("28 November 2026 · your plan")
    assert she.words.startswith("28 November 2026 · your plan")


def test_one_is_shown_with_all_that_was_set(content: Content) -> None:
    agenda = Agenda(WORDS, LONDON, paused=NOW + DAY).with_check_in(NINE, NOW)
    she = sees(asking(content, agenda), "The list").tap("09:00 · every day")
    assert she.words.splitlines() == [
        "09:00 · every day",
        f"The message says: {WORDS}",
        "It can come up to 15 minutes late. After that it does not come.",
        "If you don't answer, it comes once more after 30 minutes.",
        "Your word: fine",
        "Your second word: busy",
        "Nothing comes until 22 November 2026, 12:00.",
        "It comes next on 23 November 2026, 09:00.",
    ]


def test_of_a_plain_one_nothing_is_said_that_was_not_set(content: Content) -> None:
    agenda = Agenda(WORDS, LONDON).with_check_in(PLAIN, NOW)
    she = sees(asking(content, agenda), "The list").tap("10:00 · Mon, Wed")
    assert she.words.splitlines() == [
        "10:00 · Mon, Wed",
        f"The message says: {WORDS}",
        "It can come up to 60 minutes late. After that it does not come.",
        "Your word: ok",
        "It comes next on 23 November 2026, 10:00.",
    ]
    assert not is_refused(she.tap("Go on"))


def test_one_that_is_gone_meanwhile_is_not_there(she: Rehearsal) -> None:
    she.session = replace(she.session, agendas={"hers": full(1)})
    sees(she, "The list").tap("09:00 · every day")
    she.session = replace(she.session, agendas={})
    she.tap("Go on").tap("End it")
    assert she.place == "sends/menu"


def test_her_answers_are_told_apart_by_her_alone_the_newest_first(content: Content) -> None:
    minute = NOW // 60
    agenda = replace(full(1), notes=((minute - 60, "2"), (minute, "1")))
    she = sees(asking(content, agenda), "My answers")
    assert she.words.splitlines() == [
        "21 November 2026, 12:00: your word",
        "21 November 2026, 11:00: your second word",
    ]
    assert she.say("what?").words.startswith("Please tap a button")


def test_only_what_came_is_due_and_what_she_has_seen_goes(content: Content) -> None:
    came, waits = replace(full(reminders=2).reminders[0], rung=NOW), full(reminders=2).reminders[1]
    she = asking(content, replace(full(1), reminders=(came, waits)))
    assert sees(she, "What came").words == "21 November 2026 · your plan"
    does(she.tap("Go on"), "Do something", "I have seen them")
    assert agenda_of(she).reminders == (waits,)
    assert len(agenda_of(she).check_ins) == 1


def test_her_data_says_how_much_she_asked_for_and_nothing_of_it(content: Content) -> None:
    she = sees(asking(content, full(2, 3)), "All of mine")
    assert "Check-ins you asked for: 2" in she.words
    assert "Reminders you asked for: 3" in she.words
    assert WORDS not in she.words
    assert "fine" not in she.words


# Paused and stopped


@pytest.mark.parametrize(("way", "span"), [("A day", DAY), ("A week", WEEK)])
def test_it_is_paused_for_a_day_or_a_week(she: Rehearsal, way: str, span: int) -> None:
    does(she, "Do something", way)
    assert agenda_of(she) == Agenda(WORDS, LONDON, paused=NOW + span)
    does(she, "Do something", "Go on again")
    assert agenda_of(she) == Agenda(WORDS, LONDON)


def test_paused_until_she_writes_nothing_comes_before_that(content: Content) -> None:
    she = does(asking(content, full(1)), "Do something", "Until I write")
    she.screen = None
    she.live(timedelta(days=3))
    assert she.words == ""
    she.say("hello").live(timedelta(days=1))
    assert she.words == WORDS


def test_what_goes_on_again_is_neither_quiet_nor_asleep(content: Content) -> None:
    agenda = replace(full(1), quiet=True, asleep=True, paused=NOW + DAY)
    she = does(asking(content, agenda), "Do something", "Go on again")
    assert agenda_of(she) == full(1)


def test_one_is_stopped_and_the_rest_stays(content: Content) -> None:
    she = sees(asking(content, full(1, 1)), "The list").tap("09:00 · every day").tap("Go on")
    she.tap("End it")
    assert agenda_of(she) == full(0, 1)
    sees(she, "The list").tap("21 November 2026 · your plan").tap("Go on").tap("End it")
    assert agenda_of(she) == full()


def test_stop_all_leaves_only_her_answers(content: Content) -> None:
    agenda = replace(full(2, 2), notice=True, notes=((1, "1"),))
    she = does(asking(content, agenda), "Do something", "Stop all")
    assert agenda_of(she) == Agenda(notes=((1, "1"),))
    assert she.session.due is not None
    she.screen = None
    she.live(timedelta(days=20))
    assert she.words == ""


def test_stop_all_of_what_has_no_answers_leaves_nothing(content: Content) -> None:
    she = does(asking(content, full(2, 2)), "Do something", "Stop all")
    assert she.session.agendas == {}


def test_there_is_no_way_back_over_what_was_set(she: Rehearsal) -> None:
    sets(she, "My words", words="Feed the cat").tap("back")
    assert agenda_of(she).words == "Feed the cat"


# Somebody else, in an empty place


def intruder(content: Content, agenda: Agenda, way: str = "none") -> Rehearsal:
    """Somebody else in the chat of a person with a lock, who asked for this."""
    she = asking(content, agenda)
    she.lock.words, she.lock.secret, she.lock.duress = "w", PIN, DURESS
    she.lock.shut()
    she.tap("See something").tap("My answers")
    return opened(she, way).tap("Go on")


def opened(she: Rehearsal, way: str) -> Rehearsal:
    """Open it with a PIN, or with the button for nobody who has one."""
    if way == "none":
        return she.tap("I have none")
    for digit in way:
        she.tap(digit)
    return she.tap("OK")


FULL = replace(
    Agenda(
        WORDS, LONDON, Hours(EVERY_DAY, 8 * 60, 20 * 60), notice=True, notes=((NOW // 60, "2"),)
    ),
    check_ins=(NINE, PLAIN),
    reminders=(
        Reminder("came", "report", TODAY, "The letter", NOW),
        Reminder("r", "log", TODAY + 9),
    ),
)
"""All that can be asked for."""
ACTS: dict[str, tuple[str, str]] = {
    "words": ("Set something", "My words"),
    "hours": ("Set something", "My hours"),
    "notice": ("Set something", "To be told"),
    "check-in": ("Set something", "A check-in"),
    "reminder": ("Set something", "A reminder"),
    "change": ("Set something", "A change"),
    "list": ("See something", "The list"),
    "due": ("See something", "What came"),
    "answers": ("See something", "My answers"),
    "day": ("Do something", "A day"),
    "week": ("Do something", "A week"),
    "until": ("Do something", "Until I write"),
    "on": ("Do something", "Go on again"),
    "stop all": ("Do something", "Stop all"),
    "seen": ("Do something", "I have seen them"),
}
SAID: dict[str, Answer] = {**CHECK_IN, "words": "Feed the cat", "notice": "yes", "day": "tomorrow"}


@pytest.mark.parametrize("way", ["none", DURESS])
@pytest.mark.parametrize("act", ACTS)
def test_an_empty_place_never_changes_or_shows_what_is_hers_and_looks_like_nothing_of_it(
    content: Content, act: str, way: str
) -> None:
    hers, nobody = (intruder(content, agenda, way) for agenda in (FULL, Agenda()))
    for she in (hers, nobody):
        given(she, **SAID)
        she.tap(ACTS[act][0]).tap(ACTS[act][1])
    assert hers.session.agendas["hers"] == FULL
    assert screen(hers).parts == screen(nobody).parts
    assert hers.labels == nobody.labels
    assert hers.session.agendas.get("empty") == nobody.session.agendas.get("empty")


def test_her_own_pin_shows_hers(content: Content) -> None:
    she = sees(intruder(content, FULL, PIN), "The list")
    assert "09:00 · every day" in she.labels


def test_whoever_names_one_of_hers_in_an_empty_place_neither_sees_nor_stops_it(
    content: Content,
) -> None:
    she = given(intruder(content, FULL), one="nine")
    sees(she, "What came").tap("Go on")
    she.session = replace(
        she.session, frames=(replace(she.session.frames[-1], step="stop_it"),), items=("stop",)
    )
    she.say("End it")
    assert she.session.agendas["hers"] == FULL


def test_an_empty_place_has_a_list_of_its_own(content: Content) -> None:
    she = intruder(content, FULL)
    sets(she, "My words", words="Feed the cat")
    sets(she, "A check-in", **CHECK_IN).tap("Go on").tap("Leave it")
    sees(she, "The list")
    assert she.labels == ["09:30 · every day", "Go on"]
    assert she.session.agendas["empty"].words == "Feed the cat"
    does(she.tap("Go on"), "Do something", "Stop all")
    assert list(she.session.agendas) == ["hers"]
    assert she.session.agendas["hers"] == FULL


def test_both_lists_are_stored(content: Content) -> None:
    she = sets(intruder(content, FULL), "My words", words="Feed the cat")
    assert load(dump(she.session)).agendas == she.session.agendas
    assert set(she.session.agendas) == {"hers", "empty"}


# As an author writes it


@pytest.mark.parametrize(
    ("step", "complaint"),
    [
        ("messages: {colour: words}", '"colour"'),
        ("messages: words", "lines such as"),
        ("check_in: {word: word}, refused: refused", 'a check-in needs "at: …".'),
        ("check_in: {at: at}, refused: refused", 'a check-in needs "word: …".'),
        ("check_in: {at: at, word: word}", '"refused" is missing'),
        ("remind: {what: what}, about: plan, refused: refused", 'a reminder needs "day: …".'),
        ("remind: {day: day}, refused: refused", '"about" is missing'),
        (
            "remind: {day: day}, about: tea, refused: refused",
            "Write one of: report, plan, log, change.",
        ),
        ("remind: {day: day}, about: notice, refused: refused", "Write one of: report, plan, log"),
        ("agenda: fly", "Write one of: list, one, due, answers"),
        ("agenda: one", '"of" is missing'),
        ("agenda: stop", '"of" is missing'),
        ("agenda: due, of: one", 'leave out "of"'),
        ('agenda: ""', '"agenda"'),
        ("agenda: list, of: one", 'leave out "of"'),
        ("remind: {day: day}, about: plan, refused: nowhere", "which does not exist"),
        ("leave: slowly", 'write "leave: now", or "leave: gently".'),
    ],
)
def test_a_slip_of_an_author_is_explained(step: str, complaint: str) -> None:
    flow = SENDS.replace("{agenda: due, goto: menu}", f"{{{step}, goto: menu}}")
    assert flow != SENDS
    found = [str(one) for one in complaints_of({"sends.yaml": flow})]
    assert any(complaint in one for one in found), found


def test_a_whole_flow_without_slips_has_no_complaints() -> None:
    assert [str(one) for one in complaints_of({"sends.yaml": SENDS})] == []


def answers_another_zone(she: Rehearsal) -> None:
    """Name another city where it is asked for, without showing who that is."""
    she.tap("Answer first").tap("Leave it").tap("Leave it").tap("Leave it")
    she.tap("Mon").tap("Done").say("Auckland")


def test_another_zone_takes_her_check_ins_along_once_her_words_or_hours_are_set(
    she: Rehearsal,
) -> None:
    made = agenda_of(she).with_check_in(NINE, NOW)
    she.session = replace(she.session, agendas={"hers": made})
    answers_another_zone(she)
    assert agenda_of(she) == made
    sets(she.open("sends"), "My hours")
    assert agenda_of(she).zone == "Pacific/Auckland"
    due = replace(agenda_of(she), quiet=False).due
    assert due is not None
    assert datetime.fromtimestamp(due, zone_of("Pacific/Auckland")).hour == 9


@pytest.mark.parametrize("way", ["none", DURESS])
def test_a_zone_that_is_named_in_an_empty_place_never_moves_what_is_hers(
    content: Content, way: str
) -> None:
    he = intruder(content, FULL, way)
    answers_another_zone(he)
    sets(he.open("sends"), "My words", words="Feed the cat")
    assert he.session.agendas["hers"] == FULL
    assert he.session.person["zone"] == "Pacific/Auckland"


@pytest.mark.parametrize("day", ["9999-12-31", iso_of(TODAY + 3654)])
def test_a_reminder_for_a_day_that_nobody_can_reckon_with_is_refused(
    she: Rehearsal, day: str
) -> None:
    she.session = replace(she.session, agendas={"hers": replace(agenda_of(she), hours=Hours((0,)))})
    assert is_refused(sets(she, "A reminder", day=day))
    she.leave()
    assert not she.session.is_open


def test_a_word_to_answer_with_never_comes_into_a_draft_or_the_log_when_it_is_edited(
    she: Rehearsal,
) -> None:
    she.tap("Answer first").play(Said("Water the plants", she.at, "c", message=77))
    assert she.session.typed == ()
    after, effects = turn(she.content, she.session, Changed("purple", 77, she.at, "d"))
    assert (after.draft, effects) == ("", ())


def test_two_words_that_are_the_same_are_refused(she: Rehearsal) -> None:
    assert is_refused(sets(she, "A check-in", **CHECK_IN, second="Fine."))


def test_a_check_in_never_takes_the_name_of_a_reminder(she: Rehearsal) -> None:
    reminder = Reminder("r", "log", TODAY + 3)
    she.session = replace(she.session, agendas={"hers": agenda_of(she).with_reminder(reminder)})
    sets(she, "A check-in", **CHECK_IN, one="r")
    assert [one.id == "r" for one in agenda_of(she).check_ins] == [False]
    assert agenda_of(she).reminders == (reminder,)


def test_of_a_check_in_outside_her_hours_it_is_said_that_it_does_not_come(she: Rehearsal) -> None:
    late = replace(agenda_of(she), check_ins=(replace(NINE, at=22 * 60),))
    she.session = replace(she.session, agendas={"hers": late})
    sees(she, "The list").tap("22:00 · every day")
    assert "outside your hours" in she.words
    assert "It comes next" not in she.words
