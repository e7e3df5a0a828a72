-- Sealed rows; what can be read are numbers, days, and the minutes at which chats are due.

CREATE TABLE deployment (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id BLOB NOT NULL,
    kek_check BLOB NOT NULL,
    index_check BLOB NOT NULL
) STRICT;

CREATE TABLE person (
    uid BLOB NOT NULL PRIMARY KEY,
    key BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- It has row ids: rows of this size would take a second page each without them, and twice the time.
CREATE TABLE address (
    idx BLOB NOT NULL PRIMARY KEY,
    uid BLOB NOT NULL REFERENCES person ON DELETE CASCADE,
    version INTEGER NOT NULL,
    chat BLOB NOT NULL,
    session BLOB NOT NULL,
    slate BLOB NOT NULL,
    due INTEGER
) STRICT;
CREATE INDEX address_uid ON address (uid);
CREATE INDEX address_due ON address (due) WHERE due IS NOT NULL;

-- A letter whose turn has come keeps its number and its day, and nothing else.
CREATE TABLE inbox (
    update_id INTEGER PRIMARY KEY,
    day INTEGER NOT NULL,
    idx BLOB,
    content BLOB
) STRICT;
CREATE INDEX inbox_day ON inbox (day);
CREATE INDEX inbox_waiting ON inbox (day) WHERE content IS NOT NULL;

CREATE TABLE poison (
    update_id INTEGER PRIMARY KEY,
    day INTEGER NOT NULL,
    idx BLOB,
    content BLOB NOT NULL
) STRICT;

CREATE TABLE inbox_key (
    day INTEGER PRIMARY KEY,
    key BLOB NOT NULL
) STRICT;
