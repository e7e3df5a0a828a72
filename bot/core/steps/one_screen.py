"""What steps are made of that show something for her alone: it is requested first, then read."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.requests import Outcome, Request
from bot.core.steps import spoken
from bot.core.steps.base import Key, Press, Prompt, Stay, Took, Typed, Verdict, View
from bot.core.steps.plain import Plain
from bot.core.templates import Template

GO_ON = "(on)"


@dataclass(frozen=True, slots=True)
class ForHer(Plain):
    """A step at which something is asked, and it has to be her who is here."""

    @property
    def waits(self) -> bool:
        return True

    @property
    def guarded(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class OneScreen(ForHer):
    """A step for her alone, which shows in `keyed` what came of its request, until she goes on."""

    def first(self, view: View) -> Request | None:
        return None if view.keyed else self.request(view)

    def request(self, view: View) -> Request:
        """What has to be requested to show it, or to do it."""
        raise NotImplementedError

    def prompt(self, view: View) -> Prompt:
        return Prompt((go_on(view),), Template(("\n".join(view.keyed),)))

    def receive(self, view: View, given: Press | Typed) -> Verdict:
        match given:
            case Press():
                return Took(None)
            case Typed():
                return Stay(notice=view.phrases("please_tap"), failed=True, keyed=view.keyed)


def handed(view: View) -> Prompt | None:
    """A sealed file that was made, with the words that open it; None where none was."""
    if len(view.keyed) < 2:
        return None
    path, words = view.keyed
    return Prompt((go_on(view, "have_words"),), Template((words,)), file=path)


def sealed(view: View, outcome: Outcome) -> Stay | None:
    """What came of sealing a file; None where that was not requested yet."""
    if outcome.words:
        path, words = outcome.words
        return Stay(keyed=(path, spoken.listed(words.split())))
    return Stay(keyed=(view.phrases("no_file"),)) if outcome.came == "no_file" else None


def go_on(view: View, phrase: str = "go_on") -> Key:
    """The button that goes on."""
    return Key(GO_ON, Template((view.phrases(phrase),)), "choice")
