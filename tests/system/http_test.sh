#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What a hub says to strangers, and how it stops.
. "$(dirname "$0")/lib.sh"

make_hub hub
start_hub hub
url=https://127.0.0.1:$port_hub
ask() { curl -s --noproxy '*' --cacert "$t/hub/ca.pem" -D "$t/head" -o "$t/body" -w '%{http_code}\n' "$@"; }
code() { tr -d '\r' <"$t/head" | sed -n 's/^[Yy]ichuang-[Ee]rror: //p'; }
says() { # NAME STATUS CODE CURL-ARGUMENT… : an error has its word, its type and one sentence
	local name=$1 status=$2 word=$3; shift 3
	is "$name" "$(ask "$@") $(code)" "$status $word"
	ok "$name: in one line of UTF-8 text" bash -c "grep -qi '^content-type: text/plain; charset=utf-8' '$t/head' && iconv -f utf-8 '$t/body' && test \$(wc -l <'$t/body') = 0"
}

is "health is JSON" "$(ask "$url/v1/health") $(json '[d["ok"], d["hub"] >> 18 & 8191 > 0]' <"$t/body")" "200 [True, True]"
says "an address that is not there" 404 not-found "$url/"
says "one with .. in it" 404 not-found --path-as-is "$url/v1/../hub/ca.key"
says "reading what is to be posted" 405 method "$url/v1/sync"
is "and says what would do" "$(tr -d '\r' <"$t/head" | sed -n 's/^[Aa]llow: //p')" POST
says "posting what is to be read" 405 method -d x "$url/v1/health"
says "an empty body" 400 garbled -X POST "$url/v1/sync"
says "a body that is no envelope" 400 garbled --data-binary @README.md "$url/v1/sync"
says "neither is it an enrolment" 400 garbled --data-binary @"$0" "$url/v1/enroll"
head -c 9000000 /dev/urandom >"$t/big"
says "a body over the limit" 413 too-large --data-binary @"$t/big" -H Expect: "$url/v1/sync"
says "one whose length is not told" 413 too-large --data-binary @"$t/big" -H Expect: -H 'Transfer-Encoding: chunked' "$url/v1/sync"
says "an enrolment over its smaller limit" 413 too-large --data-binary @<(head -c 70000 "$t/big") -H Expect: "$url/v1/enroll"
head -c 8000000 "$t/big" >"$t/fits"
says "one within the limit is read" 400 garbled --data-binary @"$t/fits" -H Expect: "$url/v1/sync"

is "TLS 1.2 is not spoken" "$(openssl s_client -connect "127.0.0.1:$port_hub" -tls1_2 </dev/null 2>/dev/null | grep -c 'Cipher is (NONE)')" 1
is "TLS 1.3 is" "$(openssl s_client -connect "127.0.0.1:$port_hub" </dev/null 2>/dev/null | grep -c '^New, TLSv1.3')" 1
is "nor plain HTTP" "$(curl -s --noproxy '*' -m 5 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port_hub/v1/health")" 000
is "after all that it is well" "$(ask "$url/v1/health")" 200
ok "the hub did not grow" test "$(awk '/VmHWM/ { print $2 }' "/proc/$pid_hub/status")" -lt 400000

# garbage straight into the port, and clients that hang up
for _ in $(seq 40); do
	exec 8<>"/dev/tcp/127.0.0.1/$port_hub" && head -c 300 "$t/big" >&8; exec 8>&-
done 2>/dev/null
is "nor mind noise" "$(ask "$url/v1/health")" 200

is "what is in hand is finished when the hub is stopped" "$(python3 tests/system/half.py "$port_hub" "$t/hub/ca.pem" "$pid_hub")" 400
wait "$pid_hub"
is "and then it ends well" $? 0
start_hub hub
kill -INT "$pid_hub"; wait "$pid_hub"
is "so it does at a Ctrl-C" $? 0

fails "--listen wants an address and a port" 2 "地址:端口" "$build/yichuang-hub" serve "$t/hub" --listen nonsense
fails "a folder without a hub is told" 1 "" "$build/yichuang-hub" serve "$t/nothing"
fails "options of another command are wrong usage" 2 "用法" "$build/yichuang-hub" serve "$t/hub" --unit 421202101
is "--help names every command" "$("$build/yichuang-hub" --help | grep -c '^  yichuang-hub ')" 15
exit $failures
