#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A line cut after N bytes, for a sweep of N over everything that joining and an exchange carry, in both directions: it costs
# another try and nothing else. CHECK_LONG tries every seventh byte.
. "$(dirname "$0")/lib.sh"

step=29 backlog_step=1009 join_step=151
[ -z "${CHECK_LONG:-}" ] || step=7 backlog_step=151 join_step=29

db() { sqlite3 "$t/$1/yichuang.db" "$2"; }
run() { sync "$1" >"$t/out" 2>"$t/err"; }
# may_fail STATUS : a line that broke, or a run that got through in spite of it
may_fail() { [ "$1" = 0 ] || [ "$1" = 6 ]; }

make_line_hub

# --- what an undisturbed line carries --------------------------------------------------------------------------------
kit hub 421202101 desk
watch_line; enroll desk >/dev/null; join_up=$(carried up) join_down=$(carried down)
intake desk 试 >/dev/null; run desk
idle_up=0 one_up=0 one_down=0
for n in 1 2 3; do
	watch_line; run desk; [ "$(carried up)" -le "$idle_up" ] || idle_up=$(carried up)
	intake desk "第 $n 次量" >/dev/null
	watch_line; run desk; [ "$(carried up)" -le "$one_up" ] || one_up=$(carried up)
	[ "$(carried down)" -le "$one_down" ] || one_down=$(carried down)
done
ok "an entry costs something ($idle_up bytes up without, $one_up with one)" test "$one_up" -gt "$((idle_up + 30))"

# --- joining ---------------------------------------------------------------------------------------------------------
wrong="" joined=0 tries=0
for way in up down; do
	most=$join_up; [ "$way" = up ] || most=$join_down
	for n in $(seq 0 $join_step "$most"); do
		kit hub 421202101 "new$tries"
		bad "cut $way $n"; enroll "new$tries" >"$t/out" 2>"$t/err"
		status=$?
		good
		may_fail $status || wrong+="$way $n: exit $status $(cat "$t/err")"$'\n'
		[ $status = 0 ] && joined=$((joined + 1))
		intake "new$tries" "入网时断线 $way $n" >/dev/null
		run "new$tries" || wrong+="$way $n: does not join with the next sync: $(cat "$t/err")"$'\n'
		wrong+=$(whole "new$tries")
		tries=$((tries + 1))
	done
done
is "joining over a line cut at any of $tries places is finished by the next sync" "$wrong" ""
ok "most of these cuts were felt" test "$joined" -lt "$((tries / 3))"

# --- one exchange ----------------------------------------------------------------------------------------------------
wrong="" dearer="" lost=0 felt=0 tries=0
for way in down up; do
	most=$one_down; [ "$way" = down ] || most=$one_up
	for n in $(seq 0 $step "$most"); do
		intake desk "断线 $way $n" >/dev/null
		bad "cut $way $n"; run desk; status=$?; good
		may_fail $status || wrong+="$way $n: exit $status $(cat "$t/err")"$'\n'
		wrong+=$(unsound desk)
		left=$(db desk 'SELECT (SELECT count(*) FROM journal WHERE id >> 32 = number) - acked FROM self')
		[ "$left" = 0 ] || felt=$((felt + 1))
		[ "$(of desk 'SELECT count(*) FROM held')" = "$(acked desk)" ] || lost=$((lost + 1))
		watch_line
		run desk || wrong+="$way $n: the next run fails: $(cat "$t/err")"$'\n'
		# what was confirmed is not sent again: a run with nothing left costs what such a run costs
		[ "$(carried up)" -le "$((idle_up + left * (one_up - idle_up) + 40))" ] ||
			dearer+="$way $n: $left left, $(carried up) bytes; "
		wrong+=$(whole desk)
		tries=$((tries + 1))
	done
done
is "cut at any of $tries places: an error that may be tried again, nothing marked amiss, and the next run completes" "$wrong" ""
is "and carries nothing that was confirmed before" "$dearer" ""
ok "most of these cuts were felt ($felt)" test "$felt" -gt "$((tries / 2))"
ok "at some the hub had the entry and its receipt was lost ($lost)" test "$lost" -gt 0

# --- a backlog that takes several exchanges --------------------------------------------------------------------------
# every place begins with the same hub and desk
export YICHUANG_HUB_BUDGET=4096
kit hub 421202101 much; enroll much >/dev/null
backlog much 60
stop_hub hub
db much 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
cp -r "$t/hub" "$t/hub.before"; cp -r "$t/much" "$t/much.before"
again() { # again : both as they were, on a line that works
	good
	[ -z "${pid_hub:-}" ] || { kill -9 "$pid_hub"; wait "$pid_hub"; } 2>/dev/null
	rm -rf "$t/hub" "$t/much"; cp -r "$t/hub.before" "$t/hub"; cp -r "$t/much.before" "$t/much"
	start_hub hub --listen "127.0.0.1:$inner"
	watch_line
}
again
run much; exchanges=$(json 'd["exchanges"]' <"$t/out") all_up=$(carried up) all_down=$(carried down)
ok "sixty entries go in several exchanges ($exchanges, $all_up bytes up, $all_down down)" test "$exchanges" -ge 3
wrong="" part=0 tries=0
for way in up down; do
	most=$all_up; [ "$way" = up ] || most=$all_down
	for n in $(seq $((backlog_step / 2)) $backlog_step "$most"); do
		again
		# curl tries a request again when the connection it had kept was dead; here it is not to get through
		bad "cut $way $n" alone; run much; status=$?; good
		may_fail $status || wrong+="$way $n: exit $status $(cat "$t/err")"$'\n'
		wrong+=$(unsound much)
		have=$(acked much)
		[ "$have" -gt 0 ] && [ "$have" -lt 60 ] && part=$((part + 1))
		watch_line
		run much || wrong+="$way $n: the next run fails: $(cat "$t/err")"$'\n'
		read -r sent trips < <(json 'str(d["entries_up"]) + " " + str(d["exchanges"])' <"$t/out")
		[ "$sent" = "$((60 - have))" ] || wrong+="$way $n: $have were confirmed, $sent went up"$'\n'
		# after a failure the batches are smaller, and each has a head
		[ "$(carried up)" -le "$((idle_up + all_up * (60 - have) / 60 + 400 * trips))" ] ||
			wrong+="$way $n: $have of 60 were confirmed, and the rest took $(carried up) bytes of $all_up"$'\n'
		wrong+=$(whole much)
		tries=$((tries + 1))
	done
done
is "a backlog cut at any of $tries places goes on behind the last receipt" "$wrong" ""
ok "at some of them a part had been confirmed ($part)" test "$part" -gt 0
verified desk much
exit $failures
