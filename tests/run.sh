#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Run every test of a build and count: tests/run.sh BUILD [FOLDER…]
#
# A unit test is a cmocka binary (its "[       OK ]" lines are counted). A script tests/<folder>/*_test.sh takes the build folder,
# prints "ok - name" and "not ok - name", and exits non-zero when something failed. A test that dies without saying what failed, or
# that ran nothing, counts as one failure. The last line is "N passed, N failed"; what failed is shown in full.
set -u
build=$(cd "$1" && pwd) || exit 2
shift
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 2
folders=${*:-unit house screen system fault}
log=$build/check
rm -rf "$log" && mkdir -p "$log"

one() { # one NAME COMMAND… : run it with its output kept, its exit status beside
	local name=$1; shift
	local at=$log/${name//\//_} status
	timeout -k 5 "${CHECK_TIMEOUT:-300}" "$@" >"$at.log" 2>&1 </dev/null
	status=$?
	echo "$status" >"$at.status"
	[ "$status" = 0 ] && echo "  ok   $name" || echo "  FAIL $name"
}
export -f one; export log

list() {
	local f t
	for f in $folders; do
		case $f in
		unit) for t in tests/unit/*/*_test.c; do t=${t#tests/}; printf '%s\t%s\n' "${t%.c}" "$build/tests/${t%.c}"; done ;;
		*) for t in tests/"$f"/*_test.sh; do [ -e "$t" ] && printf '%s\t%s %s\n' "${t#tests/}" "$t" "$build"; done ;;
		esac
	done
}
list | xargs -P "${JOBS:-2}" -d '\n' -I{} bash -c 'IFS=$(printf "\t") read -r n c <<<"$1"; one "$n" $c' _ {}

passed=0 failed=0
while IFS=$'\t' read -r name _; do
	at=$log/${name//\//_}
	ok=$(grep -cE '^(ok - |\[       OK \])' "$at.log")
	bad=$(grep -cE '^(not ok - |\[  FAILED  \] [a-z0-9_]+$)' "$at.log")
	status=$(cat "$at.status" 2>/dev/null || echo missing)
	[ "$status" != 0 ] && [ "$bad" = 0 ] && bad=1
	[ "$status" = 0 ] && [ "$ok" = 0 ] && bad=1
	passed=$((passed + ok)) failed=$((failed + bad))
	[ "$bad" = 0 ] || { printf '\n--- %s (exit %s)\n' "$name" "$status"; tail -n 200 "$at.log"; }
done < <(list)
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
