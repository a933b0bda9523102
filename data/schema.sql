-- SPDX-License-Identifier: Apache-2.0
-- The case store, the same at a desk and at a hub (which adds schema_hub.sql). Design §3.
--
-- Truth:   journal, and what only this store knows: self, note, draft, proof.
-- Derived: record, formerly, search. `rebuild` makes them again from the journal, row for row.
--
-- Identifiers: a station is county·epoch·desk in 31 bits; an entry is station<<32 | seq, seq counting 1, 2, 3 …; a record is the
-- entry that opened it. Moments called `at` are milliseconds<<16 | counter, all others milliseconds, both since 1970 in UTC.
-- Texts are UTF-8 as typed. Lists of entry ids are 8 bytes each, big endian, ascending.

-- Every entry this store holds: its own, and what came by sync. Rows are only ever added.
CREATE TABLE journal(
	id      INTEGER PRIMARY KEY,    -- the entry: station<<32 | seq
	at      INTEGER NOT NULL,       -- the writer's wall clock, or one more than its greatest parent
	who     TEXT NOT NULL,          -- the person, as they wrote their name
	record  INTEGER NOT NULL,       -- the entry that opened the record; its own id in an opener
	form    TEXT NOT NULL,          -- name of the form that was filled; "refusal" and "publish" are the hub's own
	version INTEGER NOT NULL,       -- the newest published entry the writer had: fixes forms, tables, rules; 0 none
	parents BLOB NOT NULL,          -- the record's heads when the form was opened; empty in an opener
	fields  BLOB NOT NULL,          -- what it says: model/fields.h, count, then key and value blocks in key order
	digest  BLOB NOT NULL,          -- BLAKE2b-256 of the entry as it travels, without digest and chain
	chain   BLOB NOT NULL           -- H(chain of seq-1 ‖ digest): one changed byte shows in every later row of that station
) STRICT;
-- A record's timeline, in the order everything is ordered by.
CREATE INDEX journal_record ON journal(record, at, id);
-- The published set of a version without reading the journal: the newest entry of each published path. A few hundred rows.
CREATE INDEX journal_publish ON journal(record, id) WHERE form = 'publish';

-- What lists, search and reports read of a record: the fold of its entries. Texts are '' where there is nothing.
CREATE TABLE record(
	id      INTEGER PRIMARY KEY,    -- the entry that opened it
	no      TEXT NOT NULL,          -- official number, 421202101-1-2026-0041
	kind    TEXT NOT NULL,          -- what it is a record of: case, reception, visit …
	step    TEXT NOT NULL,          -- where it stands in the flow, by its sign: 汇 研 交 办 督 结 评
	grade   TEXT NOT NULL,          -- risk grade, a code
	type    TEXT NOT NULL,          -- event type, a code; what lies under a code begins with it
	place   TEXT NOT NULL,          -- where, a division code; likewise
	unit    TEXT NOT NULL,          -- who has it in hand
	opened  TEXT NOT NULL,          -- when the matter was taken in, ISO, as typed
	closed  TEXT NOT NULL,          -- when it was concluded
	due     TEXT NOT NULL,          -- the day the running clock ends
	title   TEXT NOT NULL,
	parties TEXT NOT NULL,          -- names of the people concerned, one a line
	people  INTEGER NOT NULL,       -- how many it concerns; 0 unknown
	at      INTEGER NOT NULL,       -- `at` of the newest applied entry
	entries INTEGER NOT NULL,       -- applied entries; 0: none yet, all wait for a parent
	conflicts INTEGER NOT NULL,     -- values that two people changed unseen by each other: 待核对
	refused INTEGER NOT NULL,       -- entries of this store's own station that the hub refused and nothing corrected: 待改
	held    INTEGER NOT NULL,       -- entries that wait for a parent
	heads   BLOB NOT NULL           -- applied entries that no applied entry has seen: parents of the next one
) STRICT;
-- The two list orders, each within a kind.
CREATE INDEX record_newest ON record(kind, at, id);
CREATE INDEX record_due ON record(kind, due, id);
-- What the home screen counts: taken in today, this week; concluded today.
CREATE INDEX record_opened ON record(kind, opened);
CREATE INDEX record_closed ON record(kind, closed);
-- Lookup by number, and the last serial of a series.
CREATE INDEX record_no ON record(no);
-- What the status line counts at every refresh; normally empty.
CREATE INDEX record_trouble ON record(id) WHERE conflicts > 0 OR refused > 0;

-- Numbers a record had before a restored desk gave it a new one: they stand on paper somewhere and must still be found.
CREATE TABLE formerly(
	record  INTEGER NOT NULL,
	no      TEXT NOT NULL,
	PRIMARY KEY (record, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX formerly_no ON formerly(no);

-- Full text. rowid is the record's id; terms are words of ASCII, and every hanzi with the one behind it (store/sqlite_token.c).
-- It keeps its own copy of the text, so that a record whose text did not change is not touched. Merging is left to idle moments:
-- automerge in the middle of a save took 20 to 40 ms. Nothing is ranked, so no sizes are kept.
CREATE VIRTUAL TABLE search USING fts5(text, tokenize = 'bigram', columnsize = 0);
INSERT INTO search(search, rank) VALUES('automerge', 0);
INSERT INTO search(search, rank) VALUES('crisismerge', 250);

-- Forms being filled, on disk before the next field is reached. Never synced.
CREATE TABLE draft(
	id      INTEGER PRIMARY KEY AUTOINCREMENT,      -- never used again, so that a stale window cannot save into another's draft
	form    TEXT NOT NULL,
	version INTEGER NOT NULL,       -- published version it was opened under; 0 the shipped set
	record  INTEGER NOT NULL,       -- the record it continues; 0: it will open one
	parents BLOB NOT NULL,          -- the record's heads when it was opened
	who     TEXT NOT NULL,
	opened  INTEGER NOT NULL,
	saved   INTEGER NOT NULL,
	cursor  TEXT NOT NULL,          -- key of the field the cursor was in
	typed   BLOB NOT NULL           -- as typed, valid or not: model/fields.h
) STRICT;
CREATE INDEX draft_saved ON draft(saved, id);

-- Who this store is. One row, once there is a key.
CREATE TABLE self(
	id      INTEGER PRIMARY KEY CHECK (id = 1),
	number  INTEGER NOT NULL,       -- station number; 0: not enrolled yet
	unit    TEXT NOT NULL,          -- division code; at a hub the county's
	name    TEXT NOT NULL,          -- what the hub calls this desk
	public  BLOB NOT NULL,          -- Ed25519
	secret  BLOB NOT NULL,
	practice INTEGER NOT NULL,      -- 1: a practice store, whose clock may be set
	hub     INTEGER NOT NULL,       -- the hub's station; this and what follows only at a desk
	hub_public BLOB NOT NULL,
	url     TEXT NOT NULL,
	ca      TEXT NOT NULL,          -- PEM of the hub's own CA
	code    TEXT NOT NULL,          -- one-time code of the kit, until enrolment was confirmed
	acked   INTEGER NOT NULL,       -- last own seq the hub confirmed
	cursor  INTEGER NOT NULL        -- last feed position applied
) STRICT;

-- Header and signature of every envelope received or sent: who said what when can be shown to a third person.
CREATE TABLE proof(
	id      INTEGER PRIMARY KEY,
	peer    INTEGER NOT NULL,       -- the other station
	direction TEXT NOT NULL CHECK (direction IN ('r', 's')),        -- received, sent
	first   INTEGER NOT NULL,       -- seqs (upward) or feed positions (downward) it covered
	last    INTEGER NOT NULL,
	at      INTEGER NOT NULL,
	header  BLOB NOT NULL           -- header ‖ signature, as it travelled
) STRICT;
CREATE INDEX proof_peer ON proof(peer, id);

-- Small facts of this store alone: "sync.last_ok", "person" …
CREATE TABLE note(
	key     TEXT PRIMARY KEY,
	value   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
