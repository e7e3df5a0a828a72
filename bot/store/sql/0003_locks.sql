-- A person's own lock, sealed; it goes with her.

CREATE TABLE lock (
    uid BLOB NOT NULL PRIMARY KEY REFERENCES person ON DELETE CASCADE,
    version INTEGER NOT NULL,
    content BLOB NOT NULL
) STRICT;
