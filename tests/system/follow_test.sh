#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The desk's child: what it hears and tells, when it runs, how it is stopped, and that it leaves store and line alone in between.
. "$(dirname "$0")/lib.sh"

# follow DESK [VAR=VALUE]… : its child, told through descriptor 7, in $child, what it says in $t/said
follow() {
	local home=$t/$1; shift
	rm -f "$t/told" "$t/said"
	mkfifo "$t/told"
	env YICHUANG_HOME="$home" YICHUANG_SYNC_AFTER_SAVE=1 "$@" "$build/yichuang-sync" sync --follow <"$t/told" >"$t/said" 2>"$t/child.err" 9>&- &
	child=$!
	started+=("$child")
	exec 7>"$t/told"
}
tell() { echo "$1" >&7; }
leave() { exec 7>&-; wait "$child"; }
lines() { grep -c "^$1" "$t/said"; }
# hears N WORD : the N-th line that begins with WORD has come
hears() { until_true eval "[ \"\$(lines '$2')\" -ge $1 ]"; }
last() { grep "^$1" "$t/said" | tail -n 1; }
word() { last "$1" | cut -d ' ' -f "$2"; }
# a run that has just ended may be closing the store
db() { sqlite3 -cmd '.timeout 5000' "$t/$1/yichuang.db" "$2"; }
acked() { db "$1" 'SELECT acked FROM self'; }
note() { db desk "SELECT value FROM note WHERE key = '$1'"; }
requests() { grep -c '/v1/sync' "$t/hub.log"; }
# a case whose text does not pack
noise() { at desk "$build/yichuang" fill intake "title=$1" type=0101 place=421202101001 "summary=$(head -c 270 /dev/urandom | base64 -w 0)" >/dev/null; }

make_hub hub
kit hub 421202101 desk
enroll desk >/dev/null 2>&1             # keeps the kit; the hub is away
start_hub hub
intake desk 第一件 >/dev/null

# --- by itself, after a save, and when a person wants it --------------------------------------------------------------
follow desk
ok "it runs when the desk opens" hears 1 done
is "by itself" "$(word start 2)" itself
is "what waited went up" "$(word done 2) $(acked desk)" "1 1"
ok "the store is closed in between" test -z "$(find "/proc/$child/fd" -lname '*.db*' -o -lname '*.lock')"
# a sanitizer holds much
most=6000
ldd "$build/yichuang-sync" | grep -q libasan && most=600000
ok "and hardly any memory held" test "$(awk '/^RssAnon/ { print $2 }' "/proc/$child/status")" -lt "$most"

intake desk 第二件 >/dev/null; tell saved
intake desk 第三件 >/dev/null; tell saved
ok "it runs after a save" hears 2 done
is "once for saves that come together" "$(word done 2)" 2
used=$(word done 8)
tell now
ok "it runs when a person wants it" hears 3 done
is "which it says" "$(word start 2)" person
ok "on the connection that it kept" test "$(($(word done 8) - used))" -lt 1000
is "every byte of the day is counted, across runs" "$(note sync.day | cut -d ' ' -f 2)" "$(word done 8)"

stop_hub hub
tell now
ok "a hub that is away is told in a sentence" hears 1 "failed net 县中心 127.0.0.1:$port_hub"
start_hub hub --listen "127.0.0.1:$port_hub" 7>&-
tell now
ok "a person need not wait until it would try again; a connection that died is made anew" hears 4 done
is "what it says is what the page describes" "$(grep -vE '^(start (itself|person) [0-9]+ [0-9]+|progress( -?[0-9]+){5}|done( [0-9]+){8}|failed net .+|waiting retry [0-9]+)$' "$t/said")" ""
tell nonsense; tell ""; printf '%05000d\n' 1 >&7
tell now
ok "it does not mind words that it does not know" hears 5 done
leave
is "when the desk has gone it leaves" "$?" 0

# --- one run at a time ------------------------------------------------------------------------------------------------
exec 9>"$t/desk/sync.lock"; flock 9
intake desk 第四件 >/dev/null
follow desk
ok "while another program's run is on it says so" hears 1 busy
is "and waits" "$(lines start)" 1
exec 9>&-
ok "then it runs" hears 1 done
is "with what was left" "$(acked desk)" 4
before=$(requests)
exec 9>"$t/desk/sync.lock"; flock 9
tell now
ok "a person is told, too" hears 2 busy
db desk "UPDATE note SET value = value + 5 WHERE key = 'sync.last_ok'"
exec 9>&-
ok "what the other did need not be done again" hears 2 done
is "nothing was asked" "$(word done 5) $(requests)" "0 $before"
leave

# --- giving up --------------------------------------------------------------------------------------------------------
follow desk
hears 1 done
intake desk 第五件 >/dev/null
kill -STOP "$pid_hub"
tell now
hears 2 start
start=$SECONDS
tell cancel
ok "a run that hangs is stopped at once" hears 1 stopped
ok "not when the line gives up" test $((SECONDS - start)) -le 2
is "nothing is marked as sent" "$(acked desk)" 4
kill -CONT "$pid_hub"
tell now
ok "the next one goes on from there" hears 2 done
is "and sends it" "$(acked desk)" 5
intake desk 第六件 >/dev/null
kill -STOP "$pid_hub"
tell now
ok "a desk that goes in the middle" hears 4 start
exec 7>&-
kill -CONT "$pid_hub"
wait "$child"
is "lets the exchange in hand end" "$? $(acked desk)" "0 6"

# --- what runs by themselves keep to ----------------------------------------------------------------------------------
before=$(requests)
intake desk 第七件 >/dev/null
follow desk YICHUANG_SYNC_QUIET=00:00-24:00
ok "in quiet hours it does not run by itself" hears 1 "waiting quiet 86400"
is "nothing is asked of the hub" "$(requests)" "$before"
tell now
ok "a person's run goes" hears 1 done
leave
follow desk YICHUANG_SYNC_DAY_KB=1
ok "neither once the day's bytes are used up" hears 1 "waiting day"
tell now
ok "a person's goes, and is told first" hears 1 done
is "how much the day has used, and what it may" "$(word start 4) $(($(word start 3) > 1024))" "1024 1"
leave
follow desk YICHUANG_SYNC_EVERY=0
tell saved
tell now
ok "where it is never to run by itself it only does when asked" hears 1 done
is "not when the desk opens" "$(lines start) $(word start 2)" "1 person"
leave
follow desk
hears 1 done
tell "quiet on"
intake desk 第八件 >/dev/null; tell saved
tell now
ok "the desk may want quiet itself" hears 2 done
leave
is "a timer's run keeps to quiet hours" "$(YICHUANG_SYNC_QUIET=00:00-24:00 at desk "$build/yichuang-sync" sync --auto --json 2>&1 |
	json 'd["end"], d["exchanges"]')" "all 0"
intake desk 第九件 >/dev/null
is "also where something waits" "$(YICHUANG_SYNC_QUIET=00:00-24:00 at desk "$build/yichuang-sync" sync --auto --json 2>&1 |
	json 'd["end"], d["exchanges"]')" "quiet 0"
exec 9>"$t/desk/sync.lock"; flock 9
is "it has nothing to say where another run is on" "$(at desk "$build/yichuang-sync" sync --auto 2>&1; echo $?)" 0
exec 9>&-
is "else it sends what waits" "$(at desk "$build/yichuang-sync" sync --auto --json | json 'd["entries_up"], d["left"]')" "1 0"
is "and nothing where the desk was at it a short while ago" "$(at desk "$build/yichuang-sync" sync --auto --json | json 'd["exchanges"]')" 0

# --- before much goes -------------------------------------------------------------------------------------------------
for i in $(seq 30); do noise "多$i"; done
said=$(at desk "$build/yichuang-sync" sync --preview --json)
bytes=$(json 'd["bytes"]' <<<"$said")
is "a preview counts and says how it would go" "$(json 'd["entries"], d["exchanges"], d["whole"], d["seconds"] > 0' <<<"$said")" "30 1 True True"
ok "in words too" grep -q "要报 30 条，约 $(((bytes + 1023) / 1024)) KB，往返约 1 次" <(at desk "$build/yichuang-sync" sync --preview)
is "nothing is sent" "$(acked desk)" 9
follow desk YICHUANG_SYNC_EVERY=0 YICHUANG_SYNC_ASK_KB=1
tell now
ok "a person is asked before much goes" hears 1 "ask 30 $bytes"
is "and nothing has gone" "$(lines start) $(acked desk)" "0 9"
tell go
ok "then it goes" hears 1 done
leave
real=$(word done 4)
ok "and was as much as it said ($bytes of $real with the answer)" test "$bytes" -le "$real" -a "$bytes" -gt $((real * 8 / 10))

# --- on a slow line ---------------------------------------------------------------------------------------------------
for i in $(seq 60); do noise "慢$i"; done
stop_hub hub
inner=$(free_port)
start_hub hub --listen "127.0.0.1:$inner"
python3 tests/system/slow.py "$port_hub" "$inner" 2000 >"$t/slow.out" &
slow=$!
started+=("$slow")
until_true grep -q ready "$t/slow.out"
db desk "UPDATE note SET value = '2000 2000 50 0 0' WHERE key = 'sync.line'"
follow desk YICHUANG_SYNC_EVERY=0
tell now
ok "on a slow line it tells how far it is" hears 3 progress
tell cancel
ok "and may be stopped there" hears 1 stopped
is "the whole run is in view" "$(word progress 3)" 60
ok "bytes and seconds left grow fewer" python3 - "$t/said" <<'PYTHON'
import sys
steps = [list(map(int, line.split()[1:])) for line in open(sys.argv[1]) if line.startswith("progress")]
left, seconds = [s[2] for s in steps], [s[3] for s in steps]
assert left == sorted(left, reverse=True) and len(set(left)) >= 3, left
assert seconds == sorted(seconds, reverse=True) and 1 < seconds[0] < 30, seconds
PYTHON
leave
kill "$slow"; wait "$slow" 2>/dev/null

# --- something on the way ---------------------------------------------------------------------------------------------
gate() { # gate MOST
	[ -z "${gate-}" ] || { kill "$gate"; wait "$gate" 2>/dev/null; }
	: >"$t/sizes"; : >"$t/gate.out"
	python3 tests/system/gate.py "$port_hub" "$inner" "$t/hub/server.pem" "$t/hub/server.key" "$t/hub/ca.pem" "$1" "$t/sizes" >"$t/gate.out" &
	gate=$!
	started+=("$gate")
	until_true grep -q ready "$t/gate.out"
}
gate 0
fails "a hub that has no time is told" 6 "请 77 秒后再试" at desk "$build/yichuang-sync" sync --json
is "with the seconds it wants" "$(json 'd["retry_after"]' <"$t/out")" 77
follow desk
ok "a run by itself does not come sooner" hears 1 "waiting retry"
ok "nor at the very second" test "$(word waiting 3)" -ge 76 -a "$(word waiting 3)" -le 93
leave
is "and asks no second time" "$(wc -l <"$t/sizes")" 2
gate 9000
is "it sends less at a time, and all" "$(sync desk | json 'd["entries_up"] > 0, d["left"]')" "True 0"
ok "each time half of it" test "$(awk '$1 > 9000' "$t/sizes" | wc -l)" -le 3
intake desk 最后 >/dev/null
: >"$t/sizes"
is "and remembers" "$(sync desk | json 'd["exchanges"]') $(wc -l <"$t/sizes")" "1 1"

# --- and downward -----------------------------------------------------------------------------------------------------
for name in near far; do
	kit hub 421202101 $name
	enroll $name >/dev/null
done
is "a good line gets what there is at once" "$(sync near | json 'd["exchanges"], d["entries_down"] > 90')" "1 True"
db far "INSERT INTO note VALUES('sync.line', '500 500 600 0 0') ON CONFLICT(key) DO UPDATE SET value = excluded.value"
said=$(sync far)
is "a thin one asks for less at a time" "$(json 'd["exchanges"] > 1, d["entries_down"] > 90' <<<"$said")" "True True"
exit $failures
