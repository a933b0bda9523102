#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# docs/protocol.md is enough: a client that shares no line with ours enrols and syncs. And how a desk hears of a refusal.
. "$(dirname "$0")/lib.sh"

ok "the test vectors are what a stranger writes" bash -c \
	"cp -r tests/vectors '$t/vectors' && python3 -B '$t/vectors/make.py' && diff -r -x __pycache__ tests/vectors '$t/vectors'"

make_hub hub
start_hub hub
kit hub 421202101 stranger
is "a stranger's client enrols, syncs, and hears what was refused" "$(python3 -B tests/system/stranger.py "$t/stranger.kit")" \
	'{"unit": "421202101", "files": '"$(sqlite3 "$t/hub/yichuang.db" "SELECT count(*) FROM journal WHERE form = 'publish'")"', "held": [1, 2, 2], "refused": [1, 2]}'

# a desk that wrote what its forms do not allow: put into its journal behind the program's back, digest and chain in order
kit hub 421202101 desk
enroll desk >/dev/null
intake desk 甲 >/dev/null
python3 -B - "$t/desk/yichuang.db" <<'PLANT'
import sqlite3, sys
sys.path.insert(0, "tests/vectors")
import yichuang as y
db = sqlite3.connect(sys.argv[1])
last, chain = db.execute("SELECT id, chain FROM journal WHERE (id >> 32) & 8191 > 0 ORDER BY id DESC LIMIT 1").fetchone()
at, who, version = db.execute("SELECT at, who, version FROM journal WHERE id = ?", (last,)).fetchone()
e = {"id": last + 1, "at": at + 1, "record": last + 1, "version": version, "who": who, "form": "intake", "parents": [],
     "fields": {"title": "没有编号"}}
digest = y.blake(y.entry_encode(e))
db.execute("INSERT INTO journal VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (
    e["id"], e["at"], e["who"], e["record"], e["form"], e["version"], b"", y.fields_encode(e["fields"]), digest, y.blake(chain, digest)))
db.commit()
PLANT
intake desk 乙 >/dev/null
sync desk >"$t/out" 2>"$t/err"
is "a run in which the hub refused something says so" $? 4
is "which one and why, and the others went up" \
	"$(json '[d["entries_up"], [int(r["id"]) & 0xffffffff for r in d["refused"]], len(d["refused"][0]["reason"]) > 0]' <"$t/out")" "[3, [2], True]"
is "a refused entry counts as received" "$(acked desk)" 3
is "the next run has nothing to say" "$(sync desk | json '[d["entries_up"], d["entries_down"], d["refused"]]')" "[0, 0, []]"
stop_hub hub
exit $failures
