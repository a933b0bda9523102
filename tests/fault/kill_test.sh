#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Kill the program, or let the disk fail, at every single call that changes a file of the store; then ask whether every promise
# was kept. tests/fault/kill_test.sh BUILD_DIR
# A failing disk is tried at every third call only, unless CHECK_LONG is set.
set -u
build=$(cd "${1:?usage: kill_test.sh BUILD_DIR}" && pwd) || exit 2
driver=$build/tests/fault/save_driver
shim=$build/tests/fault/killshim.so
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
passed=0 failed=0

result() { # result NAME REASON: REASON empty is good
	if [ -z "$2" ]; then passed=$((passed + 1)); echo "ok - $1"
	else failed=$((failed + 1)); echo "not ok - $1: $2"; sed 's/^/#   /' "$work/log" "$work/run" 2>/dev/null | tail -n 20; fi
}

with_fault() { # with_fault VARIABLE=VALUE... -- driver arguments
	local set=()
	while [ "$1" != -- ]; do set+=("$1"); shift; done
	shift
	env FAULT_DIR="$work/store" LD_PRELOAD="$shim" "${set[@]}" "$driver" "$@" 2>"$work/run"
}

# at_every NAME WANT SETTINGS...: settings contain @ where the number of the call goes. WANT: what the run may end with
# (killed, or any exit, never a crash). Goes on until the run is not reached by the fault any more.
at_every() {
	local name=$1 want=$2 step=1 k=0 runs=0 status bad=
	shift 2
	[ "$want" = killed ] || [ -n "${CHECK_LONG-}" ] || step=3
	while [ -z "$bad" ]; do
		k=$((k + step)); runs=$((runs + 1)); rm -rf "$work/store"; mkdir -m 700 "$work/store"
		with_fault "${@//@/$k}" -- save "$work/store" >"$work/promises"; status=$?
		case $want:$status in
		killed:137) ;;
		survive:[01]) ;;
		killed:0) [ "$k" -gt 50 ] || bad="no call was ever reached"; break ;;
		*) bad="ended with $status at call $k"; break ;;
		esac
		"$driver" check "$work/store" "$work/promises" >/dev/null 2>"$work/log" || bad="broken after call $k"
		[ "$want" = survive ] && [ "$k" -ge "$calls" ] && break
	done
	[ "$want" = killed ] && calls=$((k - 1))
	result "$name ($runs runs)" "$bad"
}

# A rebuild that dies anywhere leaves the old tables or the new ones.
rebuild_at_every() {
	local name=$1 k=0 status bad=
	rm -rf "$work/store" "$work/whole"; mkdir -m 700 "$work/store"
	"$driver" save "$work/store" >"$work/promises"; cp -r "$work/store" "$work/whole"
	while [ -z "$bad" ]; do
		k=$((k + 1)); rm -rf "$work/store"; cp -r "$work/whole" "$work/store"
		with_fault KILL_AT="$k" -- rebuild "$work/store"; status=$?
		[ "$status" = 0 ] && break
		[ "$status" = 137 ] || bad="ended with $status at call $k"
		"$driver" check "$work/store" "$work/promises" >/dev/null 2>"$work/log" || bad="broken after call $k"
	done
	result "$name ($k runs)" "$bad"
}

at_every 'killed at every write, every promise is kept' killed KILL_AT=@ 2>/dev/null
at_every 'killed in the middle of every write, every promise is kept' killed KILL_AT=@ KILL_TORN=1 2>/dev/null
at_every 'the disk is full at one write' survive FAIL_AT=@ FAIL_ERRNO=28
at_every 'the disk is full from any write on' survive FAIL_AT=@ FAIL_ERRNO=28 FAIL_ON=1
at_every 'the disk fails at one write' survive FAIL_AT=@ FAIL_ERRNO=5
at_every 'the disk fails from any write on' survive FAIL_AT=@ FAIL_ERRNO=5 FAIL_ON=1
rebuild_at_every 'a rebuild killed at every write leaves a whole store' 2>/dev/null

rm -rf "$work/store"; mkdir -m 700 "$work/store"
with_fault FAIL_AT=60 FAIL_ERRNO=28 FAIL_ON=1 -- save "$work/store" >"$work/promises"
grep -q '磁盘已满' "$work/run"; full=$?
result 'a full disk is said so in plain words' "$([ $full = 0 ] || echo 'no such sentence')"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
