#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A bad line: torn down anywhere, in either direction, it costs another try and nothing else. tests/fault/ looks closer; this one
# runs with sanitizers too.
. "$(dirname "$0")/../fault/lib.sh"

held() { sqlite3 "$t/hub/yichuang.db" 'SELECT count(*) FROM journal WHERE (id >> 32) & 8191 > 0'; }

make_hub hub
kit hub 421202101 desk

fails "with the hub away joining may be tried again" 6 "连接被拒绝" enroll desk
is "the desk has its number already" "$(sqlite3 "$t/desk/yichuang.db" 'SELECT number & 8191 FROM self')" 1

inner=$(free_port)
lay_line "$port_hub" "$inner"
start_hub hub --listen "127.0.0.1:$inner"

# the handshake takes some 1,100 bytes down and 500 up, the rest is the exchange
for n in 0 150 700 1000; do
	bad "reset down $n"
	enroll desk 2>"$t/err"
	is "joining over a line cut at byte $n is no loss" "$?" 6
done
good
ok "a store that was asked to join asks again when it syncs" sync desk
is "and has joined" "$(sqlite3 "$t/desk/yichuang.db" 'SELECT length(code) FROM self')" 0

step=120
wrong="" lost=0 n=0 written=0
for way in down up; do
	for n in $(seq 0 $step 2000); do
		intake desk "$way $n" >/dev/null
		written=$((written + 1))
		bad "reset $way $n"
		sync desk >"$t/out" 2>"$t/err"
		status=$?
		good
		[ "$status" = 0 ] || [ "$status" = 6 ] || wrong+="$way $n: exit $status $(cat "$t/err")"$'\n'
		# a backlog goes in several exchanges: those before the cut stay confirmed, but never more than the hub has
		[ "$(acked desk)" -le "$(held)" ] || wrong+="$way $n: marked as sent"$'\n'
		[ "$(held)" -gt "$(acked desk)" ] && lost=$((lost + 1))
		[ "$(held)" -le "$written" ] || wrong+="$way $n: the hub has one too many"$'\n'
	done
done
is "a cut line is always an error that may be tried again, and nothing is marked as sent that the hub has not" "$wrong" ""
ok "some replies were lost after the hub had taken the entries" test "$lost" -gt 0
bad "reset down 0"
fails "the sentence names the hub" 6 "127.0.0.1" sync desk
ok "and is noted for the status line" test -n "$(sqlite3 "$t/desk/yichuang.db" "SELECT value FROM note WHERE key = 'sync.last_error'")"

good
ok "a line that works again is enough" sync desk
is "the hub has each entry once" "$(held)" "$written"
is "and the desk knows" "$(acked desk)" "$written"
is "the error is forgotten" "$(sqlite3 "$t/desk/yichuang.db" "SELECT value FROM note WHERE key = 'sync.last_error'")" ""
is "both hold the same" \
	"$(sqlite3 "$t/desk/yichuang.db" "SELECT id, hex(chain) FROM journal WHERE (id >> 32) & 8191 = 1 ORDER BY id")" \
	"$(sqlite3 "$t/hub/yichuang.db" "SELECT id, hex(chain) FROM journal WHERE (id >> 32) & 8191 = 1 ORDER BY id")"
ok "the hub's journal verifies" "$build/yichuang-hub" verify "$t/hub"

# a hub that dies without a word
intake desk 县中心断电 >/dev/null
kill -9 "$pid_hub"; wait "$pid_hub" 2>/dev/null
fails "a hub that was killed is away" 6 "" sync desk
is "and nothing is marked as sent" "$(acked desk)" "$written"
start_hub hub --listen "127.0.0.1:$inner"
ok "it comes back with all it confirmed" sync desk
is "and takes the rest" "$(held)" "$((written + 1))"

# one run at a time
exec 9>"$t/desk/sync.lock"; flock 9
fails "a second run at the same time says so" 1 "正在进行" sync desk
exec 9>&-
ok "and the next one works" sync desk

backlog desk 90
is "a small budget takes more exchanges and the same entries" \
	"$(YICHUANG_HUB_BUDGET=4096 sync desk | json '[d["entries_up"], d["exchanges"] > 3]')" "[90, True]"
exit $failures
