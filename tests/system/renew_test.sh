#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A desk that was restored from a backup, or copied: it drafts until it has met its hub, gets back what that holds, goes on under a new
# number, and what was never sent is not lost: neither its words nor the numbers that stand on paper.
. "$(dirname "$0")/../fault/lib.sh"
y=$build/yichuang

station() { sqlite3 "$t/$1/yichuang.db" 'SELECT number & 8191 FROM self'; }
title_of() { at "$1" "$y" show "$2" --json | json 'd["fields"]["title"]'; }
no_of() { at "$1" "$y" show "$2" --json | json 'd["no"]'; }
drafts() { sqlite3 "$t/$1/yichuang.db" 'SELECT count(*) FROM draft'; }
entries() { sqlite3 "$t/$1/yichuang.db" "SELECT count(*) FROM journal WHERE form NOT IN ('publish')"; }
handle() { at "$1" "$y" fill handle "$2" kind=02 content="$3"; }
all_verify() { for d in "$@"; do ok "$d verifies" at "$d" "$y" verify; done; ok "the hub verifies" "$build/yichuang-hub" verify "$t/hub"; }

port_hub=$(free_port)
"$build/yichuang-hub" init "$t/hub" --county 421202 --url "https://127.0.0.1:$port_hub" --practice 2>/dev/null
start_hub hub
kit hub 421202101 desk; kit hub 421202101 sibling; kit hub 421202101 pair
for d in desk sibling pair; do enroll $d >/dev/null; done

# --- restored from a backup ------------------------------------------------------------------------------------------
one=$(intake desk 第一件)
sync desk >/dev/null
two=$(intake desk 第二件，没报过)
handle desk "$one" 第一件办理，没报过 >/dev/null
ok "a backup is made while the desk is in use" at desk "$y" backup "$t/desk.ycb"
fails "a file that is no backup is not written over" 3 "不是一窗的备份" at desk "$y" backup "$root/README.md"
ok "an older backup is" at desk "$y" backup "$t/desk.ycb"
is "and nobody else can read it" "$(stat -c %a "$t/desk.ycb")" 600
handle desk "$one" 备份以后，报过 >/dev/null
three=$(intake desk 第三件，备份以后，报过)
sync desk >/dev/null
sync sibling >/dev/null
handle sibling "$three" 别的窗口接着办 >/dev/null
sync sibling >/dev/null

fails "what is there is not written over" 3 "没有动它" at desk "$y" restore "$t/desk.ycb"
mv "$t/desk" "$t/lost"
fails "what is no backup is not restored" 8 "不是一窗的库" at desk "$y" restore "$t/hub/ca.pem"
ok "the backup is restored" at desk "$y" restore "$t/desk.ycb"
fails "and says that it only drafts" 3 "已存为草稿" intake desk 恢复以后写的
is "what was typed is there" "$(drafts desk)" 1
is "nothing was added to the journal" "$(entries desk)" 3
is "doctor tells, too" "$(at desk "$y" doctor | grep -c 只存草稿)" 1
fails "nor does it write to a stick" 3 "先联网同步" at desk "$build/yichuang-sync" bundle write "$t/stick.ycb"
stop_hub hub
fails "without the hub it stays so" 6 "" sync desk
fails "still" 3 "已存为草稿" intake desk 再写一件
start_hub hub
was=$(station desk)
sync desk >"$t/out"
is "one run does it all" "$(json '[d["renewed"] & 8191 != '"$was"', d["returned"], d["reissued"], d["refused"]]' <"$t/out")" "[True, 2, 0, []]"
ok "the desk has a new number" test "$(station desk)" != "$was"
ok "and may write again" intake desk 换号以后写的
is "what was written after the backup is back" "$(title_of desk "$three")" 第三件，备份以后，报过
is "with what others did to it" "$(at desk "$y" show "$three" --json | json '[e["form"] for e in d["timeline"]]')" "['intake', 'handle']"
sync desk >/dev/null; sync sibling >/dev/null
is "both desks show the same" "$(at desk "$y" show "$three" --json | json 'd["timeline"]')" "$(at sibling "$y" show "$three" --json | json 'd["timeline"]')"
all_verify desk sibling

# --- a copied disk ---------------------------------------------------------------------------------------------------
# the letter needs a case that is late in another unit's hands
export YICHUANG_CLOCK=2026-09-01T09:00:00+08:00
late=$(intake pair 逾期的一件)
ok "a case is handed out" at pair "$y" fill dispatch "$late" lead=421202101218
sync pair >/dev/null
export YICHUANG_CLOCK=2026-11-24T09:41:00+08:00
cp -r "$t/pair" "$t/copy"
# the one machine goes on …
there=$(intake pair 这台机器接着写的)
handle pair "$late" 这台机器办理 >/dev/null
sync pair >/dev/null
# … and so does the other
here=$(intake copy 那台机器接着写的)
handle copy "$here" 在没报过的件上办理 >/dev/null
ok "a row is added on the copy" at copy "$y" fill intake "$here" title=那台机器接着写的 type=0101 place=421202101001 party1.name=王甲 party2.name=李乙
ok "and that row is changed" at copy "$y" fill correct "$here" field=party2.phone value=13812345678 reason=问到了
ok "a letter goes out" at copy "$y" fill notice "$late" signer=李强 approved=是
visit=$(at copy "$y" fill reception name=赵六 title=来问一件事)
letter=$(at copy "$y" show "$late" --json | json '[e["fields"]["no"] for e in d["timeline"] if e["form"] == "notice"][0]')
is "both wrote under the same number" "$here" "$there"
was=$(station copy)
# it has met the hub and heard that it is a copy, but came no further
sqlite3 "$t/copy/yichuang.db" "INSERT INTO note VALUES('store.stale', 'forked')"
fails "what is written now is a draft" 3 "已存为草稿" handle copy "$here" 还没有存上
sync copy >"$t/out"
is "the copy gets a new number, and sends all it wrote" \
	"$(json '[d["renewed"] & 8191 == '"$(station copy)"', d["returned"], d["reissued"], d["entries_up"], d["refused"]]' <"$t/out")" "[True, 2, 6, 6, []]"
ok "it is another one" test "$(station copy)" != "$was"
new=$(at copy "$y" list case --find 那台机器 --json | json 'd[0]["no"]')
is "what it wrote has a number of the new desk" "$new" "421202101-$(station copy)-2026-0001"
is "and says what is printed on paper" "$(at copy "$y" show "$new" --json | json 'd["fields"]["formerly"]')" "$here"
is "it has the same people" "$(at copy "$y" show "$new" --json | json '[d["fields"][k] for k in ("party1.name", "party2.name", "party2.phone")]')" "['王甲', '李乙', '13812345678']"
is "and all that was done" "$(at copy "$y" show "$new" --json | json '[e["form"] for e in d["timeline"]]')" "['intake', 'handle', 'intake', 'correct']"
is "the first machine's case keeps its number" "$(title_of copy "$here")" 这台机器接着写的
is "the letter has a new number, and is found by the one on paper" "$(no_of copy "$letter") $(at copy "$y" show "$late" --json | \
	json '[[e["fields"]["no"], e["fields"]["formerly"]] for e in d["timeline"] if e["form"] == "notice"][0]')" \
	"$late ['421202101-$(station copy)-2026-T0001', '$letter']"
is "the visit is found by its old number" "$(no_of copy "$visit")" "421202101-$(station copy)-2026-R0001"
ok "the first machine goes on undisturbed" sync pair
is "under its old number" "$(station pair)" "$was"
handle pair "$there" 还在用旧号 >/dev/null
is "and what it writes is taken" "$(sync pair | json '[d["entries_up"], d["refused"]]')" "[1, []]"
sync copy >/dev/null; sync pair >/dev/null; sync sibling >/dev/null
for d in pair sibling; do
	is "$d has what the copy wrote" "$(title_of "$d" "$new")" 那台机器接着写的
	is "$d finds the letter by its old number" "$(no_of "$d" "$letter")" "$late"
done
is "the hub finds the visit by its old number" "$("$build/yichuang-hub" show "$t/hub" "$letter" --json | json 'd["no"]')" "$late"
is "the copy has what the first machine wrote since" "$(at copy "$y" show "$there" --json | json '[e["form"] for e in d["timeline"]]')" "['intake', 'handle']"
is "a second sync has nothing to say" "$(sync copy | json '[d["entries_up"], d["entries_down"], d["exchanges"]]')" "[0, 0, 1]"
draft=$(sqlite3 "$t/copy/yichuang.db" 'SELECT record >> 32 & 8191 FROM draft')
is "the draft stands on what its case is now" "$draft" "$(station copy)"
all_verify pair copy sibling
unset YICHUANG_CLOCK

# --- what the hub had refused is still to be mended ---------------------------------------------------------------------
kit hub 421202101 wrong; enroll wrong >/dev/null
no=$(intake wrong 办理会被退回的)
sync wrong >/dev/null
handle wrong "$no" 会被退回的 >/dev/null
is "an entry is refused" "$(refused_by_hub wrong | json 'len(d["refused"])')" 1
state() { at wrong "$y" show "$no" --json | json 'd["sync"]["state"]'; }
is "and waits to be mended" "$(state)" refused
at wrong "$y" backup "$t/wrong.ycb" 2>/dev/null
mv "$t/wrong" "$t/wrong.lost"; at wrong "$y" restore "$t/wrong.ycb" 2>/dev/null
is "after a restore there is nothing to give back" "$(sync wrong | json '[d["returned"], d["reissued"]]')" "[0, 0]"
is "what was refused still waits, under the new number too" "$(state)" refused
at wrong "$y" rebuild
is "also when the lists are made anew" "$(state)" refused
all_verify wrong

# --- killed, and cut off -----------------------------------------------------------------------------------------------
shim=$build/tests/fault/killshim.so
# stale NAME: a copy of a desk that lacks two entries the hub has, and has written two of its own
make_stale() {
	kit hub 421202101 "$1"; enroll "$1" >/dev/null
	intake "$1" 共有的 >/dev/null; sync "$1" >/dev/null
	cp -r "$t/$1" "$t/$1.old"
	intake "$1" 县中心有的一 >/dev/null; intake "$1" 县中心有的二 >/dev/null; sync "$1" >/dev/null
	rm -r "$t/$1"; mv "$t/$1.old" "$t/$1"
	intake "$1" 没报过的一 >/dev/null; intake "$1" 没报过的二 >/dev/null
}
# what it has of its own, under whatever number
titles() { sqlite3 "$t/$1/yichuang.db" "SELECT title FROM record WHERE id >> 32 IN (SELECT number FROM self UNION SELECT number FROM former) ORDER BY title" | paste -sd ' '; }
whole="共有的 县中心有的一 县中心有的二 没报过的一 没报过的二"
# the hub lets no unit have too many new numbers in a day
yesterday() { sqlite3 "$t/hub/yichuang.db" 'UPDATE station SET made = 1 WHERE predecessor > 0'; }
make_stale model
wrong=""
# victim HOW COMMAND… : a fresh one is sent off like that; then the next run must complete it
victim() {
	local how=$1; shift
	rm -rf "$t/victim"; cp -r "$t/model" "$t/victim"
	status=$("$@" >"$t/out" 2>&1; echo $?)
	good
	sync victim >"$t/out" 2>&1 || wrong+="$how: $(cat "$t/out")"$'\n'
	[ "$(titles victim)" = "$whole" ] || wrong+="$how: $(titles victim)"$'\n'
	at victim "$y" verify >"$t/out" 2>&1 || wrong+="$how: $(cat "$t/out")"$'\n'
	sync victim >"$t/out" 2>&1 && [ "$(json '[d["entries_up"], d["refused"]]' <"$t/out")" = "[0, []]" ] || wrong+="$how: $(cat "$t/out")"$'\n'
	yesterday
}
step=11 gone=0
[ -z "${CHECK_LONG:-}" ] || step=1
killed_at() { YICHUANG_HOME=$t/victim FAULT_DIR=$t/victim KILL_AT=$1 LD_PRELOAD=$shim "$build/yichuang-sync" sync; }
for ((k = 1; k < 400; k += step)); do
	victim "killed at write $k" killed_at $k
	[ "$status" = 137 ] || break
	gone=$((gone + 1))
done
is "killed anywhere within, the next run completes it" "$wrong" ""
ok "it was killed often enough ($gone times)" test "$gone" -gt 10

# a line that is cut: every reply is lost at least once, that of the new number among them
stop_hub hub
inner=$(free_port)
lay_line "$port_hub" "$inner"
start_hub hub --listen "127.0.0.1:$inner"
wrong="" lost=0 step=160
[ -z "${CHECK_LONG:-}" ] || step=40
numbers() { sqlite3 "$t/hub/yichuang.db" 'SELECT count(*) FROM station WHERE predecessor > 0'; }
cut() { bad "reset $1"; sync victim; }
for way in down up; do
	for ((n = 700; n < 2600; n += step)); do
		before=$(numbers)
		victim "$way cut at $n" cut "$way $n"
		[ "$status" = 0 ] || lost=$((lost + 1))
		# asked twice, one number was given
		[ "$(numbers)" = "$((before + 1))" ] || wrong+="$way $n: $(($(numbers) - before)) numbers"$'\n'
	done
done
is "cut anywhere, the next run completes it, with one new number" "$wrong" ""
ok "lines were cut often enough ($lost times)" test "$lost" -gt 8
all_verify victim
exit $failures
