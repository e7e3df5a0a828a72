"""The kinds of step. A new kind is a class in this folder and its name in `KINDS`."""

from bot.core.steps.agendas import Agendas, ListAgenda
from bot.core.steps.ask import Ask
from bot.core.steps.attach import Attach
from bot.core.steps.base import Kind
from bot.core.steps.choices import Choices
from bot.core.steps.consents import Agree, Withdraw
from bot.core.steps.departures import Erase, Leave
from bot.core.steps.entries import NewEntry, ReportMade
from bot.core.steps.handovers import HandOver
from bot.core.steps.holding import Back, Hold
from bot.core.steps.locks import Locking
from bot.core.steps.log import Look
from bot.core.steps.own import Own
from bot.core.steps.pick import Pick
from bot.core.steps.plain import Plain
from bot.core.steps.plan import Planning
from bot.core.steps.plan_days import Decided, LayOut
from bot.core.steps.sendings import AskIn, Messages, Remind, RemindPlanned
from bot.core.steps.tick import Tick
from bot.core.steps.unlock import Unlock

KINDS = (
    *(Choices, Tick, Ask, Unlock, Locking, Own, Hold, Back, Agree, Withdraw, Leave, Erase),
    *(NewEntry, ReportMade, Attach, Look, HandOver, Planning, Pick),
    *(LayOut, Decided, Agendas, Messages, AskIn, Remind, RemindPlanned),
)

__all__ = [
    "KINDS",
    "Agendas",
    "Agree",
    "Ask",
    "AskIn",
    "Attach",
    "Back",
    "Choices",
    "Decided",
    "Erase",
    "HandOver",
    "Hold",
    "Kind",
    "LayOut",
    "Leave",
    "ListAgenda",
    "Locking",
    "Look",
    "Messages",
    "NewEntry",
    "Own",
    "Pick",
    "Plain",
    "Planning",
    "Remind",
    "RemindPlanned",
    "ReportMade",
    "Tick",
    "Unlock",
    "Withdraw",
]
