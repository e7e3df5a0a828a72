"""What steps are made of that show something for her alone: it is requested first, then read."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.requests import Request
from bot.core.steps.base import Key, Press, Prompt, Stay, Took, Typed, Verdict, View
from bot.core.steps.plain import Plain
from bot.core.templates import Template

GO_ON = "(on)"


@dataclass(frozen=True, slots=True)
class OneScreen(Plain):
    """A step for her alone, which shows in `keyed` what came of its request, until she goes on."""

    @property
    def waits(self) -> bool:
        return True

    @property
    def guarded(self) -> bool:
        return True

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


def go_on(view: View, phrase: str = "go_on") -> Key:
    """The button that goes on."""
    return Key(GO_ON, Template((view.phrases(phrase),)), "choice")
