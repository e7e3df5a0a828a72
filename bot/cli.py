"""The command `sidelight`: what can be asked of it, and nothing of how it is done.

Libraries load only where they are used, so that asking for help costs next to nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot import __version__
from bot.errors import SidelightError

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # it has no public name

Command = Callable[[argparse.Namespace], int]
DEFAULT_PORT = 8321


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the answer is its exit status."""
    asked = _parser().parse_args(arguments)
    command: Command = asked.command
    try:
        return command(asked)
    except SidelightError as problem:
        print(f"sidelight: {problem.reason}", file=sys.stderr)
        return problem.status
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sidelight",
        description="Safety-planning conversations that advocates write and people play.",
    )
    parser.add_argument("--version", action="version", version=f"sidelight {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _try(commands)
    _talk(commands)
    _check(commands)
    _test(commands)
    _run(commands)
    _profile(commands)
    _doctor(commands)
    _keys(commands)
    _backup(commands)
    _restore(commands)
    _receipt(commands)
    return parser


def _flows(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--flows", type=Path, metavar="FOLDER", help="the flows to use (default: those shipped)"
    )
    parser.add_argument(
        "--served",
        default="",
        metavar="GB,IE,US",
        help="the countries you serve, as two-letter codes",
    )


def _try(commands: Commands) -> None:
    parser = commands.add_parser("try", help="open a conversation in your browser")
    _flows(parser)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes any free port")
    parser.add_argument("--no-open", action="store_true", help="print the address only")
    parser.set_defaults(command=_run_try)


def _talk(commands: Commands) -> None:
    parser = commands.add_parser("talk", help="hold a conversation in this terminal")
    parser.add_argument("flow", nargs="?", help="begin at this flow, past the first message")
    _flows(parser)
    parser.set_defaults(command=_run_talk)


def _check(commands: Commands) -> None:
    parser = commands.add_parser("check", help="say what is wrong in a folder of flows, or a flow")
    parser.add_argument("path", nargs="?", type=Path, help="a folder or one flow's file")
    parser.add_argument("--served", default="", metavar="GB,IE,US", help=argparse.SUPPRESS)
    parser.add_argument("--today", metavar="2026-11-21", help="judge overdue dates as of this day")
    parser.add_argument("--json", action="store_true", help="print complaints as JSON")
    parser.set_defaults(command=_run_check)


def _test(commands: Commands) -> None:
    parser = commands.add_parser("test", help="play the tests that authors wrote, and every choice")
    _flows(parser)
    parser.set_defaults(command=_run_test)


def _configured(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        type=Path,
        default=Path("config.yaml"),
        metavar="FILE",
        help="the settings (default: config.yaml; config.example.yaml shows all there are)",
    )


def _run(commands: Commands) -> None:
    parser = commands.add_parser("run", help="hold conversations on Telegram")
    _configured(parser)
    parser.set_defaults(command=_run_bot)


def _profile(commands: Commands) -> None:
    parser = commands.add_parser("profile", help="make neutral what anybody can see of the bot")
    _configured(parser)
    parser.set_defaults(command=_run_profile)


def _doctor(commands: Commands) -> None:
    parser = commands.add_parser("doctor", help="look whether a bot can work, and say what to mend")
    _configured(parser)
    parser.add_argument(
        "--remove-webhook",
        action="store_true",
        help="first tell Telegram to send updates to no other program",
    )
    parser.set_defaults(command=_run_doctor)


def _keys(commands: Commands) -> None:
    parser = commands.add_parser("keys", help="the keys that seal what is stored")
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    new = inner.add_parser("new", help="make new keys, where there are none")
    _configured(new)
    new.set_defaults(command=_run_keys_new)
    check = inner.add_parser("check", help="say whether the keys are as they should be")
    _configured(check)
    check.set_defaults(command=_run_keys_check)
    rotate = inner.add_parser("rotate", help="change the master secret")
    _configured(rotate)
    rotate.add_argument(
        "--finish", action="store_true", help="remove older master secrets that nothing needs"
    )
    rotate.set_defaults(command=_run_keys_rotate)


def _backup(commands: Commands) -> None:
    parser = commands.add_parser(
        "backup",
        help="copy the data, or the keys",
        description="`backup data --to FOLDER` and `backup keys --to FOLDER`, in folders apart.",
    )
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    data = inner.add_parser("data", help="copy what is stored, also while the bot runs")
    keys = inner.add_parser("keys", help="copy the keys; never into the folder of the data")
    for copied, command in ((data, _run_backup_data), (keys, _run_backup_keys)):
        _configured(copied)
        copied.add_argument(
            "--to", type=Path, required=True, metavar="FOLDER", help="where the copies lie"
        )
        copied.set_defaults(command=command)


def _restore(commands: Commands) -> None:
    parser = commands.add_parser("restore", help="bring a copy of the data back")
    parser.add_argument("file", type=Path, metavar="FILE", help="a copy that `backup data` made")
    _configured(parser)
    parser.add_argument(
        "--stopped", action="store_true", help="say that the bot is stopped, where none can tell"
    )
    parser.add_argument(
        "--ledger-lost",
        action="store_true",
        help="go on though the list of who was erased is lost: they may come back",
    )
    parser.set_defaults(command=_run_restore)


def _receipt(commands: Commands) -> None:
    parser = commands.add_parser(
        "receipt", help="say whether an erasure is noted, by the four words of its receipt"
    )
    parser.add_argument("words", nargs=4, metavar="WORD", help="the words of the receipt")
    _configured(parser)
    parser.set_defaults(command=_run_receipt)


def _run_bot(asked: argparse.Namespace) -> int:
    from bot.wiring import telegram

    return telegram.run_bot(asked.config)


def _run_profile(asked: argparse.Namespace) -> int:
    from bot.wiring import telegram

    return telegram.run_profile(asked.config)


def _run_doctor(asked: argparse.Namespace) -> int:
    from bot.wiring import doctor

    return doctor.run_doctor(asked.config, removes_webhook=asked.remove_webhook)


def _run_keys_new(asked: argparse.Namespace) -> int:
    from bot.wiring import keys

    return keys.run_keys_new(asked.config)


def _run_keys_check(asked: argparse.Namespace) -> int:
    from bot.wiring import keys

    return keys.run_keys_check(asked.config)


def _run_keys_rotate(asked: argparse.Namespace) -> int:
    from bot.wiring import keys

    return keys.run_keys_rotate(asked.config, finishes=asked.finish)


def _run_backup_data(asked: argparse.Namespace) -> int:
    from bot.wiring import copies

    return copies.run_backup_data(asked.config, asked.to)


def _run_backup_keys(asked: argparse.Namespace) -> int:
    from bot.wiring import copies

    return copies.run_backup_keys(asked.config, asked.to)


def _run_restore(asked: argparse.Namespace) -> int:
    from bot.wiring import copies

    return copies.run_restore(
        asked.config, asked.file, stopped=asked.stopped, ledger_lost=asked.ledger_lost
    )


def _run_receipt(asked: argparse.Namespace) -> int:
    from bot.wiring import receipts

    return receipts.run_receipt(asked.config, asked.words)


def _run_try(asked: argparse.Namespace) -> int:
    from bot.wiring import talks

    return talks.run_try(asked.flows, asked.served, asked.port, opens=not asked.no_open)


def _run_talk(asked: argparse.Namespace) -> int:
    from bot.wiring import talks

    return talks.run_talk(asked.flows, asked.served, asked.flow)


def _run_check(asked: argparse.Namespace) -> int:
    from bot.wiring import flows

    return flows.run_check(asked.path, asked.served, asked.today, as_json=asked.json)


def _run_test(asked: argparse.Namespace) -> int:
    from bot.wiring import flows

    return flows.run_test(asked.flows, asked.served)
