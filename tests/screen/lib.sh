# SPDX-License-Identifier: Apache-2.0
# Screen tests: keystrokes in, pictures out, on a private tmux server of 80×24. Source it, give it "$@".
#
#   store KIND [UNIT]     a fresh practice store (see make_store.c)        desk [VAR=VALUE]…   start the desk on it
#   keys KEY…             tmux key names (F2, Enter, Escape, C-b) or text  paste TEXT          a bracketed paste
#   expect_text TEXT      until it is somewhere on the screen              expect_no_text TEXT
#   expect_screen <<EOF   the whole picture, blanks at line ends aside     expect_cursor ROW COLUMN   from 0
#   expect_end            until the desk has gone                          done_testing
#
# Nothing sleeps for a fixed time: every expectation is looked for until it is there, 10 seconds at most.
set -u
build=$(cd "${1:?build folder}" && pwd)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
desks=0
socket=yichuang-screen-$$
failures=0
test_name=start
exec {tick}<> <(:)

export LANG=C.UTF-8 LC_ALL= LANGUAGE= YICHUANG_SHARE=$root YICHUANG_CLOCK=2026-11-24T09:41:07+08:00 XDG_CONFIG_HOME=$work/config
export YICHUANG_HOME=$work/home
# a desk that syncs when it opens would say so on every picture
export YICHUANG_SYNC_EVERY=0
unset LC_ALL NO_COLOR

mux() { tmux -L "$socket" -f /dev/null "$@" 2>>"$work/tmux"; }
finish() { mux kill-server 2>/dev/null; rm -rf "$work"; }
trap finish EXIT

it() { test_name=$1; }
ok() { echo "ok - $test_name"; }
not_ok() {
	echo "not ok - $test_name"
	failures=1
	[ -z "${1-}" ] || printf '%s\n' "$1" | sed 's/^/    /'
	# a desk that is gone says why
	[ ! -s "$work/status" ] || { echo "    desk ended with $(cat "$work/status")"; sed 's/^/    /' "$work/stderr"; }
}

store() {
	rm -rf "$YICHUANG_HOME" "$YICHUANG_HOME".*
	"$build/tests/screen/make_store" "$YICHUANG_HOME" "$@" || { not_ok "no store"; exit 1; }
}

# desk [VAR=VALUE]… : in a window of its own; an earlier one is ended.
desk() {
	mux kill-server 2>/dev/null
	desks=$((desks + 1)) socket=yichuang-screen-$$-$desks
	rm -f "$work/status"
	mux new-session -d -s t -x "${COLUMNS_WANTED:-80}" -y "${ROWS_WANTED:-24}" \
		"env TERM=${TERM_WANTED:-tmux-256color} YICHUANG_DESK_ESCDELAY=100 YICHUANG_DESK_AMBIGUOUS=1 $* '$build/yichuang' 2>'$work/stderr'; echo \$? >'$work/status'"
	mux set-option -g status off
	mux set-option -sg escape-time 0
	mux resize-window -t t -x "${COLUMNS_WANTED:-80}" -y "${ROWS_WANTED:-24}" 2>/dev/null
}

# The process itself: tmux keeps a shell above it.
desk_pid() { pgrep -f "^$build/yichuang\$" -P "$(mux display-message -p -t t '#{pane_pid}')"; }

keys() { mux send-keys -t t "$@"; }
type_text() { mux send-keys -t t -l -- "$1"; }
paste() { mux set-buffer -- "$1"; mux paste-buffer -p -t t; }
screen() { mux capture-pane -p -t t | sed 's/[ 	]*$//'; }
cursor() { mux display-message -p -t t '#{cursor_y} #{cursor_x}'; }
resize() { mux resize-window -t t -x "$2" -y "$1"; }

# until CONDITION… : again and again, a twentieth of a second apart
until_true() {
	local end=$((SECONDS + 10))
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		read -r -t 0.05 -u "$tick" _ || :
	done
}

has_text() { [[ "$(screen)" == *"$1"* ]]; }
has_no_text() { [[ "$(screen)" != *"$1"* ]]; }
is_picture() { [ "$(screen)" = "$1" ]; }
is_cursor() { [ "$(cursor)" = "$1" ]; }
has_ended() { [ -s "$work/status" ]; }

expect_text() { until_true has_text "$1" && ok || not_ok "no “$1” in:
$(screen)"; }
expect_no_text() { until_true has_no_text "$1" && ok || not_ok "still “$1” in:
$(screen)"; }
expect_cursor() { until_true is_cursor "$1 $2" && ok || not_ok "cursor $(cursor), expected $1 $2, in:
$(screen)"; }
expect_end() { until_true has_ended && [ "$(cat "$work/status")" = "${1:-0}" ] && ok || not_ok "status $(cat "$work/status" 2>/dev/null)"; }
# Wait without counting it as a test of its own.
wait_text() { until_true has_text "$1" || not_ok "waited for “$1” in:
$(screen)"; }

is_still() { local a; a=$(screen); read -r -t 0.4 -u "$tick" _ || :; [ "$a" = "$(screen)" ]; }

# expect_screen [screen:NAME] [form:NAME] : what it is a picture of, for walk_test.sh. PICTURES=folder draws them instead (redraw.sh).
expect_screen() {
	local expected
	expected=$(sed 's/[ 	]*$//')
	if [ -n "${PICTURES-}" ]; then
		pictures=$((${pictures:-0} + 1))
		until_true is_still
		screen >"$PICTURES/$pictures"
		return
	fi
	until_true is_picture "$expected" && { ok; return; }
	not_ok "$(diff <(printf '%s\n' "$expected") <(screen))"
}

# What is drawn for the newest hanzi, U+31350: itself where this tmux knows that it is two columns wide, else 〓.
newest_hanzi() {
	local hanzi=$'\U31350' socket=yichuang-width-$$ at
	mux new-session -d -s t -x 20 -y 2 "printf '%s.' '$hanzi'; read -r _"
	until_true eval '[[ "$(screen)" == *.* ]]'
	at=$(cursor)
	mux kill-server
	[ "$at" = "0 3" ] && echo "$hanzi" || echo 〓
}

done_testing() { exit $failures; }
