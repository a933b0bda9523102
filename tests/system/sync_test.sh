#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Desks and a hub, and a line that works: what one writes the others have, once.
. "$(dirname "$0")/lib.sh"

# what a store holds of every desk: ids and digests
journal() { sqlite3 "$t/$1/yichuang.db" "SELECT id, hex(digest) FROM journal WHERE (id >> 32) & 8191 > 0 ORDER BY id"; }
fields_of() { json 'json.dumps([d["no"], d["step"], d["fields"], [[e["form"], e["fields"]] for e in d["timeline"]]], ensure_ascii=False, sort_keys=True)'; }

make_hub hub
start_hub hub
kit hub 421202101 first; kit hub 421202101 second; kit hub 421202102 far
ok "the hub tells that it is well" curl -sf --noproxy '*' --cacert "$t/hub/ca.pem" "https://127.0.0.1:$port_hub/v1/health"
fails "a store without a kit says how to join" 3 "入网" sync nobody
for d in first second far; do ok "$d joins" enroll $d; done
ok "joining twice with the same kit is harmless" enroll first
fails "another kit does not move a desk" 3 "已经入网" enroll first "$t/far.kit"
fails "a file that is no kit is named so" 3 "不是入网包" enroll stray README.md
is "the stations are known as enrolled" "$("$build/yichuang-hub" stations "$t/hub" --json | json 'sorted(s["state"] for s in d)')" \
	"['enrolled', 'enrolled', 'enrolled']"

no=$(intake first 宅基地边界纠纷)
intake first 水渠改道 >/dev/null
is "nothing is confirmed before it was sent" "$(acked first)" 0
is "two entries go up, in one exchange" "$(sync first | json '[d["entries_up"], d["entries_down"], d["exchanges"], d["refused"]]')" "[2, 0, 1, []]"
is "the receipt is kept" "$(acked first)" 2
is "a proof of what was confirmed stays" "$(sqlite3 "$t/first/yichuang.db" 'SELECT direction, first, last FROM proof')" "r|1|2"
is "and one at the hub" "$(sqlite3 "$t/hub/yichuang.db" 'SELECT direction, first, last FROM proof')" "r|1|2"
is "the second sync sends nothing" "$(sync first | json '[d["entries_up"], d["entries_down"]]')" "[0, 0]"
is "an exchange with nothing to say is small" "$(sync first | json '[100 < d["bytes_up"] < 200, 150 < d["bytes_down"] < 350]')" "[True, True]"
is "the sibling gets both" "$(sync second | json '[d["entries_up"], d["entries_down"]]')" "[0, 2]"
is "and gets them once" "$(sync second | json 'd["entries_down"]')" 0
is "another town gets nothing of it" "$(sync far | json 'd["entries_down"]')" 0

ok "the sibling goes on with the case" at second "$build/yichuang" fill handle "$no" kind=02 content=上门谈了一次
sync second >/dev/null
is "the first has it" "$(sync first | json 'd["entries_down"]')" 1
is "both desks hold the same entries" "$(journal first)" "$(journal second)"
is "the hub holds the same entries" "$(journal first)" "$(journal hub)"
here=$(at first "$build/yichuang" show "$no" --json | fields_of)
is "both desks show the same case" "$here" "$(at second "$build/yichuang" show "$no" --json | fields_of)"
is "the hub shows the same case" "$here" "$("$build/yichuang-hub" show "$t/hub" "$no" --json | fields_of)"
is "the county finds it by a word" "$("$build/yichuang-hub" list "$t/hub" case --find 宅基地 --json | json '[r["no"] for r in d]')" "['$no']"

mkdir -p "$t/new/data"
printf 'code,name\n1,红\n' >"$t/new/data/colour.csv"
ok "a table is published while the hub serves" "$build/yichuang-hub" publish "$t/hub" "$t/new"
is "a desk of the one town gets it" "$(sync first | json 'd["entries_down"]')" 1
is "a desk of the other too" "$(sync far | json 'd["entries_down"]')" 1

# the morning after a holiday
crowd=$(seq -f 'crowd%g' 8)
for d in $crowd; do kit hub 421202102 "$d"; enroll "$d" >/dev/null; for n in 1 2 3; do intake "$d" "$d 第 $n 件" >/dev/null; done; done
waiting=()
for d in $crowd; do sync "$d" >"$t/$d.out" 2>&1 & waiting+=($!); done
wait "${waiting[@]}"
is "many desks at once are all confirmed" "$(for d in $crowd; do acked "$d"; done | sort | uniq -c | tr -s ' ')" " 8 3"
for d in $crowd; do sync "$d" >/dev/null; done
is "and in the end all hold the same" "$(for d in $crowd; do journal "$d" | md5sum; done | sort -u | wc -l)" 1

for d in first second far; do ok "the journal of $d verifies" at $d "$build/yichuang" verify; done
ok "the hub's verifies" "$build/yichuang-hub" verify "$t/hub"
is "the time of the last success is noted" "$(($(sqlite3 "$t/first/yichuang.db" "SELECT value FROM note WHERE key = 'sync.last_ok'") / 100000000))" "$(($(date +%s%3N) / 100000000))"

station=$("$build/yichuang-hub" stations "$t/hub" --json | json '[s["station"] for s in d if s["name"] == "far"][0]')
ok "a desk is locked out" "$build/yichuang-hub" revoke "$t/hub" "$station"
intake far 停用之后写的 >/dev/null
fails "and told so" 7 "停用" sync far
is "what it wrote stays unsent" "$(acked far)" 0
fails "two hubs on one port say so" 1 "占用" "$build/yichuang-hub" serve "$t/hub"
stop_hub hub
is "the hub stops when asked to" $? 0
exit $failures
