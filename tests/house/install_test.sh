#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make install: a tree below DESTDIR that works where it stands, and that make uninstall takes away again.
set -u
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.." || exit 2
failures=0
ok() { if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1"; printf '    %s\n    %s\n' "$2" "$3"; failures=1; fi; }
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT
unset YICHUANG_SHARE LANGUAGE
export LANG=C.UTF-8 XDG_CONFIG_HOME=$t/config

make -s install B="$build" DESTDIR="$t/root" >"$t/log" 2>&1
ok "make install succeeds" "$?" 0
mkdir "$t/elsewhere" && mv "$t/root/usr/local" "$t/elsewhere/tree"
bin=$t/elsewhere/tree/bin
ok "an installed hub publishes the installed forms" \
	"$("$bin/yichuang-hub" init "$t/hub" --county 421202 --url https://127.0.0.1:1 >/dev/null 2>&1; echo $?)" 0
ok "an installed desk reads the installed forms" "$(cd / && YICHUANG_HOME=$t/desk "$bin/yichuang" lint >/dev/null 2>&1; echo $?)" 0
ok "an installed desk speaks English" "$(LANGUAGE=en "$bin/yichuang" --help | head -c 5)" "Usage"
ok "its manual page is where man looks" "$(ls "$t/elsewhere/tree/share/man/man1/yichuang.1" >/dev/null 2>&1; echo $?)" 0
mkdir -p "$t/root/usr" && mv "$t/elsewhere/tree" "$t/root/usr/local"
make -s uninstall B="$build" DESTDIR="$t/root" >>"$t/log" 2>&1
ok "make uninstall leaves no file" "$(find "$t/root" -type f)" ""
exit $failures
