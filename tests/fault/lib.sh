# SPDX-License-Identifier: Apache-2.0
# What the fault tests of the line share: a hub behind a bad line, what must hold after every fault, and somebody who answers
# instead of the hub.
. "$(dirname "${BASH_SOURCE[0]}")/../system/lib.sh"
# a line without a sign of life is given up after so many seconds
export YICHUANG_HUB_TIMEOUT=1 YICHUANG_HUB_CONNECT_TIMEOUT=3

# lay_line PORT TARGET_PORT : a line from here to there; what is wrong with it is in $t/rules
lay_line() {
	good
	: >"$t/line.log"
	python3 tests/fault/line.py "$1" "$2" "$t/rules" "$t/line.log" >"$t/line.out" 2>&1 &
	pid_line=$!
	started+=("$pid_line")
	until_true grep -q ready "$t/line.out" || cat "$t/line.out"
}
drop_line() { kill "$pid_line"; wait "$pid_line" 2>/dev/null; }
bad() { printf '%s\n' "$@" >"$t/rules"; } # bad RULE…
good() { : >"$t/rules"; }
# The log of the line: forgotten, read. Whoever reads it waits until what has begun has ended.
watch_line() { until_true ended; : >"$t/line.log"; }
ended() { [ "$(grep -c begun "$t/line.log")" = "$(grep -c ' ' "$t/line.log")" ]; }
carried() { # carried WAY : bytes that way
	until_true ended
	awk -v n="$([ "$1" = up ] && echo 1 || echo 2)" 'NF == 3 { sum += $n } END { print sum + 0 }' "$t/line.log"
}
struck() { grep -qx "$1" "$t/line.log"; } # struck WORD

# make_line_hub [NAME] : a hub whose address is the line's
make_line_hub() {
	make_hub "${1:-hub}"
	inner=$(free_port)
	lay_line "$port_hub" "$inner"
	start_hub "${1:-hub}" --listen "127.0.0.1:$inner"
}

# backlog DESK N : so many entries of text that does not pack, some 250 bytes each
backlog() {
	local n
	for n in $(seq "$2"); do
		at "$1" "$build/yichuang" fill intake "title=积压第 $n 件" "summary=$(head -c 150 /dev/urandom | base64 -w 0)" type=0101 \
			place=421202101001 >/dev/null
	done
}

# start_hub_at CLOCK NAME [OPTION…] : start_hub, with that clock (faketime -f)
start_hub_at() {
	local clock=$1 name=$2; shift 2
	: >"$t/$name.log"
	LD_PRELOAD=$faketime_library FAKETIME=$clock "$build/yichuang-hub" serve "$t/$name" "$@" 2>>"$t/$name.log" &
	printf -v "pid_$name" %s "$!"
	started+=("$!")
	until_true grep -q '^listening on ' "$t/$name.log" || { echo "not ok - the hub starts"; cat "$t/$name.log"; exit 1; }
}

# of DESK STATEMENT : with what it wrote as own, and what the hub holds of it as held
of() {
	sqlite3 -cmd '.timeout 5000' "$t/$1/yichuang.db" "ATTACH '$t/hub/yichuang.db' AS hub;
		CREATE TEMP VIEW own AS SELECT id, id & 0xffffffff AS seq, digest, chain FROM main.journal
			WHERE id >> 32 = (SELECT number FROM main.self);
		CREATE TEMP VIEW held AS SELECT id, id & 0xffffffff AS seq, digest, chain FROM hub.journal
			WHERE id >> 32 = (SELECT number FROM main.self);
		$2" 2>&1
}
# unsound DESK… : what no fault may bring about, in words; nothing where all is well
unsound() {
	local desk
	for desk; do
		of "$desk" "SELECT '$desk: marked as sent, and the hub has it not or not so: ' || seq FROM own
				WHERE seq <= (SELECT acked FROM main.self) AND NOT EXISTS
				(SELECT 1 FROM held WHERE held.id = own.id AND held.digest = own.digest AND held.chain = own.chain);
			SELECT '$desk: marked as sent without a receipt' FROM main.self
				WHERE acked > (SELECT coalesce(max(last), 0) FROM main.proof WHERE direction = 'r' AND peer = hub);
			SELECT '$desk: the hub has what nobody wrote: ' || seq FROM held
				WHERE NOT EXISTS (SELECT 1 FROM own WHERE own.id = held.id AND own.digest = held.digest);
			SELECT '$desk: the hub has a gap' WHERE (SELECT count(*) <> coalesce(max(seq), 0) FROM held);"
	done
}
# whole DESK… : the same, and everything is there; so after every run that ended well
whole() {
	local desk
	unsound "$@"
	for desk; do
		of "$desk" "SELECT '$desk: written ' || w || ', marked ' || acked || ', the hub has ' || h FROM main.self,
			(SELECT count(*) AS w FROM own), (SELECT count(*) AS h FROM held) WHERE w <> acked OR h <> w"
	done
}
# verified DESK… : every journal is what it was
verified() {
	local desk
	for desk; do ok "the journal of $desk verifies" at "$desk" "$build/yichuang" verify; done
	ok "the hub's journal verifies" "$build/yichuang-hub" verify "$t/hub"
}

# answer_with [OPTION…] CERT KEY : somebody answers on $port_hub, the port of the line or the hub, until the next one; `says`
# tells him what. What he got to hear is in $t/heard.
impostor=""
answer_with() {
	quiet
	: >"$t/heard"; echo page >"$t/answer"; : >"$t/portal.out"
	python3 tests/fault/portal.py "${@:1:$#-2}" "$port_hub" "${@: -2}" "$t/answer" "$t/heard" >"$t/portal.out" 2>&1 &
	impostor=$!
	started+=("$impostor")
	until_true grep -q ready "$t/portal.out" || cat "$t/portal.out"
}
says() { echo "$*" >"$t/answer"; }
quiet() { [ -z "$impostor" ] || { kill "$impostor"; wait "$impostor" 2>/dev/null; impostor=""; }; }
# peak COMMAND… : the command, and the most memory it held, in KB, in $t/peak
peak() { python3 tests/fault/peak.py "$t/peak" "$@"; }
