-- Who was erased, so that no older copy brings anybody back; and when a copy was made, in copies only.

CREATE TABLE erasure (
    uid BLOB NOT NULL PRIMARY KEY,
    day INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE copied (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    at INTEGER NOT NULL
) STRICT;
