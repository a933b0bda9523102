#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What else a line does: it is torn down, half dead, dead without a word, slow; the hub or the desk dies in the middle; somebody
# who holds the hub's key repeats, loses, reorders and bends what passes; and envelopes that grow when they are opened. After
# each: nothing is marked that the hub has not, nothing is there twice, and the next run completes.
. "$(dirname "$0")/lib.sh"

run() { sync "$1" >"$t/$1.out" 2>"$t/$1.err"; }
desk() { kit hub 421202101 "$1"; enroll "$1" >/dev/null 2>&1; intake "$1" "$1 的一件" >/dev/null; } # a desk with one entry
BOUND=65536     # KB that a run may hold, whatever comes

make_line_hub
desk desk
watch_line; run desk; up=$(carried up) down=$(carried down)

# --- every fault of the line, at the beginning, in the middle and near the end of what passes: all at the same time --------
cases=()
began() { [ "$(grep -c begun "$t/line.log")" -gt "$1" ]; }
for word in reset half stall swallow; do
	for part in 15 55 95; do cases+=("$word up $((up * part / 100))" "$word down $((down * part / 100))"); done
done
cases+=(refuse "slow 1" "drip up $((up / 2))" "drip down $((down - 40))" "slow 900" "delay 120")
for n in "${!cases[@]}"; do desk "d$n"; done
watch_line
for n in "${!cases[@]}"; do
	bad "${cases[n]}"
	{ run "d$n"; echo $? >"$t/d$n.status"; } &
	until_true began "$n"
done
good
desk other
ok "dead lines of others hold up nobody" timeout 1 "$BASH" -c "YICHUANG_HOME=$t/other exec $build/yichuang-sync sync"
wrong="" lost=0
for n in "${!cases[@]}"; do
	until_true test -s "$t/d$n.status"
	status=$(cat "$t/d$n.status") wanted=6
	case ${cases[n]} in "slow 900" | "delay 120") wanted=0 ;; esac
	[ $status = $wanted ] || wrong+="${cases[n]}: exit $status $(cat "$t/d$n.err")"$'\n'
	wrong+=$(unsound "d$n")
	[ "$wanted" = 0 ] || [ "$(acked "d$n")" = 0 ] || wrong+="${cases[n]}: $(acked "d$n") marked"$'\n'
	[ "$(of "d$n" 'SELECT count(*) FROM held')" -gt "$(acked "d$n")" ] && lost=$((lost + 1))
done
is "a line torn down, half dead, dead without a word, closed: an error that may be tried again; a slow one: none" "$wrong" ""
ok "some of them lost the receipt of what the hub had taken ($lost)" test "$lost" -gt 0
wrong=""
for n in "${!cases[@]}"; do
	run "d$n" || wrong+="${cases[n]}: the next run fails: $(cat "$t/d$n.err")"$'\n'
	wrong+=$(whole "d$n")
done
is "and the next run completes" "$wrong" ""

# --- one side dies in the middle -------------------------------------------------------------------------------------
# stuck RULE : a run of the desk that stands at that place; its process in pid_run
stuck() {
	watch_line; bad "$1"
	YICHUANG_HUB_TIMEOUT=2 YICHUANG_HOME=$t/desk "$build/yichuang-sync" sync >"$t/desk.out" 2>&1 &
	pid_run=$!
	until_true struck "${1%% *}" || wrong+="$1: never reached"$'\n'
	good
}
wrong=""
for rule in "stall up $((up * 2 / 5))" "stall up $((up * 17 / 20))" \
	"swallow down $((down * 2 / 3))" "swallow down $((down - 60))"; do
	intake desk "本机断电 $rule" >/dev/null
	stuck "$rule"
	kill -9 $pid_run; wait $pid_run 2>/dev/null
	wrong+=$(unsound desk)
	run desk || wrong+="$rule: the next run fails: $(cat "$t/desk.err")"$'\n'
	wrong+=$(whole desk)

	intake desk "县中心断电 $rule" >/dev/null
	stuck "$rule"
	kill -9 "$pid_hub"; wait "$pid_hub" 2>/dev/null
	wait $pid_run; status=$?
	[ $status = 6 ] || wrong+="$rule: exit $status without a hub: $(cat "$t/desk.out")"$'\n'
	start_hub hub --listen "127.0.0.1:$inner"
	wrong+=$(unsound desk)
	run desk || wrong+="$rule: the run after the hub came back fails: $(cat "$t/desk.err")"$'\n'
	wrong+=$(whole desk)
done
is "a desk killed in the middle, and a hub killed in the middle, lose nothing" "$wrong" ""

# --- a clerk who goes on saving while runs come and go ---------------------------------------------------------------
busy=120 wrong=""; [ -z "${CHECK_LONG:-}" ] || busy=1000
number=$(sqlite3 "$t/desk/yichuang.db" 'SELECT number FROM self')
for n in $(seq $busy); do intake desk "边报边记 $n" >/dev/null || echo "$n is not saved"; done >"$t/saving" 2>&1 &
saving=$!
while kill -0 $saving 2>/dev/null; do
	run desk || wrong+="exit $? $(cat "$t/desk.err")"$'\n'
done
run desk
is "saving and syncing at the same time disturb each other in nothing" "$wrong$(cat "$t/saving")$(whole desk)" ""
is "the desk is still itself" "$(sqlite3 "$t/desk/yichuang.db" 'SELECT number FROM self')" "$number"

# --- somebody who holds the hub's key --------------------------------------------------------------------------------
drop_line
mkdir "$t/kept"
answer_with --hub "$inner" --keep "$t/kept" "$t/hub/server.pem" "$t/hub/server.key"

# bent NAME STATUS ANSWER… : what comes of that answer, and of the run after it
bent() {
	local name=$1 wanted=$2 status wrong=""; shift 2
	intake desk "$*" >/dev/null
	says "$@"
	peak env YICHUANG_HOME="$t/desk" "$build/yichuang-sync" sync --json >"$t/desk.out" 2>"$t/desk.err"; status=$?
	[ "$status" = "$wanted" ] || wrong+="exit $status, wanted $wanted: $(cat "$t/desk.err")"$'\n'
	[ "$(cat "$t/peak")" -lt $BOUND ] || wrong+="it held $(cat "$t/peak") KB"$'\n'
	wrong+=$(unsound desk)
	says forward
	run desk || wrong+="the next run fails: $(cat "$t/desk.err")"$'\n'
	is "$name" "$wrong$(whole desk)" ""
}
bent "an answer that comes through somebody is the hub's all the same" 0 forward
bent "a request that arrives twice counts once" 0 twice
bent "a receipt that is lost behind the hub is asked for again" 6 lose
for n in 200 302 403 404 413 429 500 502 503; do bent "a page with status $n is not the hub's" 6 page $n; done
bent "nor is a way to a login" 6 redirect
for n in "429 30" "500" "503 77"; do bent "status $n: later" 6 status $n; done
bent "nonsense in our type" 1 garbage
bent "a long answer" 1 flood
bent "an answer without end" 1 endless
size=$(wc -c <"$(ls "$t"/kept/*.down | tail -n 1)")
step=37 wrong=""; [ -z "${CHECK_LONG:-}" ] || step=3
for n in $(seq 0 $step $((size - 2))) $((size - 1)); do
	intake desk "截短 $n" >/dev/null
	says clip "$n"; run desk; status=$?
	[ $status = 1 ] || [ $status = 7 ] || wrong+="$n: exit $status $(cat "$t/desk.err")"$'\n'
	wrong+=$(unsound desk)
	says forward; run desk || wrong+="$n: the next run fails"$'\n'
	wrong+=$(whole desk)
done
is "an answer that ends too early is no answer" "$wrong" ""

# a forwarder on the way that lets no more than 6,000 bytes through
backlog desk 40
says least 6000
tries=0; until run desk || [ $tries = 8 ]; do tries=$((tries + 1)); done
is "behind a forwarder with a small limit the runs get smaller until they pass" "$(whole desk)" ""

# --- what was overheard, a week later --------------------------------------------------------------------------------
self() { sqlite3 "$t/$1/yichuang.db" 'SELECT number FROM self'; }
rows() { sqlite3 "$t/$1/yichuang.db" "SELECT id, hex(chain) FROM journal ORDER BY id"; }
feed() { sqlite3 "$t/$1/yichuang.db" "SELECT unit, pos, entry FROM feed ORDER BY unit, pos"; }
post() { # post BODY PORT : the status and word of the answer, its body in $t/body
	curl -s --noproxy '*' --cacert "$t/hub/ca.pem" -o "$t/body" -w '%{http_code} %header{yichuang-error}\n' \
		--data-binary @"$1" "https://127.0.0.1:$2/v1/sync"
}
before=$(rows hub) fed=$(feed hub) marked=$(acked desk)
stop_hub hub
start_hub_at +7d hub --listen "127.0.0.1:$inner"
is "every request of the week, again: each gets an answer" \
	"$(for f in "$t"/kept/*.up; do post "$f" "$inner"; done | sort -u)" "200 "
is "and nothing is new" "$(rows hub; feed hub)" "$before
$fed"
every=3 wrong=""; [ -z "${CHECK_LONG:-}" ] || every=1
mapfile -t answers < <(ls "$t"/kept/*.down | awk -v every=$every 'NR % every == 1 || every == 1')
for f in "${answers[@]}"; do
	says file "$f"; run desk
	[ "$(acked desk)" = "$marked" ] || wrong+="${f##*/}: $(acked desk) marked, before $marked"$'\n'
done
is "answers of the week, given again, change nothing" "$wrong$(whole desk)" ""
intake desk 一周以后 >/dev/null
wrong=""
for f in "${answers[@]}"; do
	says file "$f"; run desk && wrong+="${f##*/}: the run says that all is well"$'\n'
	[ "$(acked desk)" = "$marked" ] || wrong+="${f##*/}: $(acked desk) marked, before $marked"$'\n'
done
is "nor do they mark what was written since" "$wrong$(unsound desk)" ""
says forward
run desk
is "the next run completes" "$? $(whole desk)" "0 "

# --- batches in any order --------------------------------------------------------------------------------------------
# a hub as it was before a backlog came; the batches of the backlog, overheard, reach it in another order
rm "$t"/kept/*
backlog desk 60
stop_hub hub; cp -r "$t/hub" "$t/twin"; start_hub hub --listen "127.0.0.1:$inner"
YICHUANG_HUB_BUDGET=4096 run desk
batches=("$t"/kept/*.up)
ok "a backlog goes in several batches (${#batches[@]})" test "${#batches[@]}" -ge 3
free=$(free_port)
held_of() { sqlite3 "$t/$1/yichuang.db" "SELECT max(id) & 0xffffffff FROM journal WHERE id >> 32 = $(self desk)"; }
receipt() { # of the last answer
	python3 -B - "$t/body" <<-'PY'
		import sys
		sys.path.insert(0, "tests/vectors")
		import yichuang as y
		r = y.Reader(open(sys.argv[1], "rb").read()[3:])
		print({name: r.varint() for name in y.NUMBERS}["cursor"])
	PY
}
start_hub twin --listen "127.0.0.1:$free"
# what a batch may quote from the one before is not there when that has not come
wrong=""
for n in $(seq $((${#batches[@]} - 1)) -1 0); do
	for f in "${batches[n]}" $(shuf -e "${batches[@]}" --random-source=<(yes "$n")); do
		post "$f" "$free" | tee "$t/status" >>"$t/statuses"
		[ "$(cat "$t/status")" != "200 " ] || [ "$(receipt)" = "$(held_of twin)" ] ||
			wrong+="$(receipt) confirmed, $(held_of twin) held"$'\n'
	done
done
is "in reverse, shuffled and twice: each gets an answer" "$(sort -u "$t/statuses" | grep -v "^200 $\|^400 past$")" ""
is "none confirms what is not there" "$wrong" ""
is "and in the end the hub holds what the other holds" "$(rows twin | md5sum)" "$(rows hub | md5sum)"
is "and feeds it in the same order" "$(feed twin | md5sum)" "$(feed hub | md5sum)"
ok "its journal verifies" "$build/yichuang-hub" verify "$t/twin"
stop_hub twin

# --- envelopes that grow when they are opened ------------------------------------------------------------------------
BOUND=$((144 << 10)) # twice what a reader takes (docs/protocol.md), packed out and taken apart, and the program itself
for kind in big liar zeros rows text; do
	python3 tests/fault/bomb.py $kind "$t/hub/yichuang.db" "$(self desk)" "$t/$kind.down"
	python3 tests/fault/bomb.py $kind "$t/desk/yichuang.db" "$(self hub)" "$t/$kind.up"
	bent "a desk does not open a bomb ($kind, $(wc -c <"$t/$kind.down") bytes)" 1 file "$t/$kind.down"
done
peak_of() { awk '/VmHWM/ { print $2 }' "/proc/$1/status"; }
was=$(peak_of "$pid_hub")
is "nor does the hub" "$(for kind in big liar zeros rows text; do post "$t/$kind.up" "$inner"; done | sort -u)" "400 garbled"
ok "which stays small ($was KB before, $(peak_of "$pid_hub") after)" test "$(($(peak_of "$pid_hub") - was))" -lt $BOUND
intake desk 最后 >/dev/null; run desk
is "and serves on" "$? $(whole desk)" "0 "
verified desk
exit $failures
