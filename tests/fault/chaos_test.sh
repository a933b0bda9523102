#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The random test with a few seeds; with CHECK_LONG many, longer, and new ones each time. A seed that failed is printed and can
# be taken again: tests/fault/chaos.py BUILD --seed S --steps N
cd "$(dirname "$0")" || exit 2
failed=0
if [ -z "${CHECK_LONG:-}" ]; then
	printf '%s\n' 1 2 3 | xargs -P 2 -I{} ./chaos.py "$1" --seed {} --steps 50 || failed=1
else
	# for four minutes; a seed takes some twenty seconds
	while [ "$SECONDS" -lt 240 ]; do
		printf '%s\n' "$RANDOM" "$RANDOM" | xargs -P 2 -I{} ./chaos.py "$1" --seed {} --steps 120 || failed=1
	done
fi
exit $failed
