#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The rules of the house that can be read off the source: one door per library, layers never look up, nothing starts a shell.
set -u
cd "$(dirname "$0")/../.." || exit 2
failures=0
ok() { if [ -z "$2" ]; then echo "ok - $1"; else echo "not ok - $1"; printf '%s\n' "$2"; failures=1; fi; }

for door in curses.h:desk sqlite3.h:store curl.h:sync zstd.h:sync sodium.h:base utf8proc.h:base iniparser.h:base \
            microhttpd.h:hub gnutls.h:hub; do
	header=${door%%:*} layer=${door##*:}
	ok "only $layer opens $header" "$(grep -rlE "#include *[<\"]([a-z]+/)?$header[>\"]" src include | grep -vE "^src/$layer/")"
done

ok "no public header shows a library's header" \
	"$(grep -rnE '#include *<[^>]*(curses|sqlite3|curl|zstd|sodium|utf8proc|iniparser|microhttpd|gnutls)' include)"

# what a layer may include: itself and what stands below it
while read -r layer below; do
	allowed=$(echo "$layer $below" | tr ' ' '|')
	ok "$layer looks only down" "$(grep -rnE '#include "[a-z]+/' "src/$layer" "include/$layer" 2>/dev/null | grep -vE "#include \"($allowed)/")"
done <<-LAYERS
	base
	model base
	store model base
	work store model base
	sync work store model base
	hub sync work store model base
	desk work store model base
LAYERS

ok "no shell is started" "$(grep -rnE '\b(system|popen)[[:space:]]*\(' src)"
ok "tests wait for conditions and never sleep" "$(grep -rnE '(^|[^a-z_])(usleep|nanosleep|sleep)[[:space:](]' tests | grep -v 'never sleep' | grep -v 'doors_test')"
ok "nothing was left for later" "$(grep -rnwE 'TODO|FIXME|XXX|HACK' src include forms tests Makefile mk tools | grep -v doors_test)"
ok "every source names its licence" "$(git ls-files 'src/*.[ch]' 'src/**/*.[ch]' 'include/**/*.h' | xargs grep -L 'SPDX-License-Identifier: Apache-2.0')"
exit $failures
