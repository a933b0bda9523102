-- SPDX-License-Identifier: Apache-2.0
-- The case store, the same at a desk and at a hub (which adds schema_hub.sql). Design §3.
--
-- Truth:   this file: journal, and what only this store knows: self, note, draft, proof, attached, renewal.
-- Derived: schema_derived.sql. `rebuild` makes it again from the journal, row for row.
--
-- Identifiers: a station is county·epoch·desk in 31 bits; an entry is station<<32 | seq, seq counting 1, 2, 3 …; a record is the
-- entry that opened it. Moments called `at` are milliseconds<<16 | counter, all others milliseconds, both since 1970 in UTC.
-- Texts are UTF-8 as typed. Lists of entry ids are 8 bytes each, big endian, ascending.

-- Every entry this store holds: its own, and what came by sync. Rows are only ever added; but a store that takes a new number gives
-- up under the old one what it never sent (table reissued).
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

-- At a desk: files that entries name, each once. Their contents lie in the folder files/ (store/file_store.h).
CREATE TABLE attached(
	digest  BLOB PRIMARY KEY,       -- BLAKE2b-256 of the content
	size    INTEGER NOT NULL,
	entry   INTEGER NOT NULL,       -- one that names it
	choice  INTEGER NOT NULL CHECK (choice IN (0, 1, 2)),   -- to the hub at once, when it is asked for, by stick
	state   INTEGER NOT NULL CHECK (state IN (0, 1, 2, 3))  -- 0 the hub has not confirmed it, 1 it has, 2 it does not take it, 3 altered here or gone
) STRICT, WITHOUT ROWID;
CREATE INDEX attached_unsent ON attached(entry) WHERE state <> 1;

-- A store that was restored or copied asks its hub for a new number and key (docs/healing.md). One row for as long as that lasts.
CREATE TABLE renewal(
	id      INTEGER PRIMARY KEY CHECK (id = 1),
	old     INTEGER NOT NULL,       -- the number that is given up
	public  BLOB NOT NULL,          -- the new key: here before the hub hears of it, so that asking again asks for the same
	secret  BLOB NOT NULL,
	number  INTEGER NOT NULL,       -- the new number; 0 until the hub gave it
	unit    TEXT NOT NULL,
	name    TEXT NOT NULL,
	base    INTEGER NOT NULL        -- last seq of the old number that the hub is known to hold the same; `returned` begins behind it
) STRICT;
-- What the hub gave back of the old number's journal, until all of it is here.
CREATE TABLE returned(
	seq     INTEGER PRIMARY KEY,
	body    BLOB NOT NULL,          -- the entry as its digest covers it
	chain   BLOB NOT NULL
) STRICT;
-- Entries written under a former number and never sent, and the entry that says the same now.
CREATE TABLE reissued(
	old     INTEGER PRIMARY KEY,
	now     INTEGER NOT NULL
) STRICT;
-- Numbers this store had before: what the hub refused of theirs is still this desk's to mend.
CREATE TABLE former(
	number  INTEGER PRIMARY KEY
) STRICT;
