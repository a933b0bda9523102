#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A store that cannot be used: one sentence, exit 8, and not a byte of it touched.
set -u
build=$(cd "$1" && pwd)
failures=0
t=$(mktemp -d); trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$t"' EXIT
export LANG=C.UTF-8 YICHUANG_HOME=$t/home XDG_CONFIG_HOME=$t/config
unset LANGUAGE YICHUANG_SHARE
db=$YICHUANG_HOME/yichuang.db

fresh() { rm -rf "$YICHUANG_HOME"; "$build/yichuang" list >/dev/null || exit 1; sqlite3 "$db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null 2>&1; }
refused() { # refused NAME SENTENCE
	local before after said status
	before=$(cksum <"$db")
	said=$("$build/yichuang" list 2>&1 >/dev/null); status=$?
	after=$(cksum <"$db")
	if [ "$status" = 8 ] && [ "$before" = "$after" ] && [[ "$said" == *"$2"* ]]; then echo "ok - $1"
	else echo "not ok - $1"; echo "    exit $status, “$said”, $before / $after"; failures=1; fi
}

fresh
sqlite3 "$db" 'PRAGMA user_version = 99' >/dev/null
refused "a store of a newer version is left alone" 99

fresh
printf 'not a database, but long enough to look like one. %.0s' $(seq 200) >"$db"
refused "a file that is no store is left alone" 不是一窗的库

fresh
# the root page of some table: a page behind the first, overwritten
dd if=/dev/urandom of="$db" bs=4096 seek=2 count=3 conv=notrunc 2>/dev/null
refused "a damaged store is left alone" 损坏

fresh
python3 - "$db" >"$t/holder" <<'PY' &
import signal, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA locking_mode = EXCLUSIVE")
c.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
signal.pause()
PY
exec {tick}<> <(:)
until grep -q held "$t/holder"; do read -r -t 0.05 -u "$tick" _ || :; done
refused "a locked store is left alone" 另一个程序
exit $failures
