-- Packages that wait until they are collected: what each is found by is a keyed code of its words, and
-- only these open it. What can be read is whose it is, and the UTC day on which it ends. It goes with her.

CREATE TABLE release (
    idx BLOB NOT NULL PRIMARY KEY,
    uid BLOB NOT NULL REFERENCES person ON DELETE CASCADE,
    file BLOB NOT NULL UNIQUE,
    day INTEGER NOT NULL,
    terms BLOB NOT NULL,
    told BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX release_uid ON release (uid);
