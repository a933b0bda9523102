#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What a county changes by itself, as docs/forms.md shows it: a limit, a department, a step. Files are edited, checked, published; no
# program is built anew, and cases under way keep what they were promised.
. "$(dirname "$0")/lib.sh"
y=$build/yichuang

make_hub hub
start_hub hub
kit hub 421202101 town
enroll town >/dev/null
new() { intake town "$1"; }
due() { at town "$y" show "$1" --json | json 'd["due"]'; }
publish() { "$build/yichuang-hub" publish "$t/hub" "$t/county" && sync town; }
mkdir -p "$t/county/data" "$t/county/forms"
days_between() { python3 -c 'import datetime as d, sys; a, b = (d.date.fromisoformat(x) for x in sys.argv[1:]); print((b - a).days)' "$1" "$2"; }
today=$(TZ=Asia/Shanghai date +%F)

before=$(new 改期限之前)
was=$(due "$before")
sed '/^\[limit settle\]/,/^\[/ s/^days   = 7$/days   = 40/; /^\[limit settle\]/,/^\[/ { /^rolls/d }' data/deadlines.ini >"$t/county/data/deadlines.ini"
ok "a changed limit is checked" "$y" lint "$t/county/data/deadlines.ini"
ok "and published" publish
is "a new case has the new limit" "$(days_between "$today" "$(due "$(new 改期限之后)")")" 40
is "an old one keeps its day" "$(due "$before")" "$was"

no=$(new 退役军人安置)
fails "a department that nobody knows is refused" 3 "没有这个单位" at town "$y" fill dispatch "$no" lead=军休所
{ cat data/departments.csv; printf 'jxs,军休所,%s\n' "$(awk -F, '$2 == "政府系统" { print $1 }' data/departments.csv)"; } >"$t/county/data/departments.csv"
ok "a new department is checked" "$y" lint "$t/county/data/departments.csv"
ok "and published" publish
ok "cases are handed to it" at town "$y" fill dispatch "$no" lead=军休所
is "by its code" "$(at town "$y" show "$no" --json | json 'd["fields"]["lead"]')" 421202101.jxs

# a step of their own between 交 and 办: 村湾夜话
sed 's/^\[step 办\]/[step 话]\nname   = 村湾夜话\ndoing  = 夜话\n\n[step 办]/' data/flow.ini >"$t/county/data/flow.ini"
cat >"$t/county/forms/evening.ini" <<'FORM'
[form]
title     = 村湾夜话
continues = case
step      = 话
levels    = village town
version   = 1

[field people_there]
label    = 参加人数
type     = int
required = yes

[field said]
label    = 群众意见
type     = lines
max      = 500
required = yes

[effect]
step      = 话
needs     = "step = 汇 | 研 | 交"
needs_say = 已经在办了，不用再开夜话会。
FORM
ok "a new step and its form are checked" "$y" lint "$t/county"
ok "and published" publish
ok "a case takes the new step" at town "$y" fill evening "$no" people_there=30 said=大家认为按合同办。
is "and is there" "$(at town "$y" show "$no" --json | json 'd["step"]')" 话
is "the town and the county list it by that step" "$(at town "$y" list case step=话 --json | json 'len(d)') $(sync town >/dev/null; "$build/yichuang-hub" list "$t/hub" case step=话 --json | json 'len(d)')" "1 1"
exit $failures
