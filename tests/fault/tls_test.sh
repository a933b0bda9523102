#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Whom a desk talks to: nobody but its own hub, over TLS 1.3, with a certificate of the kit's own authority, in its dates and
# under the hub's name. Everybody else never gets a byte of what would follow the handshake.
. "$(dirname "$0")/lib.sh"

make_hub hub; make_hub other
start_hub hub
kit hub 421202101 desk; kit hub 421202101 new
enroll desk >/dev/null
intake desk 甲 >/dev/null; sync desk >/dev/null
intake desk 乙 >/dev/null
stop_hub hub

# new_cert NAME CA ALTNAME [CLOCK [PURPOSE]] : $t/NAME.pem and .key, issued by the authority of that hub, good for thirty days
new_cert() {
	local name=$1 ca=$2 alt=$3 clock=${4:-+0} purpose=${5:-serverAuth}
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$t/$name.key" -out "$t/$name.csr" -subj /CN=hub
	by "$clock" openssl x509 -req -in "$t/$name.csr" -CA "$t/$ca/ca.pem" -CAkey "$t/$ca/ca.key" -days 30 -out "$t/$name.pem" \
		-extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=%s\n' "$alt" "$purpose")
} 2>/dev/null

# what whoever answers got to read behind the handshake: libcurl looks at the name once that is over
heard() { grep -v '^handshake$' "$t/heard"; }
# turned_away NAME STATUS WORDS : a run and an attempt to join come to nothing, and whoever answers has heard nothing
turned_away() {
	local name=$1
	fails "$name: $3" "$2" "$3" sync desk
	fails "$name: joining" "$2" "$3" enroll new
	is "$name: nothing was sent" "$(heard)" ""
	is "$name: nothing is marked as sent, the code is still secret" \
		"$(unsound desk)$(acked desk) $(sqlite3 "$t/new/yichuang.db" 'SELECT length(code) FROM self')" "1 32"
}
fails "with the hub away joining may be tried again" 6 "" enroll new

new_cert expired hub IP:127.0.0.1 -60d
new_cert early hub IP:127.0.0.1 +60d
new_cert host hub DNS:elsewhere.example
new_cert address hub IP:127.0.0.2
new_cert client hub IP:127.0.0.1 +0 clientAuth
new_cert foreign other IP:127.0.0.1
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$t/self.key" -out "$t/self.pem" -days 30 \
	-subj /CN=hub -addext subjectAltName=IP:127.0.0.1 2>/dev/null
year=$(date -u -d '+8 hours' +%Y)
while IFS='|' read -r cert name words; do
	answer_with "$t/$cert.pem" "$t/$cert.key"
	turned_away "$name" 7 "$words"
done <<CASES
expired|an expired certificate|已经过期。本机时间是 $year
early|one that is not yet good|还没有生效。本机时间是 $year
host|one for another name|证书不是给 127.0.0.1:$port_hub 的
address|one for another address|证书不是给 127.0.0.1:$port_hub 的
client|one that is not for servers|不是本县中心发的
foreign|one of another county|不是本县中心发的
self|one that nobody signed|不是本县中心发的
CASES

# an authority that this PC trusts in everything else is none of ours
answer_with "$t/foreign.pem" "$t/foreign.key"
export SSL_CERT_FILE=$t/other/ca.pem CURL_CA_BUNDLE=$t/other/ca.pem
turned_away "an authority that the PC knows" 7 "不是本县中心发的"
unset SSL_CERT_FILE CURL_CA_BUNDLE

answer_with --tls12 "$t/hub/server.pem" "$t/hub/server.key"
turned_away "TLS 1.2" 7 "TLS 1.3"
answer_with --plain "$t/hub/server.pem" "$t/hub/server.key"
turned_away "no TLS at all" 7 "没有加密"

# this PC's own clock
answer_with "$t/hub/server.pem" "$t/hub/server.key"
turned() { at "$1" by "$2" "$build/yichuang-sync" "${@:3}"; }
fails "an expired one, by a clock that is six years fast" 7 "本机时间是 $(date -u -d '+6 years +8 hours' +%Y)" turned desk +6y sync
fails "one of tomorrow, by a clock that is three days slow" 7 "还没有生效。本机时间是" turned desk -3d sync
fails "one whose authority is out of its dates" 7 "已经过期" turned desk +25y sync
is "nor did anybody hear of that" "$(heard)" ""

# an address without TLS is not even tried
quiet; answer_with --plain "$t/hub/server.pem" "$t/hub/server.key"
sqlite3 "$t/desk/yichuang.db" "UPDATE self SET url = replace(url, 'https:', 'http:')"
fails "an address without https is not used" 7 "https://" sync desk
is "nobody heard of it" "$(heard)" ""
sqlite3 "$t/desk/yichuang.db" "UPDATE self SET url = replace(url, 'http:', 'https:')"

# the man with the hub's own key is heard: so the others' silence above means something
answer_with "$t/hub/server.pem" "$t/hub/server.key"
fails "the hub's own certificate is believed" 6 "登录" sync desk
is "and gets a request" "$(heard | cut -d' ' -f1)" /v1/sync

quiet
start_hub hub
ok "with the hub back the next run completes" sync desk
ok "and the new desk joins" enroll new
intake new 丙 >/dev/null; sync new >/dev/null
is "with everything there" "$(whole desk new)" ""
exit $failures
