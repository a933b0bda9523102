#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every sentence a person can read, as a message template on stdout: the program's (_ and N_) and the shipped forms' and tables'.
set -eu
cd "$(dirname "$0")/.."
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
find src include -name '*.[ch]' | LC_ALL=C sort | xgettext --files-from=- --language=C --from-code=UTF-8 \
	--keyword=_ --keyword=N_ --package-name=yichuang --no-location -o "$t/source.pot"
{
	printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
	LC_ALL=C awk -f tools/formpot.awk forms/*.ini data/flow.ini data/deadlines.ini
	# code tables are read too, but not places (names of places stay) nor calendars
	for f in data/*.csv; do
		case $f in */divisions.csv | */places.csv | */calendar.csv | */surnames.csv) continue ;; esac
		awk -F, 'NR > 1 && $2 != "" && $2 !~ /^[ -~]*$/ { gsub(/"/, "", $2); printf "\nmsgid \"%s\"\nmsgstr \"\"\n", $2 }' "$f"
	done
} >"$t/data.raw"
msguniq --use-first -o "$t/data.pot" "$t/data.raw"
msgcat --use-first --no-location --sort-output "$t/source.pot" "$t/data.pot"
