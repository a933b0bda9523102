#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Draw the pictures of a screen test anew, after a change that was meant: tests/screen/redraw.sh BUILD tests/screen/X_test.sh
# Look at what `git diff` then shows, picture by picture.
set -u
build=$1 script=$2
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
PICTURES=$folder "$script" "$build" | grep '^not ok'
awk -v folder="$folder" '
	/^expect_screen/ { print; inside = 1; file = folder "/" ++n; while ((getline line < file) > 0) print line; close(file); next }
	inside && /^EOF$/ { inside = 0 }
	!inside { print }
' "$script" >"$folder/new" && cat "$folder/new" >"$script"
