#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every screen of the table and every shipped form has its picture in some screen test.
. "$(dirname "$0")/lib.sh" "$@"

for name in $("$build/tests/screen/make_store" - screens); do
	it "the screen $name has a picture"
	grep -qE "^expect_screen .*screen:$name( |\$)" "$here"/*_test.sh && ok || not_ok "no expect_screen screen:$name"
done
for name in $("$build/tests/screen/make_store" - forms); do
	it "the form $name has a picture"
	grep -qE "^expect_screen .*form:$name( |\$)" "$here"/*_test.sh && ok || not_ok "no expect_screen form:$name"
done
done_testing
