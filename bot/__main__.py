"""Makes `python -m bot` the same as the command `sidelight`."""

from bot.cli import main

raise SystemExit(main())
