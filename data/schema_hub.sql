-- SPDX-License-Identifier: Apache-2.0
-- What only a hub keeps, beside schema.sql: the desks it knows and what each unit is to be told.

-- Every desk a kit was ever made for. Numbers are never used again, so rows are never taken out.
CREATE TABLE station(
	number  INTEGER PRIMARY KEY,    -- county·epoch·desk
	unit    TEXT NOT NULL,          -- the unit it writes for
	name    TEXT NOT NULL,          -- what people call the desk
	state   INTEGER NOT NULL CHECK (state IN (0, 1, 2)),    -- 0 kit given out, 1 enrolled, 2 revoked
	public  BLOB NOT NULL,          -- Ed25519; zeros until enrolled
	code    BLOB NOT NULL,          -- hash of its one-time code
	seq     INTEGER NOT NULL,       -- last entry held of it
	cursor  INTEGER NOT NULL,       -- feed position it confirmed
	made    INTEGER NOT NULL,       -- when the kit was made, when it enrolled, when last heard of; 0 never
	enrolled INTEGER NOT NULL,
	seen    INTEGER NOT NULL
) STRICT;
CREATE INDEX station_code ON station(code);

-- For each unit the entries it may see, in the order they became its business.
CREATE TABLE feed(
	unit    TEXT NOT NULL,
	pos     INTEGER NOT NULL,       -- 1, 2, 3 … within the unit
	entry   INTEGER NOT NULL REFERENCES journal(id),
	PRIMARY KEY (unit, pos)
) STRICT, WITHOUT ROWID;
-- An entry becomes a unit's business once.
CREATE UNIQUE INDEX feed_entry ON feed(unit, entry);
