#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A case goes from desk to desk: up, to those the centre whistles for, across towns, to a department without a desk. The history goes with
# it, the first receiver stays.
. "$(dirname "$0")/lib.sh"
y=$build/yichuang
port=$(free_port)
"$build/yichuang-hub" init "$t/hub" --county 421202 --url "https://127.0.0.1:$port" --practice >/dev/null 2>&1
start_hub hub
for pair in town:421202101 village:421202101218 far:421202102 police:421202101.pcs county:421202; do
	kit hub "${pair#*:}" "${pair%:*}"
	enroll "${pair%:*}" >/dev/null 2>&1
done
export YICHUANG_CLOCK=2026-11-24T09:41:00+08:00
new() { local d=$1; shift; at "$d" "$y" fill intake type=0101 place=421202101218 "$@"; }
fill() { local d=$1 form=$2 no=$3; shift 3; at "$d" "$y" fill "$form" "$no" "$@"; }
value() { at "$1" "$y" show "$2" --json | json "d['fields'].get('$3', '')"; } # value DESK NO FIELD
step_of() { at "$1" "$y" show "$2" --json | json 'd["step"]'; }
all() { for d in town village far police county town; do sync $d >/dev/null 2>&1 || { echo "not ok - $d syncs"; failures=1; }; done; }

# 上报、吹哨
no=$(new village title=山林权属)
ok "the village passes it up" fill village escalate "$no" to=上级综治中心 signer=李强 reason=村里调不成。
all
is "the town has it" "$(value town "$no" lead)" 421202101
ok "and signs" fill town receive "$no"
ok "the town whistles for departments" fill town whistle "$no" "called=派出所 司法所" why=现场处置 where=后山
all
is "who see it" "$(value police "$no" called)" "421202101.pcs 421202101.sfs"
ok "and report in" fill police reportin "$no" person=吴刚
fails "one who was not called does not" 3 "" fill far reportin "$no"
all

# 跨镇移交：全部经过到新单位
ok "it is handed to another town" fill town dispatch "$no" lead=421202102
all
is "with its whole history" "$(at far "$y" show "$no" --json | json 'len(d["timeline"])')" "$(at town "$y" show "$no" --json | json 'len(d["timeline"])')"
is "the first receiver stays" "$(value far "$no" receiver) $(value far "$no" unit)" "李明 421202101218"
fails "and is not corrected away" 3 "不能改" fill far correct "$no" field=receiver value=别人 reason=换人
ok "the other town goes on" fill far receive "$no"
ok "and hands it to its own department" fill far dispatch "$no" lead=司法所
is "which is that town's" "$(value far "$no" lead)" 421202102.sfs
ok "for which, without a desk, it records the signing" fill far receive "$no" person=郑浩 "proxy=纸质交办单郑浩签字"
ok "the order can be printed" at far "$y" print dispatch "$no" -o "$t/order.txt"
is "with who is to do it" "$(grep -c 官埠桥镇司法所 "$t/order.txt")" 2
all
is "the county sees all that" "$(at county "$y" show "$no" --json | json 'd["fields"]["lead"]')" 421202102.sfs
ok "the county asks how it goes" fill county supervise "$no" kind=01 content=电话了解进展。
is "which changes no step" "$(step_of county "$no")" 办

for d in town village far police county; do
	is "nothing of $d was refused" "$(at $d "$y" list case --json | json '[r["no"] for r in d if r["state"] in ("refused", "conflict", "held")]')" "[]"
done
ok "the hub's journal verifies" "$build/yichuang-hub" verify "$t/hub"
exit $failures
