#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Whom a desk believes: its own hub, at the right time, under the right name. Everybody else hears nothing and nothing is marked as sent.
. "$(dirname "$0")/lib.sh"

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
late() { at desk faketime -f +6y "$build/yichuang-sync" sync --json; }
early() { at desk faketime -f -3d "$build/yichuang-sync" sync --json; }
fails "an expired certificate is told with this PC's time" 7 "本机时间是 $(date -u -d '+6 years +8 hours' +%Y)" late
unsent "expired"
fails "so is one that is not yet good" 7 "还没有生效。本机时间是" early
unsent "not yet good"

fast() { at fast faketime -f +2h "$build/yichuang-sync" sync; }
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

# one store in two places: who comes second is turned away
cp -r "$t/desk" "$t/copy"
cp -r "$t/desk" "$t/old"
intake desk 丙 >/dev/null
intake copy 另一份 >/dev/null; sync copy >/dev/null
fails "of a store that was copied the second is turned away" 7 "接不上" sync desk
unsent "copied"
fails "a store from an older backup is told so" 7 "旧备份" sync old
rm -r "$t/desk" && mv "$t/copy" "$t/desk"
intake desk 丁 >/dev/null
unsent() { is "$1: nothing is marked as sent" "$(acked desk)" 3; }

# --- who answers -----------------------------------------------------------------------------------------------------
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

# impostor CERT KEY [OPTION] ANSWER : answers on the hub's port until the next one
impostor=""
answer() {
	[ -z "$impostor" ] || { kill "$impostor"; wait "$impostor" 2>/dev/null; }
	: >"$t/heard"; : >"$t/impostor.out"
	python3 tests/system/impostor.py "$port_hub" "$1" "$2" "$t/heard" "${@:3}" >"$t/impostor.out" 2>&1 &
	impostor=$!
	started+=("$impostor")
	until_true grep -q ready "$t/impostor.out" || cat "$t/impostor.out"
}
unheard() { is "$1: no body was sent" "$(cat "$t/heard")" ""; }

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$t/self.key" -out "$t/self.pem" -days 30 \
	-subj /CN=hub -addext subjectAltName=IP:127.0.0.1 2>/dev/null
answer "$t/self.pem" "$t/self.key" page
fails "a certificate of nobody is not believed" 7 "不是本县中心发的" sync desk
unsent "self-signed"; unheard "self-signed"

openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$t/name.key" -out "$t/name.csr" -subj /CN=hub 2>/dev/null
openssl x509 -req -in "$t/name.csr" -CA "$t/hub/ca.pem" -CAkey "$t/hub/ca.key" -days 30 -out "$t/name.pem" \
	-extfile <(echo subjectAltName=DNS:elsewhere.example) 2>/dev/null
answer "$t/name.pem" "$t/name.key" page
fails "a certificate for another host is told as such" 7 "证书不是给 127.0.0.1:$port_hub 的" sync desk
unsent "wrong host"; unheard "wrong host"

answer "$t/hub/server.pem" "$t/hub/server.key" --tls12 page
fails "an older TLS is refused" 7 "TLS 1.3" sync desk
unsent "TLS 1.2"; unheard "TLS 1.2"

# --- what is answered, by somebody with the hub's own certificate ----------------------------------------------------
reply() { # NAME ANSWER STATUS WORDS
	answer "$t/hub/server.pem" "$t/hub/server.key" "$2"
	fails "$1" "$3" "$4" sync desk
	unsent "${2##*/}"
}
reply "a page is taken for a login page" page 6 "登录"
reply "a redirect is named, not followed" redirect 6 "http://login.example/"
reply "a busy hub says how long" busy 6 "77 秒"
reply "a broken hub may be tried again" broken 6 "500"
reply "garbage in our own type is garbage" garbage 1 "格式不对"
reply "a reply without end is cut off" flood 1 "太大"
reply "what the hub told somebody else is not for us" "$t/overheard" 7 "不是给本机的"
reply "what another hub signed is not believed" "$t/foreign" 7 "签名不对"
reply "a refusal is passed on" refusal 4 "不收"
is "without the escape sequence in it" "$(grep -c $'\e' "$t/err")" 0

# a proxy that wants a login before it lets anybody through
fails "a proxy that is away is told" 6 "" env https_proxy=http://127.0.0.1:9 "$BASH" -c "YICHUANG_HOME=$t/desk exec $build/yichuang-sync sync"
kill "$impostor"; wait "$impostor" 2>/dev/null
start_hub hub
ok "with the hub back all is well" sync desk
is "and all is sent" "$(acked desk)" 4
exit $failures
