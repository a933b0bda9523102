#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Wrong clocks: 1970 (an empty battery), 2038 (a second past what 31 bits hold), a day fast or slow and back, and one that leaps
# while a run is going; at a desk and at the hub. Nothing is lost or marked without its receipt, the order of a record stands,
# and people are told.
. "$(dirname "$0")/lib.sh"

FIRST='@1970-01-01 00:02:00' LAST='@2038-01-19 03:14:08'
fill() { at "$2" by "$1" "$build/yichuang" fill "${@:3}"; }
run_by() { at "$2" by "$1" "$build/yichuang-sync" sync --json; }
open_by() { fill "$1" "$2" intake "title=$3" type=0101 place=421202101001; }

# timeline DESK RECORD : what was said on it, in the order the desk shows
timeline() {
	at "$1" "$build/yichuang" show "$2" --json | json '" ".join(e["fields"].get("content", e["form"]) for e in d["timeline"])'
}
# late STORE : entries that are not later than one they continue
late() {
	python3 - "$t/$1/yichuang.db" <<'PY'
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute("SELECT id, at, parents FROM journal").fetchall()
at = {i: a for i, a, _ in rows}
for i, a, parents in rows:
    for p in (int.from_bytes(parents[n:n + 8], "big") for n in range(0, len(parents), 8)):
        if p in at and at[p] >= a:
            print(i, "is not later than", p)
PY
}

make_hub hub
start_hub hub
kit hub 421202101 desk; kit hub 421202101 sibling
enroll desk >/dev/null; enroll sibling >/dev/null

# --- a desk in 1970 and in 2038 --------------------------------------------------------------------------------------
today=$(open_by +0 desk 今天)
fails "in 1970 the hub's certificate is not good yet, and the clock is named" 7 "还没有生效。本机时间是 1970-01-01" run_by "$FIRST" desk
fails "in 2038 it is no longer" 7 "已经过期。本机时间是 2038-01-19" run_by "$LAST" desk
is "nothing is marked" "$(acked desk)$(unsound desk)" 0
old=$(open_by "$FIRST" desk 一九七零) new=$(open_by "$LAST" desk 二零三八)
is "what is opened there has a number of that year" "$old $new" "421202101-1-1970-0001 421202101-1-2038-0001"
for clock in "$LAST" "$FIRST" +1d -1d +0; do
	for no in "$today" "$old" "$new"; do fill "$clock" desk handle "$no" kind=02 "content=${clock%% *}" >/dev/null; done
done
run_by +0 desk >/dev/null
is "by the right clock all of it goes up and is taken" "$? $(whole desk)" "0 "
run_by +0 sibling >/dev/null
for no in "$today" "$old" "$new"; do
	fill +0 sibling handle "$no" kind=02 content=隔壁 >/dev/null
done
run_by +0 sibling >/dev/null; run_by +0 desk >/dev/null
for no in "$today" "$old" "$new"; do
	is "what was written by five clocks on $no stands in the order it was written in" "$(timeline desk "$no")" \
		"intake @2038-01-19 @1970-01-01 +1d -1d +0 隔壁"
	is "at the other desk too" "$(timeline sibling "$no")" "$(timeline desk "$no")"
done
is "nothing is earlier than what it continues" "$(late desk)$(late sibling)$(late hub)" ""
no=$(open_by +0 desk 以后)
seconds=$(of desk 'SELECT unixepoch() - (at >> 16) / 1000 FROM main.journal WHERE id = (SELECT max(id) FROM own)')
is "the wrong years leave no trace in what is written later" "$no" "421202101-1-$(date -u -d '+8 hours' +%Y)-0002"
ok "neither in its number nor in its time (${seconds} s ago)" test "$seconds" -ge 0 -a "$seconds" -lt 600

# --- a day there and a day back --------------------------------------------------------------------------------------
wrong=""
for clock in +1d +0 -23h +0 +1d -23h; do
	open_by "$clock" desk "钟 $clock" >/dev/null
	said=$(run_by "$clock" desk 2>&1 >/dev/null) || wrong+="$clock: fails: $said"$'\n'
	case $clock:$said in
	+0:) ;;
	+1d:*快\ 14[34]?\ 分钟*) ;;
	-23h:*慢\ 13[78]?\ 分钟*) ;;
	*) wrong+="$clock: “$said”"$'\n' ;;
	esac
	wrong+=$(whole desk)
done
is "a day fast or slow is told, and no obstacle" "$wrong" ""

# --- a clock that leaps while a run is going -------------------------------------------------------------------------
wrong=""
for leap in i3600 i-600; do
	for n in 1 2 3; do open_by +0 desk "跳 $leap $n" >/dev/null; done
	FAKETIME_DONT_FAKE_MONOTONIC=1 run_by "+0 $leap" desk >"$t/out" 2>&1 || wrong+="$leap: $(cat "$t/out")"$'\n'
	wrong+=$(whole desk)
done
is "nor is one that leaps at each look at it" "$wrong" ""

# --- the hub's clock -------------------------------------------------------------------------------------------------
certificate=$(cksum <"$t/hub/server.pem")
wrong=""
for clock in "$FIRST" -1d +1d "$LAST" "$FIRST" +0; do
	stop_hub hub
	start_hub_at "$clock" hub
	open_by +0 desk "县中心 $clock" >/dev/null
	said=$(run_by +0 desk 2>&1 >/dev/null) || wrong+="$clock: fails: $said"$'\n'
	case $clock:$said in
	+0: | +1d:*慢\ 14[0-9][0-9]\ 分钟* | -1d:*快\ 14[0-9][0-9]\ 分钟* | @1970*快* | @2038*慢*) ;;
	*) wrong+="$clock: “$said”"$'\n' ;;
	esac
	wrong+=$(whole desk)
	[ "${clock:0:5}" = @2038 ] || [ -n "${renewed:-}" ] || [ "$(cksum <"$t/hub/server.pem")" = "$certificate" ] ||
		wrong+="$clock: another certificate"$'\n'
	[ "${clock:0:5}" != @2038 ] || renewed=1
done
is "a hub in 1970, in 2038, a day off: desks with the right clock are served and see the difference" "$wrong" ""
ok "in 2038 it gave itself a new certificate" test "$(cksum <"$t/hub/server.pem")" != "$certificate"
run_by +0 sibling >/dev/null
ids() { sqlite3 "$t/$1/yichuang.db" "SELECT id, hex(digest) FROM journal WHERE (id >> 32) & 8191 > 0 ORDER BY id"; }
is "all hold the same" "$(for s in desk sibling hub; do ids $s | md5sum; done | uniq | wc -l)" 1
is "nothing is earlier than what it continues" "$(late desk)$(late sibling)$(late hub)" ""
verified desk sibling
exit $failures
