#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Whom a desk believes: its own hub, at the right time, under the right name. Everybody else hears nothing and nothing is marked as sent.
. "$(dirname "$0")/../fault/lib.sh"

make_hub hub
make_hub other
start_hub hub
kit hub 421202101 desk
kit hub 421202101 twin
enroll desk >/dev/null
intake desk 甲 >/dev/null
sync desk >/dev/null
intake desk 乙 >/dev/null

unsent() { is "$1: nothing is marked as sent" "$(acked desk)" 1; }

# --- the clock of this PC --------------------------------------------------------------------------------------------
late() { at desk by +6y "$build/yichuang-sync" sync --json; }
early() { at desk by -3d "$build/yichuang-sync" sync --json; }
fails "an expired certificate is told with this PC's time" 7 "本机时间是 $(date -u -d '+6 years +8 hours' +%Y)" late
unsent "expired"
fails "so is one that is not yet good" 7 "还没有生效。本机时间是" early
unsent "not yet good"

fast() { at fast by +2h "$build/yichuang-sync" sync; }
kit hub 421202101 fast; enroll fast >/dev/null
fails "a clock that is merely wrong is no obstacle, but told" 0 "快 120 分钟" fast

# --- who we are ------------------------------------------------------------------------------------------------------
fails "a kit that another store has used is refused" 7 "已经在另一台机器上用过" enroll thief "$t/desk.kit"
fails "and does not work later either" 7 "已经在另一台机器上用过" sync thief
ok "the first store is not disturbed" sync desk
is "what was left has gone up" "$(acked desk)" 2
unsent() { is "$1: nothing is marked as sent" "$(acked desk)" 2; }

enroll twin >/dev/null
sqlite3 "$t/hub/yichuang.db" "DELETE FROM station WHERE name = 'twin'"
fails "a station that the hub does not know is told so" 7 "没有登记" sync twin

# one store in two places: tests/system/renew_test.sh
intake desk 丙 >/dev/null; sync desk >/dev/null
intake desk 丁 >/dev/null
unsent() { is "$1: nothing is marked as sent" "$(acked desk)" 3; }

# --- who answers (certificates: tests/fault/tls_test.sh) ------------------------------------------------------------------
kit hub 421202101 neighbour
python3 -B tests/system/stranger.py "$t/neighbour.kit" "$t/overheard" >/dev/null
stop_hub hub
start_hub other
kit other 421202101 abroad
python3 -B tests/system/stranger.py "$t/abroad.kit" "$t/foreign" >/dev/null
stop_hub other
start_hub other --listen "127.0.0.1:$port_hub"
fails "another county's hub is not believed" 7 "不是本县中心发的" sync desk
unsent "another hub"
stop_hub other

# --- what is answered, by somebody with the hub's own certificate ----------------------------------------------------
answer_with "$t/hub/server.pem" "$t/hub/server.key"
reply() { # NAME ANSWER STATUS WORDS
	says "$2"
	fails "$1" "$3" "$4" sync desk
	unsent "${2##*/}"
}
reply "a page is taken for a login page" page 6 "登录"
reply "a redirect is named, not followed" redirect 6 "http://login.example/"
reply "a busy hub says how long" "status 503 77" 6 "77 秒"
reply "a broken hub may be tried again" "status 500" 6 "500"
reply "garbage in our own type is garbage" garbage 1 "格式不对"
reply "a reply without end is cut off" flood 1 "太大"
reply "what the hub told somebody else is not for us" "file $t/overheard" 7 "不是给本机的"
reply "what another hub signed is not believed" "file $t/foreign" 7 "签名不对"
reply "a refusal is passed on" "refusal 400" 4 "不收"
is "without the escape sequence in it" "$(grep -c $'\e' "$t/err")" 0

# a proxy that wants a login before it lets anybody through
fails "a proxy that is away is told" 6 "" env https_proxy=http://127.0.0.1:9 "$BASH" -c "YICHUANG_HOME=$t/desk exec $build/yichuang-sync sync"
quiet
start_hub hub
ok "with the hub back all is well" sync desk
is "and all is sent" "$(acked desk)" 4
exit $failures
