"""What Sidelight decides: no I/O, no clock, no dice, no async, no log."""
