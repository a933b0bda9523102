#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Words: the English translation is complete, manual pages and forms are lint clean, the settings page names every setting.
set -u
build=$1
cd "$(dirname "$0")/../.." || exit 2
failures=0
ok() { if [ -z "$2" ]; then echo "ok - $1"; else echo "not ok - $1"; printf '%s\n' "$2" | head -n 60; failures=1; fi; }
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT

tools/pot.sh >"$t/yichuang.pot" 2>"$t/pot.err"
ok "the message template can be made" "$(cat "$t/pot.err")"
msgmerge --quiet --no-fuzzy-matching -o "$t/en.po" po/en.po "$t/yichuang.pot"
ok "every sentence has its English" "$(msgattrib --untranslated --no-obsolete "$t/en.po" | grep '^msgid' | grep -v 'msgid ""$')"
ok "no translation is a guess" "$(msgattrib --only-fuzzy --no-obsolete po/en.po | grep '^msgid' | grep -v 'msgid ""$')"
ok "no translation is left over" "$(msgattrib --only-obsolete "$t/en.po" | grep '^#~ msgid' | grep -v 'msgid ""$')"
ok "the translation's formats agree" "$(msgfmt --check-format -o /dev/null po/en.po 2>&1)"
for page in man/*.[1-9] man/zh_CN/*.[1-9]; do
	[ -e "$page" ] || continue
	ok "$page is lint clean" "$(mandoc -T lint -W warning "$page" 2>&1)"
done
ok "the shipped forms and tables are lint clean" "$("$build/yichuang" lint . 2>&1 >/dev/null)"
for f in forms/*.ini data/flow.ini data/deadlines.ini data/*.csv; do
	case $f in */calendar.csv | */surnames.csv) continue ;; esac
	said=$("$build/yichuang" lint "$f" 2>&1 >/dev/null) || alone="${alone-}$f: $said
"
done
ok "each of them alone, too" "${alone-}"
ok "they are so for somebody who reads English, too" "$(LANG=C.UTF-8 LANGUAGE=en "$build/yichuang" lint . 2>&1 >/dev/null)"
ok "yichuang.ini(5) names every setting" "$(sed -n 's/^[[:space:]]*{ *"\([a-z_]*\.[a-z_]*\)".*/\1/p' src/base/conf.c |
	while read -r k; do grep -q "${k#*.}" man/yichuang.ini.5 || echo "$k"; done)"
for command in yichuang yichuang-hub; do
	page=$(ls man/$command.[18])
	ok "$page names every command" "$("$build/$command" --help 2>/dev/null | sed -n "s/^ *$command \([a-z]*\).*/\1/p" | sort -u |
		while read -r c; do grep -qE "^\.(Cm|It Cm) ?.*$c|\b$c\b" "$page" || echo "$c"; done)"
done
exit $failures
