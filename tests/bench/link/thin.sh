#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sync over a thin line: thin.sh BUILD HOME [SEED…]
#
# HOME is what pair.sh made, its desk filled with entries that were not sent. For each seed (8 if none is named) a copy of both syncs over
# a line of 9,600 bit/s, 600 ms round trip and 5 % loss, all of them at the same time; HOME stays as it is. One line of result a seed:
#   SEED: SECONDS s, UP up, DOWN down, FULL s at full rate, RATIO ×, ENTRIES entries, EXCHANGES exchanges
# and one at the end: the middle and the worst ratio. Bytes are those of IP packets, lost ones and those sent again included. Full rate is
# what the busier direction needs for its bytes. Handshakes and the program's own start are in the seconds.
# RATE, DELAY (ms each way), LOSS (%), CONGESTION change the line.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
home=$(cd "$2" && pwd)
shift 2
root=$(cd "$here/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export YICHUANG_SHARE=${YICHUANG_SHARE:-$root} LC_ALL=C.UTF-8 XDG_CONFIG_HOME=/nonexistent
unset http_proxy https_proxy HTTPS_PROXY ALL_PROXY all_proxy
export build here RATE=${RATE:-9600} DELAY=${DELAY:-300} LOSS=${LOSS:-5} CONGESTION=${CONGESTION:-cubic}

# in a network of its own: near end and hub; shape.py makes the far end for the desk
line() { # line FOLDER SEED
	cd "$1"
	: >hub.log
	"$build/yichuang-hub" serve hub --listen 0.0.0.0:8443 2>hub.log &
	hub=$!
	trap 'kill "$hub"; wait "$hub" 2>/dev/null' EXIT
	until grep -q '^listening on ' hub.log; do kill -0 "$hub"; read -rt 0.02 <> <(:) || :; done
	YICHUANG_HOME=$1/desk python3 "$here/shape.py" --rate "$RATE" --delay "$DELAY" --loss "$LOSS" --seed "$2" \
		--congestion "$CONGESTION" --report report "$build/yichuang-sync" sync --json >said 2>complaint
}
export -f line

say() { # say FOLDER SEED
	python3 - "$@" <<'PYTHON'
import json, os, sys
folder, seed = sys.argv[1:]
report = json.load(open(f"{folder}/report"))
said = json.load(open(f"{folder}/said"))
up, down, seconds = report["up"]["bytes"], report["down"]["bytes"], report["seconds"]
full = max(up, down) * 8 / float(os.environ["RATE"])
print(f'{seed}: {seconds:.1f} s, {up} up, {down} down, {full:.1f} s at full rate, {seconds / full:.2f} ×, '
      f'{said["entries_up"]} entries, {said["exchanges"]} exchanges')
PYTHON
}

if ! unshare -Urn true 2>/dev/null; then
	echo "skipped: no network namespaces here"
	exit 0
fi
[ $# -gt 0 ] || set -- 1 2 3 4 5 6 7 8
declare -A running
for seed; do
	mkdir "$work/$seed"
	cp -r "$home/hub" "$home/desk" "$work/$seed/"
	unshare -Urn bash -euc 'line "$@"' line "$work/$seed" "$seed" &
	running[$seed]=$!
done
for seed; do
	status=0
	wait "${running[$seed]}" || status=$?
	if [ "$status" = 77 ]; then
		cat "$work/$seed/said"
		exit 0
	elif [ "$status" != 0 ]; then
		echo "$seed: failed ($status): $(cat "$work/$seed/complaint" "$work/$seed/hub.log")"
		exit 1
	fi
	say "$work/$seed" "$seed" | tee -a "$work/lines"
done
grep -o '[0-9.]* ×' "$work/lines" | sort -n | awk '{ r[NR] = $1 } END { printf "middle %s ×, worst %s ×\n", r[int((NR + 1) / 2)], r[NR] }'
