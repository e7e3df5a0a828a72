-- The stamp of each UTC day over all logs, which is nobody's; and how a person's head climbs to one,
-- sealed, with its day: what lies here tells no day on which somebody wrote. It goes with her.

CREATE TABLE stamp (
    day INTEGER PRIMARY KEY,
    content BLOB NOT NULL
) STRICT;

CREATE TABLE climb (
    uid BLOB NOT NULL REFERENCES person ON DELETE CASCADE,
    number INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (uid, number)
) STRICT, WITHOUT ROWID;
