#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A hub is restored from a backup after desks went on: whatever they hold comes back, nobody can pass off words of his own as the hub's
# or as another desk's, and what is said from then on is mixed up with nothing that was said before.
. "$(dirname "$0")/lib.sh"
y=$build/yichuang
hub=$build/yichuang-hub

epoch() { sqlite3 "$t/$1/yichuang.db" 'SELECT number >> 13 & 31 FROM self'; }
hub_of() { sqlite3 "$t/$1/yichuang.db" 'SELECT hub >> 13 & 31 FROM self'; }
desk_of() { sqlite3 "$t/$1/yichuang.db" 'SELECT number & 8191 FROM self'; }
number_of() { sqlite3 "$t/$1/yichuang.db" 'SELECT number FROM self'; }
# what a hub holds of the county's work: everything but its own words
journal() { sqlite3 "$t/$1/yichuang.db" "SELECT id, hex(digest) FROM journal WHERE form NOT IN ('publish', 'refusal') ORDER BY id"; }
words() { sqlite3 "$t/$1/yichuang.db" "SELECT id, hex(digest) FROM journal WHERE form IN ('publish', 'refusal') ORDER BY id"; }
handle() { at "$1" "$y" fill handle "$2" kind=02 content="$3"; }
all_sync() { local d; for d; do sync "$d" >"$t/$d.out" 2>"$t/$d.err" || { echo "not ok - $d syncs"; cat "$t/$d.err"; failures=1; }; done; }
all_verify() { local d; for d; do ok "$d verifies" at "$d" "$y" verify; done; ok "the hub verifies" "$hub" verify "$t/hub"; }
waiting() { "$hub" recover "$t/hub"; }

make_hub hub
start_hub hub
kit hub 421202101 first; kit hub 421202101 second; kit hub 421202102 far; kit hub 421202101 gone; kit hub 421202101 renewed
kit hub 421202102 unused
for d in first second far gone renewed; do enroll $d >/dev/null; done
one=$(intake first 备份以前)
all_sync first second far gone renewed
ok "a backup is made while the hub serves" "$hub" backup "$t/hub" "$t/hub.ycb"
is "nobody else can read it" "$(stat -c %a "$t/hub.ycb")" 600

# the county goes on
mkdir -p "$t/new/data"; printf 'code,name\n1,红\n' >"$t/new/data/colour.csv"
"$hub" publish "$t/hub" "$t/new" >/dev/null
all_sync first second far gone renewed
two=$(intake first 备份以后的一件)
handle first "$one" 备份以后办理 >/dev/null
lost=$(intake gone 再也不来的机器写的)
handle gone "$one" 再也不来的机器办理 >/dev/null
all_sync first gone
all_sync second far
handle second "$two" 别的窗口接着办 >/dev/null; all_sync second
handle second "$one" 会被退回的 >/dev/null
is "an entry was refused" "$(refused_by_hub second | json 'len(d["refused"])')" 1
# a desk joins after the backup, and one gets a new number
kit hub 421202102 late; enroll late >/dev/null
three=$(intake late 备份以后入网的机器写的)
all_sync late
cp -r "$t/renewed" "$t/copy"
intake renewed 原来那台写的 >/dev/null; all_sync renewed
moved=$(intake copy 复制出来的写的); sync copy >"$t/out"
is "a copied desk got a new number" "$(json '[d["reissued"], d["returned"]]' <"$t/out")" "[1, 1]"
moved=$(at copy "$y" list case --find 复制出来 --json | json 'd[0]["no"]')
all_sync first second far gone renewed late copy
cp -r "$t/hub" "$t/before"
# not sent when it happened
four=$(intake first 出事时还没报的)

# --- the disk dies ---------------------------------------------------------------------------------------------------
stop_hub hub
mv "$t/hub" "$t/dead"
fails "a folder that holds a hub is left alone" 3 "没有动它" "$hub" restore "$t/before" "$t/hub.ycb"
fails "a desk's backup is no hub's" 8 "不是县中心的库" "$hub" restore "$t/nowhere" "$(at first "$y" backup "$t/first.ycb" 2>/dev/null; echo "$t/first.ycb")"
mkdir "$t/byhand"; cp "$t/hub.ycb" "$t/byhand/yichuang.db"
fails "a backup that was copied into place does not serve" 1 "restore" "$hub" serve "$t/byhand"
head -c 200000 "$t/hub.ycb" >"$t/cut.ycb"
fails "a damaged backup is not restored" 8 "" "$hub" restore "$t/hub" "$t/cut.ycb"
ok "nothing is left of the attempt" test ! -e "$t/hub/yichuang.db"
ok "the backup is restored" "$hub" restore "$t/hub" "$t/hub.ycb"
is "it takes the next epoch" "$(epoch hub)" 2
ok "its certificate is the same" cmp "$t/hub/ca.pem" "$t/dead/ca.pem"
ok "it verifies" "$hub" verify "$t/hub"
start_hub hub

# --- killed on the way -------------------------------------------------------------------------------------------------
shim=$build/tests/fault/killshim.so
wrong="" gone=0 step=9
[ -z "${CHECK_LONG:-}" ] || step=1
for ((k = 1; k < 300; k += step)); do
	rm -rf "$t/victim"; cp -r "$t/first" "$t/victim"
	status=$(YICHUANG_HOME=$t/victim FAULT_DIR=$t/victim KILL_AT=$k LD_PRELOAD=$shim "$build/yichuang-sync" sync >"$t/out" 2>&1; echo $?)
	sync victim >"$t/out" 2>&1 || wrong+="kill $k: $(cat "$t/out")"$'\n'
	[ "$(hub_of victim) $(sqlite3 "$t/victim/yichuang.db" "SELECT value FROM note WHERE key = 'held.stage'")" = "2 " ] || wrong+="kill $k: not done"$'\n'
	at victim "$y" verify >"$t/out" 2>&1 || wrong+="kill $k: $(cat "$t/out")"$'\n'
	[ "$status" = 137 ] || break
	gone=$((gone + 1))
done
is "killed anywhere, the next run brings the rest" "$wrong" ""
ok "it was killed often enough ($gone times)" test "$gone" -gt 5

# --- and everything comes back ---------------------------------------------------------------------------------------
all_sync first
is "the desk knows the new epoch" "$(hub_of first)" 2
is "what it wrote is there, and what it had not sent" "$("$hub" list "$t/hub" case --json | json '{r["title"] for r in d} == {"备份以前", "备份以后的一件", "出事时还没报的"}')" True
is "the published table is back" "$(sqlite3 "$t/hub/yichuang.db" "SELECT count(*) FROM journal WHERE form = 'publish' AND id >> 32 & 8191 = 0 AND id >> 45 & 31 = 1" )" \
	"$(sqlite3 "$t/dead/yichuang.db" "SELECT count(*) FROM journal WHERE form = 'publish'")"
ok "nothing was refused for want of it" test "$(sync first | json 'd["refused"]')" = "[]"
is "entries of the others wait aside" "$(waiting | wc -l)" 4
is "and are nowhere to be seen" "$("$hub" list "$t/hub" case --find 再也不来 --json)" "[]"
all_sync second
is "who comes takes his out" "$(waiting | wc -l)" 3
is "what was refused before is refused still, by the same words" "$(at second "$y" show "$one" --json | json 'd["sync"]["state"]')" refused
is "once" "$(sqlite3 "$t/hub/yichuang.db" "SELECT count(*) FROM journal WHERE form = 'refusal'")" 1
all_sync late
is "who joined after the backup is known again" "$("$hub" stations "$t/hub" --json | json '[s["state"] for s in d if s["name"] == "late"]')" "['enrolled']"
is "and what it wrote is there" "$("$hub" show "$t/hub" "$three" --json | json 'd["fields"]["title"]')" 备份以后入网的机器写的
all_sync renewed copy far
is "who got a new number is, too, and has the old one's entries with it" "$("$hub" show "$t/hub" "$moved" --json | json 'd["fields"]["title"]')" 复制出来的写的
all_sync first second far renewed late copy
is "what is left waits for the machine that is gone" "$(waiting | awk '{ print $1, $2 }')" "$(echo 4522 | sed "s/.*/$(sqlite3 "$t/gone/yichuang.db" "SELECT (number >> 18) || '.1.' || (number & 8191) FROM self") 2/")"
ok "a person says that it is" "$hub" recover "$t/hub" "$(waiting | awk '{ print $1 }')"
is "then its case is there" "$("$hub" show "$t/hub" "$lost" --json | json 'd["fields"]["title"]')" 再也不来的机器写的
is "and nothing waits any more" "$(waiting)" ""
all_sync first second far renewed late copy
fails "the machine itself is turned away from then on" 7 "停用" sync gone
diff <(journal dead) <(journal hub) >"$t/diff"
is "the hub holds what it held before, and what was new" "$(grep -c '^[<>]' "$t/diff") $(grep -c '^>' "$t/diff")" "1 1"
is "and all its former words that concern anybody" "$(words hub)" "$(words dead)"
all_verify first second far renewed late copy

# --- life goes on ----------------------------------------------------------------------------------------------------
kit hub 421202101 fresh; enroll fresh >/dev/null
ok "new numbers are of the new epoch" test "$(epoch fresh)" = 2
ok "and far from those that may have been given out" test "$(desk_of fresh)" -gt 64
ok "a kit from before the backup is good still" enroll unused
all_sync unused
is "the table is with who joined late" "$(sqlite3 "$t/unused/yichuang.db" "SELECT count(*) FROM journal WHERE form = 'publish' AND record = id AND instr(fields, CAST('colour' AS BLOB))")" 1
printf 'code,name\n1,红\n2,绿\n' >"$t/new/data/colour.csv"
ok "the table is published anew" "$hub" publish "$t/hub" "$t/new"
all_sync first unused fresh
is "desks have it" "$(sqlite3 "$t/unused/yichuang.db" "SELECT max(id) >> 45 & 31 FROM journal WHERE form = 'publish'")" 2
all_verify first unused fresh

# --- set back by no command of ours: a snapshot, a folder that was copied -----------------------------------------------
snapshot() { stop_hub hub; rm -rf "$t/snapshot"; cp -r "$t/hub" "$t/snapshot"; start_hub hub; }
set_back() { stop_hub hub; rm -r "$t/hub"; cp -r "$t/snapshot" "$t/hub"; start_hub hub; }
colour() { printf 'code,name\n3,%s\n' "$1" >"$t/new/data/colour.csv"; "$hub" publish "$t/hub" "$t/new" >/dev/null; }
snapshot
five=$(intake first 快照以后的)
colour 蓝
all_sync first fresh unused
set_back
is "the hub does not know yet" "$(epoch hub)" 2
all_sync fresh
is "the first desk that has heard more shows it its own word" "$(epoch hub)" 3
ok "which is noted in the log" grep -q "set back" "$t/hub.log"
all_sync first unused fresh
is "what it had said is back" "$(sqlite3 "$t/hub/yichuang.db" "SELECT count(*) FROM journal WHERE instr(fields, CAST('蓝' AS BLOB))")" 1
is "and what desks had sent" "$("$hub" show "$t/hub" "$five" --json | json 'd["fields"]["title"]')" 快照以后的
# now one that was told nothing, but that something was received; and the hub has said something else meanwhile
snapshot
seven=$(intake first 又一次快照以后的)
all_sync first
set_back
colour violet77
all_sync fresh
is "who has heard no more than it says does not notice" "$(epoch hub)" 3
all_sync first
is "who had a receipt does" "$(epoch hub)" 4
all_sync first fresh unused
is "and what had been received is there" "$("$hub" show "$t/hub" "$seven" --json | json 'd["fields"]["title"]')" 又一次快照以后的
for d in first fresh unused; do
	is "$d has what was published since" "$(sqlite3 "$t/$d/yichuang.db" "SELECT count(*) FROM journal WHERE instr(fields, CAST('violet77' AS BLOB))")" 1
done
six=$(intake unused 以后的)
all_sync unused first
is "life goes on" "$("$hub" show "$t/hub" "$six" --json | json 'd["fields"]["title"]')" 以后的
all_verify first unused fresh
exit $failures
