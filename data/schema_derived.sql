-- SPDX-License-Identifier: Apache-2.0
-- What a store derives from its journal (schema.sql): record, clock, formerly, search. `rebuild` makes every row again, and so
-- does opening a store of an older program, which throws these tables away first. Nothing here is the only copy of anything.

-- What lists, search and reports read of a record: the fold of its entries. Texts are '' where there is nothing.
CREATE TABLE record(
	id      INTEGER PRIMARY KEY,    -- the entry that opened it
	no      TEXT NOT NULL,          -- official number, 421202101-1-2026-0041
	kind    TEXT NOT NULL,          -- what it is a record of: case, reception, visit …
	step    TEXT NOT NULL,          -- where it stands in the flow, by its sign: 汇 研 交 办 督 结 评
	grade   TEXT NOT NULL,          -- risk grade, a code
	type    TEXT NOT NULL,          -- event type, a code; what lies under a code begins with it
	place   TEXT NOT NULL,          -- where, a division code; likewise
	unit    TEXT NOT NULL,          -- whose record it is
	opened  TEXT NOT NULL,          -- when the matter was taken in, ISO, as typed
	closed  TEXT NOT NULL,          -- when it was concluded
	due     TEXT NOT NULL,          -- the day, or the minute, the main clock ends
	title   TEXT NOT NULL,
	parties TEXT NOT NULL,          -- names of the people concerned, one a line
	lead    TEXT NOT NULL,          -- the unit that has it in hand
	result  TEXT NOT NULL,          -- how it ended, a code
	noticed TEXT NOT NULL,          -- day of the last letter to the lead that reminds of it
	people  INTEGER NOT NULL,       -- how many it concerns; 0 unknown
	at      INTEGER NOT NULL,       -- `at` of the newest applied entry
	entries INTEGER NOT NULL,       -- applied entries; 0: none yet, all wait for a parent
	conflicts INTEGER NOT NULL,     -- values that two people changed unseen by each other: 待核对
	refused INTEGER NOT NULL,       -- entries of this store's own station that the hub refused and nothing corrected: 待改
	held    INTEGER NOT NULL,       -- entries that wait for a parent
	heads   BLOB NOT NULL           -- applied entries that no applied entry has seen: parents of the next one
) STRICT;
-- The lists of a kind, newest first.
CREATE INDEX record_newest ON record(kind, at, id);
-- What is not concluded, by due day, with all that it is filtered by: views are counted here, without a look at the table.
CREATE INDEX record_open ON record(kind, due, id, opened, unit, lead, step, grade, type, place, result, noticed, people, closed)
	WHERE closed = '';
-- What is concluded and due all the same, for lists of both: hardly any.
CREATE INDEX record_due ON record(kind, due, id) WHERE closed > '' AND due > '';
-- What the home screen counts: taken in today, this week; concluded today.
CREATE INDEX record_opened ON record(kind, opened);
CREATE INDEX record_closed ON record(kind, closed) WHERE closed <> '';
-- Lookup by number, and the last serial of a series.
CREATE INDEX record_no ON record(no);
-- What the status line counts at every refresh; normally empty.
CREATE INDEX record_trouble ON record(id) WHERE conflicts > 0 OR refused > 0;

-- The clocks that run beside record.due: one row for each field due_KIND that is filled in (model/limit.h).
CREATE TABLE clock(
	record  INTEGER NOT NULL,
	kind    TEXT NOT NULL,          -- dispatch, sign, revisit …
	due     TEXT NOT NULL,          -- the day it ends, 2026-11-24, or the minute, 2026-11-24 09:41
	PRIMARY KEY (record, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX clock_due ON clock(kind, due, record);

-- Further numbers by which a record is found: those it had before a restored desk gave it a new one, for they stand on paper
-- somewhere, and those of letters written about it (`.no` of an entry, also of a refused one: the number stays used).
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
