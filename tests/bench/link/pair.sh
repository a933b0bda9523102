#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What thin.sh needs: pair.sh BUILD HOME makes HOME/hub, whose address is the near end of the thin line, and HOME/desk, enrolled there.
# They meet in a network of their own, where that address is local.
set -euo pipefail
build=$(cd "$1" && pwd)
mkdir -p "$2"
home=$(cd "$2" && pwd)
root=$(cd "$(dirname "$0")/../../.." && pwd)
export YICHUANG_SHARE=${YICHUANG_SHARE:-$root} LC_ALL=C.UTF-8 XDG_CONFIG_HOME=/nonexistent
unset http_proxy https_proxy HTTPS_PROXY ALL_PROXY all_proxy

"$build/yichuang-hub" init "$home/hub" --county 421202 --url https://10.77.0.1:8443 2>"$home/init.log"
"$build/yichuang-hub" kit "$home/hub" --unit 421202101 --name desk -o "$home/desk.kit"
meet() {
	ip link set lo up
	ip address add 10.77.0.1/32 dev lo
	: >"$home/serve.log"
	"$build/yichuang-hub" serve "$home/hub" --listen 10.77.0.1:8443 2>"$home/serve.log" &
	hub=$!
	trap 'kill "$hub"; wait "$hub" 2>/dev/null' EXIT
	until grep -q '^listening on ' "$home/serve.log"; do kill -0 "$hub"; read -rt 0.02 <> <(:) || :; done
	YICHUANG_HOME=$home/desk "$build/yichuang-sync" enroll "$home/desk.kit" >/dev/null
}
export -f meet
export build home
if unshare -Urn true 2>/dev/null; then
	unshare -Urn bash -euc meet
else
	echo "skipped: no network namespaces here"
	exit 77
fi
