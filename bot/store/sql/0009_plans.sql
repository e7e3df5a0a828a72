-- A person's own plan, sealed to her; empty once nothing is left in it. It goes with her.

CREATE TABLE plan (
    uid BLOB NOT NULL PRIMARY KEY REFERENCES person ON DELETE CASCADE,
    version INTEGER NOT NULL,
    content BLOB NOT NULL
) STRICT;
