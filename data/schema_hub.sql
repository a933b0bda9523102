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
	seen    INTEGER NOT NULL,
	predecessor INTEGER NOT NULL DEFAULT 0, -- the number that was given up for this one; 0: none was
	inherited INTEGER NOT NULL DEFAULT 0,   -- last entry of the predecessor that was given back to it
	recovered INTEGER NOT NULL DEFAULT 0    -- 1: the machine is gone; entries came from other desks, with gaps and without chain
) STRICT;
CREATE INDEX station_code ON station(code);
CREATE INDEX station_predecessor ON station(predecessor) WHERE predecessor > 0;

-- For each unit the entries it may see, in the order they became its business.
CREATE TABLE feed(
	unit    TEXT NOT NULL,
	pos     INTEGER NOT NULL,       -- 1, 2, 3 … within the unit
	entry   INTEGER NOT NULL REFERENCES journal(id),
	PRIMARY KEY (unit, pos)
) STRICT, WITHOUT ROWID;
-- An entry becomes a unit's business once.
CREATE UNIQUE INDEX feed_entry ON feed(unit, entry);

-- Files that a station brought, or asked about and were here: what a stick tells it.
CREATE TABLE delivered(
	station INTEGER NOT NULL,
	digest  BLOB NOT NULL,          -- BLAKE2b-256 of the content
	at      INTEGER NOT NULL,       -- when it was last told so
	PRIMARY KEY (station, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivered_at ON delivered(station, at);

-- At a restored hub: up to where a unit's feed is still what desks were told in that epoch. None: nothing of it.
CREATE TABLE feed_kept(
	unit    TEXT NOT NULL,
	epoch   INTEGER NOT NULL,
	pos     INTEGER NOT NULL,
	PRIMARY KEY (unit, epoch)
) STRICT, WITHOUT ROWID;

-- At a restored hub: entries of desks, as other desks hold them. Nobody judges or shows them; they go when the desk that wrote them
-- comes, or into the journal when a person says that it never will.
CREATE TABLE quarantine(
	id      INTEGER PRIMARY KEY,
	entry   INTEGER NOT NULL,
	digest  BLOB NOT NULL,
	body    BLOB NOT NULL,          -- the entry as its digest covers it
	giver   INTEGER NOT NULL,       -- the last station that offered it, and how many did
	givers  INTEGER NOT NULL,
	at      INTEGER NOT NULL,
	UNIQUE (entry, digest)
) STRICT;
