#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Each shipped form of a case, and what it causes, beside the main road that loop_test.sh walks: urgent, police, advice, petitions, up
# and back again, whistling, more time, standing still, void, put together, opened again, corrected. The hub takes all of it.
. "$(dirname "$0")/lib.sh"
y=$build/yichuang
day() { export YICHUANG_CLOCK=$1T${2:-09:00}:00+08:00; }
port=$(free_port)
"$build/yichuang-hub" init "$t/hub" --county 421202 --url "https://127.0.0.1:$port" --practice >/dev/null 2>&1
start_hub hub
for pair in village:421202101218 town:421202101 sfs:421202101.sfs; do
	kit hub "${pair#*:}" "${pair%:*}"
	enroll "${pair%:*}" >/dev/null 2>&1
done

# new DESK KEY=VALUE… : a case; its number in $no
new() { local desk=$1; shift; no=$(at "$desk" "$y" fill intake title=晒谷场纠纷 place=421202101218 type=0202 "$@"); }
step() { local desk=$1 form=$2; shift 2; ok "$form at $desk: ${*:1:1}" at "$desk" "$y" fill "$form" "$no" "$@"; } # step DESK FORM KEY=VALUE…
no_step() { local words=$1 desk=$2 form=$3; shift 3; fails "$form at $desk: $words" 3 "$words" at "$desk" "$y" fill "$form" "$no" "$@"; }
# the record's fields NAME…, "-" where there is nothing
has() {
	at "${desk:-town}" "$y" show "$no" --json | python3 -c '
import json, sys
d = json.load(sys.stdin)
f = d["fields"] | {"step": d["step"], "due": d["due"]}
print(" ".join(f.get(k) or "-" for k in sys.argv[1:]))' "$@"
}
pass() { for d in "$@" town sfs village; do sync "$d" >/dev/null 2>&1; done; }

# --- what does not go through all the steps ---------------------------------------------------------------------------
day 2026-11-24
new town matter=法律咨询 answer=自书遗嘱要全文亲笔、签名、注明年月日，不用公证。
is "advice given at the window ends there" "$(has step closed settled result due)" "结 2026-11-24 2026-11-24 04 -"
new town matter=法律咨询
is "advice that needs a lawyer goes on" "$(has step closed due)" "汇 - 2026-12-01"

new village matter=警务警情
is "a police matter is handed to the nearest station at once" "$(desk=village has step lead dispatcher due_dispatch)" \
	"交 421202101.pcs 421202101218 -"
is "and waits to be signed" "$(desk=village has due_sign)" 2026-11-25
no_step 写定 village correct field=主办单位 value=司法所 reason=改交
step village correct field=事件名称 value=半夜噪音 reason=登记时写错
is "a correction of the title leaves the lead" "$(desk=village has title lead)" "半夜噪音 421202101.pcs"

# --- urgent ------------------------------------------------------------------------------------------------------------
new town urgent=是 grade=重大
is "an urgent case has half an hour to be reported" "$(has due_urgent_call due_urgent_report)" "2026-11-24 09:30 2026-11-24 10:00"
day 2026-11-24 09:10
step town alarm call=110 told=派出所值班民警
is "once they were called, the other clock runs on" "$(has due_urgent_call due_urgent_report phoned)" "- 2026-11-24 10:00 2026-11-24 09:10"
no_step 书面报告 town alarm note=又打了一次
day 2026-11-24 09:40
step town alarm "reported=2026-11-24 09:40"
is "a report in writing ends it" "$(has due_urgent_report phoned)" "- 2026-11-24 09:10"
day 2026-11-24
new town urgent=是 call=110 "phoned=2026-11-24 08:58"
is "who called before writing has called" "$(has due_urgent_call due_urgent_report)" "- 2026-11-24 10:00"
new town
no_step 没有标紧急 town alarm call=110

# --- petitions ---------------------------------------------------------------------------------------------------------
no_step 信访 town accept accepted=受理 how=书面 told=胡有福
new town matter=信访诉求
is "a petitioner is told within fifteen days" "$(has due_inform)" 2026-12-09
step town accept accepted=受理 how=书面 told=胡有福
is "told is told" "$(has due_inform step accepted)" "- 汇 01"
new town matter=信访诉求
no_step 理由 town accept accepted=不予受理 how=书面 told=胡有福
step town accept accepted=不予受理 how=书面 told=胡有福 reason=已进入诉讼，请向法院提出。
is "what is not taken up ends there" "$(has step result closed due due_dispatch)" "结 02 2026-11-24 - -"

# --- handed out, up, and taken back ------------------------------------------------------------------------------------
new town
no_step 主办就是本单位 town dispatch lead=421202101
step town dispatch lead=司法所
pass town
no_step 先签收 sfs handle content=已谈话
no_step 先签收 sfs conclude result=终止 outcome=撤回
no_step 代录依据 town receive person=赵勇
no_step 写对方的人 town receive proxy=纸质交办单上赵勇签字
step town receive person=赵勇 proxy=纸质交办单上赵勇签字
is "the dispatching desk signs for a department without one" "$(has step received due_sign)" "办 2026-11-24 09:00 -"
no_step 已经签收 town refuse reason=不归我管 proxy=电话
step town intake summary=补登经过
is "saying more in the first form leaves the lead" "$(has lead summary)" "421202101.sfs 补登经过"
no_step 写定 town intake receiver=王强
step town dispatch lead=421202101
is "what is taken back is in hand again" "$(has step lead received due_sign)" "办 421202101 2026-11-24 09:00 -"

new village
no_step 乡镇 village escalate to=党委政府 signer=陈刚 reason=跨村
step village escalate to=上级综治中心 signer=李强 reason=跨村，要镇里协调。
is "a village hands up to its town" "$(desk=village has step lead dispatcher due_dispatch)" "交 421202101 421202101218 -"
pass village
step town receive
step town escalate to=党委政府 signer=陈刚 reason=长期没有化解
is "asking the committee leaves it where it is" "$(has step lead appealed)" "办 421202101 2026-11-24"

# --- whistling, looking after --------------------------------------------------------------------------------------------
no_step 没有吹哨 town reportin
step town whistle "called=派出所 司法所" why=两家对峙，请来人。 where=晒谷场
no_step 被吹哨 town reportin
is "whistled for" "$(has called)" "421202101.pcs 421202101.sfs"
pass town
step sfs reportin
step sfs handle kind=现场处置 content=已到场劝开
step town supervise kind=现场督办 content=到村看了，双方已离开。
step town sponsor leader=王镇长 post=镇长
is "somebody answers for it" "$(has leader step)" "王镇长 办"

# --- more time, no time --------------------------------------------------------------------------------------------------
new town
step town assess grade=一般 opinion=请司法所调
step town dispatch lead=司法所
pass town
no_step 最多 town extend days=8 approver=陈刚 reason=当事人外出
no_step 向交办单位提出 sfs extend days=7 approver=陈刚 reason=当事人外出
step town extend days=7 approver=陈刚 reason=当事人外出
is "seven days more" "$(has due)" 2026-12-08
no_step 延长过 town extend days=7 approver=陈刚 reason=还要等
day 2026-11-26
step town pause approver=陈刚 reason=等伤情鉴定
is "no day is due while it stands still" "$(has due standing)" "- settle"
no_step 已经暂停 town pause approver=陈刚 reason=再停
day 2026-11-30
no_step 不能比 town resume "resumed=2026-11-25 09:00" reason=鉴定已出
step town resume reason=鉴定已出
is "four days later it goes on for so much longer" "$(has due standing paused)" "2026-12-14 - -"
no_step 没有暂停 town resume reason=再恢复

# --- an end that was none --------------------------------------------------------------------------------------------------
pass town
step sfs receive
step sfs conclude result=已化解 method=人民调解 agreement=书面 sealed=是 effective=2026-11-30 outcome=已签协议
pass sfs
is "a result ends the time, and starts that of telling" "$(has step due due_feedback due_confirm closed)" \
	"结 - 2026-12-03 2026-12-30 -"
no_step 不能再交办 town dispatch lead=派出所
step town inform told=张三 how=当面 said=没有意见 accepts=认可
is "told, it is done" "$(has step closed due_feedback due_revisit)" "结 2026-11-30 - 2026-12-15"
no_step 先填 town inform told=张三 how=当面 said=没有意见 accepts=认可
day 2027-01-04
no_step 三十日 town confirm stage=申请 joint=是 court=咸安区人民法院
step town revisit asked=张三 satisfaction=不满意 flared=是 content=首期款没有付。
is "asked once" "$(has step flared revisits due_revisit due_revisit_again)" "评 是 1 - -"
step town reopen reason=首期款没有付，又起争执。
is "opened again it has its time anew, and no result" "$(has step due result closed settled revisits extended due_confirm accepts satisfaction flared)" \
	"办 2027-01-11 - - - - - - - - -"

# --- what was a mistake ------------------------------------------------------------------------------------------------------
day 2026-11-24
new town
other=$no
new town
no_step 另一个人 town void reason=重复登记 second=李明
step town void reason=测试登记 second=王强
is "void is void" "$(has step voided closed due due_dispatch)" "废 2026-11-24 2026-11-24 - -"
for form in handle assess dispatch conclude revisit supervise; do no_step "" town $form; done
step town correct field=事件名称 value=甲 reason=乙
new town
no_step 自己 town link "main=$no" reason=同一件事
step town link "main=$other" reason=同一件事
is "put into another it is at rest" "$(has step main due closed)" "并 $other - 2026-11-24"
no_step 已并入 town link "main=$other" reason=同一件事
step town unlink reason=当事人不同
is "taken out again it goes on" "$(has step main due closed)" "研 - 2026-12-01 -"

# --- the hub has judged the same -----------------------------------------------------------------------------------------------
# --- 协办 returns it after 主办 has signed --------------------------------------------------------------------------------
day 2026-11-24
new town
step town dispatch lead=司法所 with=421202101218
pass town
step sfs receive
pass sfs
step village refuse reason=这户已迁到镇上。
pass village
is "who assists no more is off the list, and nothing else changes" "$(has with lead step refusals)" "- 421202101.sfs 办 -"

pass village town sfs
is "the hub refused nothing" "$(for d in village town sfs; do sync $d | json 'd["refused"]'; done | sort -u)" "[]"
for d in village town sfs; do is "all of $d arrived" "$(sqlite3 "$t/$d/yichuang.db" \
	'SELECT max(journal.id & 4294967295) - acked FROM journal, self WHERE journal.id >> 32 = number')" 0; done
is "the hub says of the last case what the town says" "$("$build/yichuang-hub" show "$t/hub" "$no" --json | json 'd["step"], d["due"]')" \
	"$(at town "$y" show "$no" --json | json 'd["step"], d["due"]')"
exit $failures
