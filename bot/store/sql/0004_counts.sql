-- How often something happened in a week, of all people together: no row is anybody's.

CREATE TABLE tally (
    week INTEGER NOT NULL,
    what TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (week, what)
) STRICT, WITHOUT ROWID;
