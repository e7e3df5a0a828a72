"""Tables that somebody wrote to do harm, or that an accident left behind; see `hostile`."""

from __future__ import annotations

from tests.content.hostile import CSV, DAYS, Lay, table

OWN = "language,means,phrase,source,seen,recheck\n"
LINES = "x\n" * 500_000
PHONES = "country,phone,source,seen,recheck\n"
FILES: dict[str, Lay] = {
    "a table that is empty": table(""),
    "a table of one cell of 1 MB": table("a," + CSV + "x" * 1_040_000 + "," + DAYS),
    "a table of one cell of 1 MB in quotes": table(f'a,{CSV}"{"x" * 1_040_000}",{DAYS}'),
    "a table of one cell on many lines": table(f'a,{CSV}"{LINES}",{DAYS}'),
    "a table with a NUL": table(f"a,{CSV}x\x00y,{DAYS}"),
    "a table with text that is turned round": table(f"{PHONES}GB,\u202e999,{DAYS}"),
    "a table with an open quote": table(f'a,{CSV}"x,{DAYS}' * 2),
    "a table with a quote in the middle": table(f'a,{CSV}"x"y,{DAYS}'),
    "a table of ragged rows": table(f"a,{CSV}" + "x\n" * 400_000),
    "a table of 2,000,000 cells": table("," * 2_000_000),
    "a table of 1,000,000 cells in a row": table("," * 1_000_000),
    "a table of 250,000 cells in a row of many lines": table('"\n",' * 250_000),
    "a table of 1,000 columns": table(",".join(f"c{n}" for n in range(1_000)) + "," + CSV),
    "a table of 30,000 rows": table(CSV + DAYS * 30_000),
    "a table with a column twice": table(f"a,a,{CSV}"),
    "a table with a column of an object": table(f"__class__,{CSV}"),
    "a table with a column of the bot's": table(f"country,served,{CSV}"),
    "a table without sources": table("a,b\n1,2\n"),
    "a table with semicolons": table(f"a,{CSV}".replace(",", ";")),
    "a table in Latin-1": table(f"a,{CSV}Café,{DAYS}".encode("latin-1")),
    "a table in UTF-16": table(f"a,{CSV}x,{DAYS}".encode("utf-16")),
    "a table of phone numbers that are none": table(PHONES + f"GB,{'9' * 900},{DAYS}" * 900),
    "countries without their codes": table(f"a,{CSV}x,{DAYS}", "countries"),
    "countries without rows": table(f"code,name,{CSV}", "countries"),
    "commands without their meaning": table(f"a,{CSV}x,{DAYS}", "command_words"),
    "commands that do not exist": table(
        f"means,phrase,{CSV}" + f"rm,x,{DAYS}" * 4_000, "command_words"
    ),
    "alarm words without a language": table(f"a,{CSV}x,{DAYS}", "alarm_words"),
    "an alarm phrase of 400 words": table(f"{OWN}en,crisis,{'die ' * 240},{DAYS}", "alarm_words"),
    "an alarm phrase in too many ways": table(
        f"{OWN}en,crisis,a b? c? d? e? f? g? h? i? j? k? l,{DAYS}", "alarm_words"
    ),
    "an alarm phrase of gaps": table(f"{OWN}en,crisis,{'* ' * 11}die,{DAYS}", "alarm_words"),
    "an alarm phrase that a slow search would choke on": table(
        f"{OWN}en,crisis,(a+)+$ (.*)*x,{DAYS}", "alarm_words"
    ),
}


HARMLESS: dict[str, Lay] = {
    "a table with formulas": table(
        f"a,{CSV}\"=cmd|'/c calc'!A1\",{DAYS}@SUM(A1),{DAYS}+1+1,{DAYS}"
    ),
    "a table with Windows line ends": table(f"a,{CSV}x,{DAYS}".replace("\n", "\r\n")),
    "a table with a mark of the byte order": table(f"\ufeffa,{CSV}x,{DAYS}"),
    "a table with a comma in a cell": table(f'a,{CSV}"x, y",{DAYS}'),
}
