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
    _lock(commands)
    _backup(commands)
    _restore(commands)
    _stats(commands)
    _pause(commands)
    _sunset(commands)
    _receipt(commands)
    _release(commands)
    _verify(commands)
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
    parser = commands.add_parser(
        "keys",
        help="the keys that seal what is stored",
        description="`keys charity-new --to FOLDER` is for a computer that is on no network.",
    )
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

    charity = inner.add_parser(
        "charity-new", help="make a charity's pair of keys, on a computer that is not the server"
    )
    _to(charity, "FOLDER", "where the pair lies afterwards")
    charity.set_defaults(command=_run_charity_new)


def _to(parser: argparse.ArgumentParser, what: str, help_text: str) -> None:
    parser.add_argument("--to", type=Path, required=True, metavar=what, help=help_text)


def _lock(commands: Commands) -> None:
    parser = commands.add_parser(
        "lock",
        help="help somebody who lost her PIN and her words",
        description="For those who asked for it: `lock letter` on the server, `lock open FILE "
        "--key FOLDER` on a computer without a network, `lock admit` on the server.",
    )
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    letter = inner.add_parser("letter", help="print an appeal to the charity's key (server)")
    letter.add_argument("reference", metavar="REFERENCE", help="what her lock page shows")
    _configured(letter)
    letter.set_defaults(command=_run_letter)
    opening = inner.add_parser("open", help="open an appeal, and write a grant (offline)")
    opening.add_argument("file", type=Path, metavar="FILE", help="what `lock letter` printed")
    opening.add_argument(
        "--key", type=Path, required=True, metavar="FOLDER", help="where the charity's keys lie"
    )
    opening.add_argument("--to", type=Path, metavar="FILE", help="the grant (default: FILE.grant)")
    opening.set_defaults(command=_run_open)
    admit = inner.add_parser("admit", help="let in what a grant holds (server)")
    admit.add_argument("file", type=Path, metavar="FILE", help="what `lock open` wrote")
    _configured(admit)
    admit.set_defaults(command=_run_admit)


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
        _to(copied, "FOLDER", "where the copies lie")
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


def _stats(commands: Commands) -> None:
    parser = commands.add_parser("stats", help="print how much the bot is used, in weeks")
    _configured(parser)
    parser.add_argument("--weeks", type=int, default=12, help="how many weeks (default: 12)")
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON")
    parser.set_defaults(command=_run_stats)


def _pause(commands: Commands) -> None:
    pause = commands.add_parser("pause", help="let a bot tell people nothing but emergency numbers")
    _configured(pause)
    pause.set_defaults(command=_run_pause)
    resume = commands.add_parser("resume", help="let a paused bot go on where people were")
    _configured(resume)
    resume.set_defaults(command=_run_resume)


def _sunset(commands: Commands) -> None:
    parser = commands.add_parser(
        "sunset", help="announce that the service ends, and erase everybody once it has"
    )
    parser.add_argument(
        "what",
        nargs="?",
        default="show",
        choices=("show", "begin", "cancel", "finish"),
        help="what to do (default: show what was announced)",
    )
    parser.add_argument("--on", metavar="2027-06-30", help="the day, for begin and for finish")
    _configured(parser)
    parser.set_defaults(command=_run_sunset)


def _receipt(commands: Commands) -> None:
    parser = commands.add_parser(
        "receipt", help="say whether an erasure is noted, by the four words of its receipt"
    )
    parser.add_argument("words", nargs=4, metavar="WORD", help="the words of the receipt")
    _configured(parser)
    parser.set_defaults(command=_run_receipt)


def _release(commands: Commands) -> None:
    parser = commands.add_parser(
        "release", help="collect a package that waits, with the eight words of its code"
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where to put the package")
    _configured(parser)
    parser.set_defaults(command=_run_release)


def _verify(commands: Commands) -> None:
    parser = commands.add_parser("verify", help="say whether a package of a log is whole")
    parser.add_argument(
        "package", type=Path, metavar="PACKAGE", help="a folder or a ZIP, also with a passphrase"
    )
    parser.add_argument(
        "--head",
        default="",
        metavar="ABCDE-FGHIJ-KLMNO-PQRST",
        help="the head it has to have, which you got by another way",
    )
    parser.set_defaults(command=_run_verify)


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


def _run_charity_new(asked: argparse.Namespace) -> int:
    from bot.wiring import charity

    return charity.run_charity_new(asked.to)


def _run_letter(asked: argparse.Namespace) -> int:
    from bot.wiring import charity

    return charity.run_letter(asked.config, asked.reference)


def _run_open(asked: argparse.Namespace) -> int:
    from bot.wiring import charity

    return charity.run_open(asked.file, asked.key, asked.to)


def _run_admit(asked: argparse.Namespace) -> int:
    from bot.wiring import charity

    return charity.run_admit(asked.config, asked.file)


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


def _run_stats(asked: argparse.Namespace) -> int:
    from bot.wiring import stats

    return stats.run_stats(asked.config, asked.weeks, as_json=asked.json)


def _run_pause(asked: argparse.Namespace) -> int:
    from bot.wiring import pausing

    return pausing.run_pause(asked.config)


def _run_resume(asked: argparse.Namespace) -> int:
    from bot.wiring import pausing

    return pausing.run_resume(asked.config)


def _run_sunset(asked: argparse.Namespace) -> int:
    from bot.wiring import sunset

    return sunset.run_sunset(asked.config, asked.what, asked.on)


def _run_receipt(asked: argparse.Namespace) -> int:
    from bot.wiring import receipts

    return receipts.run_receipt(asked.config, asked.words)


def _run_release(asked: argparse.Namespace) -> int:
    from bot.wiring import releases

    return releases.run_release(asked.config, asked.folder)


def _run_verify(asked: argparse.Namespace) -> int:
    from bot.wiring import packages

    return packages.run_verify(asked.package, asked.head)


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
