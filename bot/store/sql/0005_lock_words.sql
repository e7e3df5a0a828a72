-- What a lock is found by, from a new account: a keyed code of recovery words; it goes with the lock.

CREATE TABLE lock_words (
    idx BLOB NOT NULL PRIMARY KEY,
    uid BLOB NOT NULL REFERENCES lock ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX lock_words_uid ON lock_words (uid);
