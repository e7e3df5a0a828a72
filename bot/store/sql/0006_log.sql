-- A person's log: its links in order, the files that belong to them, and these files piece by piece.

CREATE TABLE link (
    uid BLOB NOT NULL REFERENCES person ON DELETE CASCADE,
    number INTEGER NOT NULL,
    mark BLOB NOT NULL,
    chain BLOB NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (uid, number),
    UNIQUE (uid, mark)
) STRICT, WITHOUT ROWID;

CREATE TABLE exhibit (
    uid BLOB NOT NULL,
    number INTEGER NOT NULL,
    place INTEGER NOT NULL,
    file BLOB NOT NULL,
    twin BLOB NOT NULL,
    key BLOB NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (uid, number, place),
    FOREIGN KEY (uid, number) REFERENCES link (uid, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX exhibit_file ON exhibit (file);

-- It has row ids: a piece is far larger than a page. A file is there once a link speaks of it.
CREATE TABLE piece (
    file BLOB NOT NULL,
    number INTEGER NOT NULL,
    uid BLOB NOT NULL REFERENCES person ON DELETE CASCADE,
    content BLOB NOT NULL,
    PRIMARY KEY (file, number)
) STRICT;
CREATE INDEX piece_uid ON piece (uid);
