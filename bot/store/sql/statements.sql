-- Every statement that a store and its copies make: its name, what it does, and the statement.

-- deployment
-- What the store was founded as.
SELECT id, kek_check, index_check FROM deployment;

-- found
-- Found the store, unless it holds anything.
INSERT INTO deployment (one, id, kek_check, index_check)
SELECT 1, ?, ?, ?
WHERE NOT EXISTS (SELECT 1 FROM deployment)
    AND NOT EXISTS (SELECT 1 FROM person)
    AND NOT EXISTS (SELECT 1 FROM address)
    AND NOT EXISTS (SELECT 1 FROM inbox)
    AND NOT EXISTS (SELECT 1 FROM poison)
    AND NOT EXISTS (SELECT 1 FROM inbox_key);

-- load
-- The row of a chat.
SELECT version, uid, key, chat, session, slate FROM address JOIN person USING (uid) WHERE idx = ?;

-- write
-- Write rows on top of their versions, where they are still the same person's.
WITH fresh (idx, version, uid, session, slate, due) AS (
    VALUES /*each*/(?, ?, ?, ?, ?, ?)/*end*/
)
UPDATE address
SET version = address.version + 1, session = fresh.session, slate = fresh.slate, due = fresh.due
FROM fresh
WHERE address.idx = fresh.idx AND address.version = fresh.version AND address.uid = fresh.uid
RETURNING idx;

-- add_person
-- Keep a person's wrapped key.
INSERT INTO person (uid, key) VALUES (?, ?) ON CONFLICT DO NOTHING;

-- add_address
-- Write the first row of a chat.
INSERT INTO address (idx, uid, version, chat, session, slate, due) VALUES (?, ?, 1, ?, ?, ?, ?);

-- people_keys
-- The wrapped keys of people, from after one of them.
SELECT uid, key FROM person WHERE uid > ? ORDER BY uid LIMIT ?;

-- rows
-- The rows of chats, from after one of them.
SELECT idx, version, uid, key, chat, session, slate
FROM address JOIN person USING (uid)
WHERE idx > ? ORDER BY idx LIMIT ?;

-- keepers
-- How many people have a log, a plan or a lock.
SELECT count(*) FROM (SELECT uid FROM link UNION SELECT uid FROM plan UNION SELECT uid FROM lock);

-- rewrap_person
-- Put a person's wrapped key in the place of another.
UPDATE person SET key = ? WHERE uid = ? AND key = ?;

-- rewrap_day
-- Put the wrapped key of a day in the place of another.
UPDATE inbox_key SET key = ? WHERE day = ? AND key = ?;

-- rewrap_check
-- Change what the keys of the store are recognised by.
UPDATE deployment SET kek_check = ? WHERE kek_check = ?;

-- version
-- The version of a chat's row.
SELECT version FROM address WHERE idx = ?;

-- empty_letters
-- Forget what is in the letters of a chat's person, and whose they were; their numbers stay.
UPDATE inbox SET content = NULL, idx = NULL
WHERE content IS NOT NULL AND idx IN (
    SELECT :idx UNION
    SELECT idx FROM address WHERE uid = (SELECT uid FROM address WHERE idx = :idx)
);

-- drop_poison
-- Forget the letters of a chat's person that are kept apart.
DELETE FROM poison WHERE idx IN (
    SELECT :idx UNION
    SELECT idx FROM address WHERE uid = (SELECT uid FROM address WHERE idx = :idx)
);

-- drop_person
-- Forget a chat's person, with all her rows.
DELETE FROM person WHERE uid = (SELECT uid FROM address WHERE idx = :idx);

-- note_erasure
-- Note that a chat's person is erased.
INSERT INTO erasure (uid, day) SELECT uid, :day FROM address WHERE idx = :idx
ON CONFLICT DO NOTHING;

-- erasures
-- Who was erased, in the order of their days.
SELECT uid, day FROM erasure ORDER BY day, uid;

-- drop_old_erasures
-- Forget who was erased on earlier days.
DELETE FROM erasure WHERE day < ?;

-- place
-- Where a person's rows lie.
SELECT idx FROM address WHERE uid = ?;

-- add_erasure
-- Take over that somebody was erased.
INSERT INTO erasure (uid, day) VALUES (?, ?) ON CONFLICT DO NOTHING;

-- mark_copy
-- Note when a copy was made.
INSERT INTO copied (one, at) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET at = excluded.at;

-- copied
-- When a copy was made, and what it was founded as.
SELECT at, id, kek_check, index_check FROM copied JOIN deployment USING (one);

-- unmark_copy
-- Make a copy a store.
DELETE FROM copied;

-- empty_letters_of_nobody
-- Forget what is in letters of whom no row is known: she may have been erased.
UPDATE inbox SET content = NULL, idx = NULL
WHERE content IS NOT NULL AND (idx IS NULL OR idx NOT IN (SELECT idx FROM address));

-- drop_poison_of_nobody
-- Forget letters kept apart of whom no row is known.
DELETE FROM poison WHERE idx IS NULL OR idx NOT IN (SELECT idx FROM address);

-- lock
-- The lock of a person.
SELECT version, content FROM lock WHERE uid = ?;

-- add_lock
-- Keep the first lock of a person who is known.
INSERT INTO lock (uid, version, content)
SELECT uid, 1, ? FROM person WHERE uid = ?
ON CONFLICT DO NOTHING;

-- write_lock
-- Write a lock on top of its version.
UPDATE lock SET version = version + 1, content = ? WHERE uid = ? AND version = ?;

-- plan
-- The plan of a person.
SELECT version, content FROM plan WHERE uid = ?;

-- add_plan
-- Keep the first plan of a person who is known.
INSERT INTO plan (uid, version, content)
SELECT uid, 1, ? FROM person WHERE uid = ?
ON CONFLICT DO NOTHING;

-- write_plan
-- Write a plan on top of its version.
UPDATE plan SET version = version + 1, content = ? WHERE uid = ? AND version = ?;

-- find_lock
-- Whose lock is found by some words.
SELECT uid FROM lock_words WHERE idx = ?;

-- words
-- All that a lock is found by.
SELECT idx FROM lock_words WHERE uid = ?;

-- add_words
-- Let a lock be found by some words.
INSERT INTO lock_words (idx, uid) VALUES (?, ?);

-- drop_words
-- Let no lock be found by some words any more.
DELETE FROM lock_words WHERE idx = ?;

-- standing
-- Where a person's rows lie, and their versions.
SELECT idx, version FROM address WHERE uid = ?;

-- readdress
-- Give a chat's row to another person.
UPDATE address
SET uid = ?, version = version + 1, chat = ?, session = ?, slate = ?, due = ?
WHERE idx = ?;

-- drop_person_by_name
-- Forget a person who has no rows any more.
DELETE FROM person WHERE uid = ?;

-- due
-- The chats that are due by a minute, the earliest first.
SELECT idx, uid, key, chat FROM address JOIN person USING (uid)
WHERE due <= ? ORDER BY due LIMIT ?;

-- oldest_due
-- The minute at which the first chat is due. It says what the index says, so that this is used.
SELECT min(due) FROM address WHERE due IS NOT NULL;

-- receive
-- Keep letters whose numbers never came before; gives those.
INSERT INTO inbox (update_id, day, idx, content) VALUES /*each*/(?, ?, ?, ?)/*end*/
ON CONFLICT DO NOTHING RETURNING update_id;

-- keep_apart
-- Keep a letter that can't be read.
INSERT INTO poison (update_id, day, idx, content) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING;

-- waiting
-- The letters whose turn has not come. Numbers count up, but for a jump after a quiet week.
SELECT update_id, day, content, idx FROM inbox WHERE content IS NOT NULL ORDER BY day, update_id;

-- empty_letters_by_number
-- Forget what is in letters, and whose they were. Their numbers stay.
UPDATE inbox SET content = NULL, idx = NULL
WHERE content IS NOT NULL AND update_id IN (/*each*/?/*end*/);

-- day_keys
-- The wrapped keys of the inbox.
SELECT day, key FROM inbox_key;

-- add_day_key
-- Keep the wrapped key of a day, unless there is one.
INSERT INTO inbox_key (day, key) VALUES (?, ?) ON CONFLICT DO NOTHING;

-- drop_day_keys
-- Destroy the keys of earlier days.
DELETE FROM inbox_key WHERE day < ?;

-- drop_old_poison
-- Forget the letters of earlier days that were kept apart.
DELETE FROM poison WHERE day < ?;

-- drop_old_letters
-- Forget so many letters of earlier days, with their numbers.
DELETE FROM inbox
WHERE update_id IN (SELECT update_id FROM inbox WHERE day < ? ORDER BY day LIMIT ?);

-- count
-- Add to what was counted.
INSERT INTO tally (week, what, number) VALUES /*each*/(?, ?, ?)/*end*/
ON CONFLICT DO UPDATE SET number = number + excluded.number;

-- counts
-- What was counted, from a week on.
SELECT week, what, number FROM tally WHERE week >= ? ORDER BY week, what;

-- drop_old_counts
-- Forget what was counted in earlier weeks.
DELETE FROM tally WHERE week < ?;

-- last_link
-- The last link of a person's log.
SELECT number, mark, chain, x'' FROM link WHERE uid = ? ORDER BY number DESC LIMIT 1;

-- links
-- A person's log, in order.
SELECT number, mark, chain, content FROM link WHERE uid = ? ORDER BY number;

-- chains
-- The last links of all logs: whose they are, and what of them is in the chain.
SELECT uid, number, chain FROM link AS last
WHERE number = (SELECT max(number) FROM link WHERE link.uid = last.uid) ORDER BY uid;

-- marked
-- The link that was kept under a mark.
SELECT number FROM link WHERE uid = ? AND mark = ?;

-- add_link
-- Keep a link that follows on the last one, of a person who is known.
INSERT INTO link (uid, number, mark, chain, content)
SELECT person.uid, :number, :mark, :chain, :content FROM person
WHERE uid = :uid
    AND :number = 1 + (SELECT coalesce(max(number), 0) FROM link WHERE link.uid = :uid)
ON CONFLICT DO NOTHING;

-- add_exhibit
-- Keep that a file belongs to a link.
INSERT INTO exhibit (uid, number, place, file, twin, key, size) VALUES (?, ?, ?, ?, ?, ?, ?);

-- exhibits
-- The files of a person's log, in order.
SELECT number, place, file, twin, key, size FROM exhibit WHERE uid = ? ORDER BY number, place;

-- empty_link
-- Forget what a link holds; that it was there stays.
UPDATE link SET content = x'' WHERE uid = ? AND number = ?;

-- drop_exhibits
-- Forget that files belong to a link: one, or all of them.
DELETE FROM exhibit WHERE uid = :uid AND number = :number AND (:place IS NULL OR place = :place);

-- loose_files
-- The files of which pieces are there, but neither a link nor a release speaks.
SELECT DISTINCT file FROM piece
WHERE file NOT IN (SELECT file FROM exhibit UNION ALL SELECT file FROM release);

-- drop_file
-- Forget a file, unless a link or a release speaks of it.
DELETE FROM piece
WHERE file = :file
    AND NOT EXISTS (SELECT 1 FROM exhibit WHERE file = :file)
    AND NOT EXISTS (SELECT 1 FROM release WHERE file = :file);

-- add_piece
-- Keep a piece of a file of somebody who is known.
INSERT INTO piece (file, number, uid, content) SELECT ?, ?, uid, ? FROM person WHERE uid = ?
ON CONFLICT DO NOTHING;

-- pieces
-- A file, piece by piece.
SELECT content FROM piece WHERE file = ? ORDER BY number;

-- stamp
-- The stamp of a day.
SELECT content FROM stamp WHERE day = ?;

-- add_stamp
-- Keep the stamp of a day, unless there is one.
INSERT INTO stamp (day, content) VALUES (?, ?) ON CONFLICT DO NOTHING;

-- add_climb
-- Keep how a head of a person who is known climbs to a root, unless it climbs to an earlier one.
INSERT INTO climb (uid, number, content)
SELECT uid, ?, ? FROM person WHERE uid = ?
ON CONFLICT DO NOTHING;

-- stamped
-- The highest number of a person's climbs.
SELECT uid, max(number) FROM climb GROUP BY uid;

-- climbs
-- A person's climbs.
SELECT number, content FROM climb WHERE uid = ? ORDER BY number;

-- add_release
-- Keep a release of a person who is known.
INSERT INTO release (idx, file, day, terms, told, uid)
SELECT ?, ?, ?, ?, ?, uid FROM person WHERE uid = ?
ON CONFLICT DO NOTHING;

-- releases
-- A person's releases, those that end first at the top.
SELECT idx, file, day, terms, told FROM release WHERE uid = ? ORDER BY day, idx;

-- find_release
-- The release that some words open, and whose it is.
SELECT uid, idx, file, day, terms, told FROM release WHERE idx = ?;

-- drop_release
-- Forget a release.
DELETE FROM release WHERE file = ?;

-- old_releases
-- The files of releases that ended before a day.
SELECT file FROM release WHERE day < ?;

-- drop_releases
-- Forget all releases; their files are loose after that.
DELETE FROM release;
