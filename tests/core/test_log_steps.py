"""What a person documents: kept at once, added to, shown to her alone, and taken out by her."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.content import Content
from bot.core.effects import Consult, Media, Show, TakeFile
from bot.core.engine import turn
from bot.core.events import Changed, Offered, Pressed, Returned, Said, TimerFired
from bot.core.incident import Incident
from bot.core.records import Removal, read
from bot.core.requests import Came, EraseDue, KeepEntry, Outcome
from bot.core.session import WEEK, Session
from bot.core.uploads import MOST_BYTES, Origin, Upload
from bot.workshop.rehearsal import BEGINNING, Rehearsal, lines
from tests.core.stage import screen
from tests.support import complaints_of, content_of

LOG = """
flow: log
title: Write something down
steps:
  start:
    say: Are you 18 or over?
    choices: {adult: I am 18 -> naked, young: I am younger -> over, unsure: Not sure -> over}
  naked:
    say: Does a file show anyone naked?
    choices: {nobody_naked: Nobody -> what, shows: It does -> over, maybe: Maybe -> over}
  what:
    say: You can write down what happened.
    ask: What happened?
    as: text up to 500
    save: what
    goto: day
  day:
    ask: Which day was it?
    as: date
    save: day
    skip: I don't know
    goto: how
  how:
    say: How did it happen?
    choices:
      call: A call
      text: A text
    save: channel
    goto: keep
  keep:
    incident: {what: what, day: day, channel: channel, kind: channel}
    save: entry
    goto: files
  files:
    say: You can send files now.
    attach: [photo, voice]
    to: entry
    enough: Enough -> more
  more:
    say: Do you want to add to it?
    choices:
      fear: Yes -> fear
      end: That is all -> end
  fear:
    ask: What did it do to you?
    as: text up to 500
    save: fear
    goto: add
  add:
    incident: {fear: fear}
    adds_to: entry
    goto: told
  told:
    ask: Whom did you tell?
    as: text up to 100
    save: to
    goto: on
  on:
    ask: When did you tell them?
    as: date
    save: on
    goto: filed
  filed:
    report_made: {to: to, on: on}
    about: entry
    due_in: 48 hours
    goto: end
  end:
    say: That is all.
    marks: line
    choices: {ok: OK -> start, over: Over -> over}
  over: {say: Bye., end: noted}
"""
MINE = """
flow: mine
title: My notes
private: yes
steps:
  start:
    say: Your entries.
    log: entries
    save: entry
    goto: [see if entry is known, weeks]
  see:
    log: entry
    of: entry
    goto: what
  what:
    say: What now?
    choices:
      erase: Erase it -> gone
      keep: Keep it -> stays
      mine: It is mine -> mine
      not_mine: Not mine -> not_mine
      file: A file of it -> files
      over: Over -> over
  over: {say: Bye., marks: line, end: seen}
  gone: {log: erase, of: entry, goto: start}
  stays: {log: keep, of: entry, goto: start}
  mine: {log: mine, of: entry, goto: start}
  not_mine: {log: not_mine, of: entry, goto: start}
  files:
    log: files
    of: entry
    save: file
    goto: [drop if file is known, start]
  drop: {log: erase, of: file, goto: start}
  weeks:
    log: weeks
    goto: head
  head:
    log: head
    goto: open
  open:
    log: unconfirmed
    save: later
    goto: [left if later is not known, say_later]
  say_later: {log: later, of: later, goto: left}
  left:
    say: Leave any out?
    log: leave_out
    save: left
    goto: who
  who:
    ask: Who is it for?
    as: text up to 60
    save: for
    skip: Nobody yet
    goto: make
  make:
    hand_over: package
    for: for
    leaves_out: left
    goto: start
"""
CODES = """
flow: codes
title: Codes for others
private: yes
steps:
  start:
    say: What now?
    choices: {give: Give a code -> who, see: See the codes -> open, over: Over -> over}
  who:
    ask: Who is it for?
    as: text up to 60
    save: for
    skip: Nobody yet
    goto: give
  give:
    say: Your code.
    hand_over: code
    for: for
    goto: start
  open:
    say: Tap one to end it.
    log: releases
    goto: start
  over: {say: Bye., marks: line, end: seen}
"""


@pytest.fixture(scope="module")
def content() -> Content:
    """A set with a flow that writes a log, and one that reads it."""
    return content_of({"log.yaml": LOG, "mine.yaml": MINE, "codes.yaml": CODES})


@pytest.fixture
def she(content: Content) -> Rehearsal:
    """Somebody who begins to write something down."""
    return begun(Rehearsal(content).open("log"))


def begun(she: Rehearsal) -> Rehearsal:
    """She answers what is asked before."""
    return she.tap("I am 18").tap("Nobody") if "I am 18" in labels(she) else she


def written(she: Rehearsal, what: str = "He called.") -> Rehearsal:
    """An entry, up to where files can be sent."""
    return begun(she).say(what).tap("Done").tap("I don't know").tap("A call")


def entries(she: Rehearsal) -> list[Incident]:
    """All incidents of the log, as they were written."""
    links = (link for link in she.lock.log.log.links if not link.is_bare)
    return [one for link in links if isinstance(one := read(link.body), Incident)]


def told(she: Rehearsal) -> str:
    """Everything on the screen."""
    return "\n".join(line for part in screen(she).parts for line in lines(part))


def labels(she: Rehearsal) -> list[str]:
    """The words of all buttons."""
    return [button.label for button in screen(she).buttons]


def offer(she: Rehearsal, **how: object) -> Rehearsal:
    """Send a photo."""
    upload = Upload(**{"kind": "photo", "ref": "one", "size": 5, **how})  # type: ignore[arg-type]
    return she.play(Offered(upload.kind, she.at, f"offer{len(entries(she)):07}", upload=upload))


# Writing


def test_what_she_said_is_kept_and_that_is_said_without_a_number(she: Rehearsal) -> None:
    written(she)
    assert "Saved. You can stop here." in told(she)
    (entry,) = entries(she)
    assert (entry.what, entry.channel, entry.kind) == ("He called.", "A call", "call")
    assert entry.occurred.precision == "unknown"
    assert she.session.keeps


def test_where_it_is_open_the_number_is_told(she: Rehearsal) -> None:
    she.open("mine").tap("I have none").open("log")
    assert "Saved. 1." in told(written(she))


def test_a_day_that_she_knows_is_kept_as_she_said_it(she: Rehearsal) -> None:
    she.say("He came.").tap("Done").say("20 November 2026").tap("A text")
    assert entries(she)[0].occurred.start == "2026-11-20"


def test_there_is_no_way_back_over_what_is_kept(she: Rehearsal) -> None:
    written(she).tap("back")
    assert len(entries(she)) == 1
    assert "This is the first step" in told(she) or "You can send files now." in told(she)


def test_what_is_added_states_only_what_was_said(she: Rehearsal) -> None:
    written(she).tap("Enough").tap("Yes").say("I can't sleep.").tap("Done")
    _, more = entries(she)
    assert (more.amends, more.restates) == (1, ("impact",))
    assert more.impact.fear == "I can't sleep."


def test_a_report_is_noted_with_the_day_an_answer_is_due(she: Rehearsal) -> None:
    written(she).tap("Enough").tap("Yes").say("Fear.").tap("Done").say("The police").tap("Done")
    she.say("20 November 2026")
    (filing,) = entries(she)[-1].filings
    assert (filing.to, filing.on, filing.next_on) == ("The police", "2026-11-20", "2026-11-22")


def test_the_same_turn_played_twice_keeps_one_entry(she: Rehearsal) -> None:
    she.say("He called.").tap("Done").tap("I don't know")
    before, button = she.session, she.button("A call").token
    she.press(button)
    session, effects = turn(she.content, before, Said("A call", BEGINNING, "visit000003"))
    (consult,) = [one for one in effects if isinstance(one, Consult)]
    again = turn(she.content, session, TimerFired(BEGINNING, "later"))[0]
    assert isinstance(consult.request, KeepEntry)
    assert consult.request.mark == f"{again.visit} log/keep"


def test_two_steps_that_keep_with_nothing_asked_between_them_keep_two_entries() -> None:
    flow = """
    flow: log
    title: Write something down
    steps:
      start:
        ask: What happened?
        as: text up to 500
        save: what
        goto: one
      one:
        incident: {what: what}
        save: entry
        goto: two
      two:
        incident: {what: what, fear: what}
        adds_to: entry
        goto: over
      over: {say: Thank you., marks: line, choices: {ok: OK -> end, more: More -> start}}
      end: {say: Bye., end: noted}
    """
    she = Rehearsal(content_of({"log.yaml": flow})).open("log").say("He called.").tap("Done")
    assert [(one.amends, one.impact.fear) for one in entries(she)] == [(0, ""), (1, "He called.")]


def test_too_much_in_an_hour_is_said_and_can_be_tried_again(content: Content) -> None:
    she = begun(Rehearsal(content).open("log")).say("He called.").tap("Done").tap("I don't know")
    session, _ = turn(content, she.session, Said("A call", BEGINNING, "chance0001"))
    came = Returned(Outcome("too_often", minutes=7), BEGINNING, "chance0001")
    waits, shown = turn(content, session, came)
    (show,) = [one for one in shown if isinstance(one, Show)]
    assert any("7 minutes" in line for part in show.screen.parts for line in lines(part))
    assert waits.frames[-1].step == "keep"
    assert any(isinstance(one, Consult) for one in turn(content, waits, _tap(waits, 0))[1])


def _tap(session: Session, number: int) -> Pressed:
    return Pressed(f"{session.visit}.{number}", BEGINNING, "chance0002")


PRESSED = """
flow: pressed
title: A day by a button
steps:
  start:
    ask: What happened?
    as: text up to 500
    save: what
    goto: day
  day:
    say: When was it?
    choices: {today: Today, yesterday: Yesterday, some: Some day}
    save: day
    goto: how
  how:
    ask: How, in your words?
    as: text up to 100
    save: how
    goto: keep
  keep:
    incident: {what: what, day: day, time: how, kind: how, channel: how}
    save: entry
    goto: told
  told:
    say: Did you tell them that day?
    choices: {told: They know -> filed}
  filed:
    report_made: {to: how, on: day}
    about: entry
    due_in: 48 hours
    goto: over
  over: {say: Bye., marks: line, end: noted}
"""


@pytest.mark.parametrize(
    ("button", "day", "due"),
    [
        ("Today", "2026-11-21", "2026-11-23"),
        ("Yesterday", "2026-11-20", "2026-11-22"),
        ("Some day", "", ""),
    ],
)
def test_an_answer_that_does_not_fit_its_line_never_costs_her_the_entry(
    button: str, day: str, due: str
) -> None:
    she = Rehearsal(content_of({"pressed.yaml": PRESSED})).open("pressed")
    she.say("He came.").tap("Done").tap(button).say("By SMS, at night").tap("Done").tap("They know")
    entry, report = entries(she)
    assert (entry.occurred.start, entry.kind, entry.channel) == (day, "", "By SMS, at night")
    assert (report.filings[0].on, report.filings[0].next_on) == (day, due)


def test_today_is_her_day_and_not_the_servers() -> None:
    she = Rehearsal(content_of({"pressed.yaml": PRESSED}), Session(person={"zone": "Asia/Tokyo"}))
    she.at += timedelta(hours=6)
    she.open("pressed").say("He came.").tap("Done").tap("Today").say("Once").tap("Done")
    assert entries(she)[0].occurred.start == "2026-11-22"


# Files


def test_a_file_is_added_to_the_entry_and_its_message_may_go(she: Rehearsal) -> None:
    offer(written(she), caption="Look")
    _, file = entries(she)
    assert (file.amends, file.what, file.exhibits[0].media) == (1, "Look", "image/jpeg")
    assert TakeFile() in she.effects
    assert "Saved" in told(she)


def test_what_somebody_else_sent_first_says_so(she: Rehearsal) -> None:
    offer(written(she), origin=Origin("user", "Sam", "sam", 1_795_000_000))
    assert entries(she)[1].exhibits[0].origin == "user, Sam, @sam, 2026-11-18T11:06:40Z"


def test_a_file_that_is_too_large_is_refused_before_it_is_fetched(she: Rehearsal) -> None:
    offer(written(she), size=MOST_BYTES + 1)
    assert len(entries(she)) == 1
    assert "larger than 20 MB" in told(she)
    assert not any(isinstance(one, Consult | TakeFile) for one in she.effects)


def test_a_kind_of_file_that_is_not_wanted_is_refused(she: Rehearsal) -> None:
    offer(written(she), kind="video")
    assert len(entries(she)) == 1


def test_a_file_where_none_is_wanted_is_not_taken(she: Rehearsal) -> None:
    offer(she)
    assert entries(she) == []
    assert "I can't open files here." in told(she)


# Changed and forwarded messages


def test_a_message_that_is_changed_later_is_added_and_nothing_is_lost(she: Rehearsal) -> None:
    she.play(Said("He called.", she.at, "chance0001", message=5, sent=1_795_000_000))
    she.tap("Done").tap("I don't know").tap("A call")
    she.play(Changed("He called twice.", 5, she.at, "chance0002"))
    first, change = entries(she)
    assert (first.what, first.sent) == ("He called.", "2026-11-18T11:06:40Z")
    assert (change.what, change.amends, change.restates) == ("He called twice.", 1, ())
    assert "You changed a message." in told(she)


def test_a_change_that_can_not_be_kept_takes_nothing_off_the_screen(she: Rehearsal) -> None:
    reads(written(she)).tap("1 · day not known")
    she.play(Returned(Outcome("not_aside"), she.at, "chance0003"))
    assert "What it says now was not saved." in told(she)
    assert "What: He called." in told(she)


def test_a_change_of_what_nobody_kept_is_not_heard(she: Rehearsal) -> None:
    before = she.session
    she.play(Changed("/exit", 9, she.at, "chance0001"))
    assert she.session == before


def test_a_forwarded_message_says_where_it_is_from(she: Rehearsal) -> None:
    origin = Origin("hidden_user", "Sam")
    she.play(Said("I see you", she.at, "chance0001", origin=origin)).tap("Done")
    she.tap("I don't know").tap("A call")
    assert entries(she)[0].what == "Forwarded, as the app says: hidden_user, Sam\nI see you"


# Reading


def reads(she: Rehearsal) -> Rehearsal:
    """She opens what she keeps."""
    return she.open("mine").tap("I have none")


def test_a_list_names_days_and_no_word(she: Rehearsal) -> None:
    reads(written(she, "He waited at the gate."))
    assert "gate" not in told(she)
    assert "1 · day not known" in labels(she)


def test_an_entry_that_is_opened_says_all(she: Rehearsal) -> None:
    reads(written(she, "He waited at the gate.")).tap("1 · day not known")
    assert "What: He waited at the gate." in told(she)
    assert "How: A call" in told(she)


def test_many_entries_are_shown_page_by_page(content: Content) -> None:
    she = Rehearsal(content)
    for number in range(8):
        written(she.open("log"), f"Number {number}")
    reads(she)
    assert "8 · day not known" in labels(she)
    she.tap("Earlier")
    assert "1 · day not known" in labels(she)
    she.tap("Later")
    assert "8 · day not known" in labels(she)


def test_without_a_lock_erasing_an_entry_waits_a_week_and_can_be_taken_back(she: Rehearsal) -> None:
    reads(written(she)).tap("1 · day not known").tap("Go on").tap("Erase it")
    assert she.session.removals == {"1": int(she.at.timestamp()) + WEEK}
    she.tap("1 · day not known")
    assert "It will be erased on 28 November 2026." in told(she)
    she.tap("Go on").tap("Keep it")
    assert she.session.removals == {}


def test_after_a_week_it_is_erased_by_itself(she: Rehearsal) -> None:
    reads(written(she)).tap("1 · day not known").tap("Go on").tap("Erase it").leave()
    assert she.session.due is not None
    she.live(timedelta(days=8))
    assert she.session.removals == {}
    assert entries(she) == []
    last = she.lock.log.log.links[-1]
    assert isinstance(read(last.body), Removal)


def test_what_was_added_to_it_waits_and_goes_with_it(she: Rehearsal) -> None:
    offer(written(she))
    reads(she).tap("1 · day not known · files: 1").tap("Go on").tap("Erase it")
    assert she.session.removals.keys() == {"1", "2"}
    she.tap("1 · day not known · files: 1").tap("Go on").tap("Keep it")
    assert she.session.removals == {}
    she.tap("1 · day not known · files: 1").tap("Go on").tap("Erase it").leave()
    she.live(timedelta(days=8))
    assert (she.session.removals, entries(she)) == ({}, [])


def test_what_is_to_be_erased_is_neither_told_nor_taken_back_in_an_empty_place(
    she: Rehearsal,
) -> None:
    reads(written(she)).tap("1 · day not known").tap("Go on").tap("Erase it").leave()
    she.lock.secret = "482915"
    written(she.open("mine").tap("I have none").open("log")).open("mine").tap("1 · day not known")
    assert "It will be erased" not in told(she)
    she.tap("Go on").tap("Keep it")
    assert she.session.removals.keys() == {"1"}


def test_what_is_due_is_asked_for_until_it_is_done(she: Rehearsal) -> None:
    reads(written(she)).tap("1 · day not known").tap("Go on").tap("Erase it").leave()
    later = she.at + timedelta(days=8)
    for _ in range(2):
        session, effects = turn(she.content, she.session, TimerFired(later, "chance0001"))
        assert effects == (Consult(EraseDue(1)),)
        assert session.removals


def test_a_file_of_an_entry_can_be_erased_alone(she: Rehearsal) -> None:
    offer(written(she))
    reads(she).tap("1 · day not known · files: 1").tap("Go on").tap("A file of it")
    she.tap("0002_a · image/jpeg")
    assert she.session.removals.keys() == {"0002_a"}


def test_weeks_are_shown_as_a_picture_and_in_words(she: Rehearsal) -> None:
    she.say("He came.").tap("Done").say("20 November 2026").tap("A text")
    reads(she).tap("Go on")
    assert "Week of 16 November 2026: 1" in told(she)
    assert any(isinstance(part, Media) for part in screen(she).parts)


def test_a_package_leaves_out_what_she_ticked(content: Content) -> None:
    she = Rehearsal(content)
    written(written(she.open("log"), "One").open("log"), "Two")
    reads(she).tap("Go on").tap("Go on").tap("Go on").tap("Go on")
    she.tap("1 · day not known").tap("Done").say("Police")
    assert "abandon" in told(she.tap("Done"))


# Codes


def given(she: Rehearsal, to: str = "Sam") -> Rehearsal:
    """She gives a code, as far as its words."""
    return she.open("codes").tap("Give a code").say(to).tap("Done")


def opened(she: Rehearsal) -> Rehearsal:
    """She opens what she keeps, in which there is an entry."""
    written(she)
    return she.open("codes").tap("I have none")


def test_a_code_is_eight_words_and_until_when_they_work(she: Rehearsal) -> None:
    she.lock.words = "w"
    written(she).open("codes").tap("I have none")
    given(she)
    assert "8. abandon" in told(she)
    assert "These words work once, from 28 November 2026, 12:00 UTC" in told(she)
    assert "until 5 December 2026, 12:00 UTC" in told(she)
    assert labels(she) == ["I have written them down"]


def test_a_code_that_works_at_once_names_its_end_alone(she: Rehearsal) -> None:
    she.lock.words, she.lock.secret = "w", "482915"
    written(she).open("codes")
    for key in ("4", "8", "2", "9", "1", "5", "OK"):
        she.tap(key)
    given(she)
    assert "These words work once, until 28 November 2026, 12:00 UTC." in told(she)
    she.tap("I have written them down").tap("See the codes")
    assert "End: Sam, until 28 November 2026, 12:00 UTC" in labels(she)


def test_codes_are_listed_and_one_that_is_tapped_is_ended_at_once(she: Rehearsal) -> None:
    opened(she)
    for to in ("Sam", "x" * 60):
        given(she, to).tap("I have written them down")
    she.tap("See the codes")
    sam, long = labels(she)[:2]
    assert sam == "End: Sam, from 28 November 2026, 12:00 UTC"
    assert long.startswith(f"End: {'x' * 20}…, from")
    she.tap(sam)
    assert labels(she) == [long, "Go on"]
    she.say(long)
    assert labels(she) == ["Go on"]
    assert "There is nothing here." in told(she)
    assert she.session.removals == {}


def test_a_code_for_nobody_is_listed_too(she: Rehearsal) -> None:
    opened(she).tap("Give a code").tap("Nobody yet").tap("I have written them down")
    assert "End: no name, from" in labels(she.tap("See the codes"))[0]


@pytest.mark.parametrize(
    ("came", "sentence"), [("too_many", "as many open codes"), ("no_file", "Nothing was changed.")]
)
def test_where_none_can_be_made_that_is_said(she: Rehearsal, came: Came, sentence: str) -> None:
    opened(she).tap("Give a code")
    session, _ = turn(she.content, she.session, _tap(she.session, 0))
    outcome = Outcome(came, ("words", "entries"))
    _, shown = turn(she.content, session, Returned(outcome, she.at, "chance0003"))
    (show,) = [one for one in shown if isinstance(one, Show)]
    assert any(sentence in line for part in show.screen.parts for line in lines(part))
    assert [button.label for button in show.screen.buttons] == ["Go on"]


def test_in_an_empty_place_a_code_is_shown_like_any_other(she: Rehearsal) -> None:
    she.lock.words, she.lock.secret, she.lock.duress = "w", "482915", "730184"
    written(she).open("codes")
    for key in ("7", "3", "0", "1", "8", "4", "OK"):
        she.tap(key)
    written(she.open("log"), "Under duress")
    given(she)
    assert "8. abandon" in told(she)
    assert she.lock.log.releases == ()
    assert [one.to for one in she.lock.empty.releases] == ["Sam"]


def test_a_code_has_no_key_of_age() -> None:
    wrong = CODES.replace("hand_over: code\n", "hand_over: code\n    key: for\n")
    assert [one.code for one in complaints_of({"codes.yaml": wrong})] == ["F102"]
    for word in ("pakage", "codes"):
        wrong = CODES.replace("hand_over: code", f"hand_over: {word}")
        (one,) = complaints_of({"codes.yaml": wrong})
        assert 'write "hand_over: package or code"' in str(one)


def test_an_entry_made_while_locked_is_hers_once_she_says_so(content: Content) -> None:
    she = Rehearsal(content)
    she.lock.words, she.lock.secret = "w", "482915"
    written(she.open("log"))
    assert entries(she)[0].locked
    she.lock.secret = ""
    reads(she)
    assert "1 · day not known · not said yet whose" in labels(she)
    she.tap("1 · day not known · not said yet whose").tap("Go on").tap("It is mine")
    assert "1 · day not known" in labels(she)


def test_an_empty_place_shows_what_was_written_in_it_and_no_more(content: Content) -> None:
    she = Rehearsal(content)
    written(she.open("log"), "Hers")
    she.lock.words, she.lock.secret = "w", "482915"
    she.lock.shut()
    reads(she.wait(timedelta(minutes=3)))
    assert "There is nothing here." in told(she)
    written(she.open("log"), "Under duress")
    assert "Saved. 1." in told(she)
    she.open("mine").tap("1 · day not known")
    assert "Under duress" in told(she)
    assert [one.what for one in entries(she)] == ["Hers", "Under duress"]
    assert entries(she)[1].locked
