# SPDX-License-Identifier: Apache-2.0
# What the system tests share: sourced with the build folder as $1. A hub on a free port of loopback, desks beside it, ok/not ok.
build=$(cd "$1" && pwd) || exit 2
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root" || exit 2
export YICHUANG_SHARE=$root LC_ALL=C.UTF-8 LANGUAGE= XDG_CONFIG_HOME=/nonexistent
# libfaketime is preloaded too, which a sanitizer would mind
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0"
unset http_proxy https_proxy HTTPS_PROXY ALL_PROXY all_proxy YICHUANG_CLOCK
t=$(mktemp -d /tmp/yichuang-system-XXXXXX)
failures=0 started=()

finish() {
	for p in "${started[@]}"; do kill "$p" 2>/dev/null; done
	wait 2>/dev/null
	[ -n "${KEEP:-}" ] || rm -rf "$t"
}
trap finish EXIT

# ok NAME COMMAND… : the command decides; what it said is shown where it failed
ok() {
	local name=$1 said; shift
	if said=$("$@" 2>&1); then echo "ok - $name"; else echo "not ok - $name"; printf '%s\n' "   $*" "$said"; failures=1; fi
}
# is NAME GOT WANTED
is() {
	if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1"; printf '   got:    %s\n   wanted: %s\n' "$2" "$3"; failures=1; fi
}
# fails NAME STATUS WORDS COMMAND… : this exit status, and these words on stderr
fails() {
	local name=$1 status=$2 words=$3 got=0; shift 3
	"$@" >"$t/out" 2>"$t/err" || got=$?
	if [ "$got" = "$status" ] && grep -qF -- "$words" "$t/err"; then echo "ok - $name"; else
		echo "not ok - $name"; echo "   exit $got, wanted $status and “$words”"; cat "$t/out" "$t/err"; failures=1
	fi
}

# until_true COMMAND… : within ten seconds
until_true() {
	local end=$((SECONDS + 10))
	until "$@" >/dev/null 2>&1; do
		[ "$SECONDS" -lt "$end" ] || return 1
		read -rt 0.02 <> <(:) || :
	done
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# make_hub NAME [HOST] : $t/NAME with its port in port_NAME
make_hub() {
	local name=$1 port
	port=$(free_port)
	printf -v "port_$name" %s "$port"
	"$build/yichuang-hub" init "$t/$name" --county 421202 --url "https://${2:-127.0.0.1}:$port" 2>"$t/$name.init" || cat "$t/$name.init"
}
# start_hub NAME [OPTION…] : ready when this returns; its process in pid_NAME
start_hub() {
	local name=$1; shift
	: >"$t/$name.log"
	"$build/yichuang-hub" serve "$t/$name" "$@" 2>>"$t/$name.log" &
	printf -v "pid_$name" %s "$!"
	started+=("$!")
	until_true grep -q '^listening on ' "$t/$name.log" || { echo "not ok - the hub starts"; cat "$t/$name.log"; exit 1; }
}
# stop_hub NAME : SIGTERM; gives its exit status
stop_hub() {
	local pid=pid_$1
	kill "${!pid}"
	wait "${!pid}"
}
kit() { "$build/yichuang-hub" kit "$t/$1" --unit "$2" --name "$3" -o "$t/$3.kit"; } # kit HUB UNIT NAME

# at DESK COMMAND… : with that desk's store
at() { local home=$t/$1; shift; YICHUANG_HOME=$home YICHUANG_DESK_WHO=李明 "$@"; }
sync() { at "$1" "$build/yichuang-sync" sync --json; }
enroll() { at "$1" "$build/yichuang-sync" enroll "${2:-$t/$1.kit}"; }
intake() { at "$1" "$build/yichuang" fill intake "title=$2" type=0101 place=421202101001; } # prints the number

# refused_by_hub DESK : sync, while the hub takes the desk for another unit's, and so refuses what it wrote; prints the result
refused_by_hub() {
	sqlite3 "$t/hub/yichuang.db" "INSERT INTO feed SELECT '421202103', pos, entry FROM feed WHERE unit = '421202101';
		UPDATE station SET unit = '421202103' WHERE name = '$1'"
	sync "$1"
	sqlite3 "$t/hub/yichuang.db" "UPDATE station SET unit = '421202101' WHERE name = '$1'"
}

# faketime(1) stays as the parent of what it runs and would be killed in its stead; what it leaves in /dev/shm then stops the
# next one with that process number
for _ in 1 2 3; do faketime_library=$(faketime -f +0 printenv LD_PRELOAD 2>/dev/null) && break; done
by() { local clock=$1; shift; LD_PRELOAD=$faketime_library FAKETIME=$clock "$@"; } # by CLOCK COMMAND…

json() { python3 -c 'import json, sys; d = json.load(sys.stdin); print('"$1"')'; }
# what the journal says of a desk: how many own entries, how many of them the hub confirmed
acked() { sqlite3 "$t/$1/yichuang.db" 'SELECT acked FROM self'; }
