"""`python -m tests.fakegram --port 0` serves and prints its address."""

from __future__ import annotations

import argparse
import sys

from tests.fakegram.server import serve


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakegram", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument(
        "--with-parent", action="store_true", help="stop when the standard input ends"
    )
    options = parser.parse_args()
    serve(options.port, _print_address, with_parent=options.with_parent)


def _print_address(address: str) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
