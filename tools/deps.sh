#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Install the packages named that are missing. As root or through sudo; else print the line to give to somebody who may.
set -eu
missing=
for p in "$@"; do
	dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
line="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then sudo=; elif sudo -n true 2>/dev/null; then sudo=sudo
else
	echo "These packages are missing; ask an administrator to run:" >&2
	echo "  sudo apt-get update && sudo $line" >&2
	exit 1
fi
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -q >&2
$sudo env DEBIAN_FRONTEND=noninteractive $line >&2
