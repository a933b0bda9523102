#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The whole loop, as the county describes it: a village takes a quarrel in, the town studies and hands it out, one department refuses
# and is overruled, the time runs out, a letter goes out and is answered, they settle, the court confirms, somebody calls on them.
# Played twice: over a line that works, and over one that delays, repeats and reorders what it carries.
. "$(dirname "$0")/lib.sh"

y=$build/yichuang
export y
day() { export YICHUANG_CLOCK=$1T$2:00+08:00; }
home() { echo "$t/$world-$1"; }
as() { local desk=$1 who=$2; shift 2; YICHUANG_HOME=$(home "$desk") YICHUANG_DESK_WHO=$who "$@"; } # as DESK PERSON COMMAND…
# step DESK PERSON FORM KEY=VALUE… : on the case
step() { local desk=$1 who=$2 form=$3; shift 3; ok "$world: $form at $desk" as "$desk" "$who" "$y" fill "$form" "$no" "$@"; }
# no_step WORDS DESK PERSON FORM … : this desk may not do that now, and is told why
no_step() {
	local words=$1 desk=$2 who=$3 form=$4; shift 4
	fails "$world: $form at $desk: $words" 3 "$words" as "$desk" "$who" "$y" fill "$form" "$no" "$@"
}
# today DESK VIEW : the numbers in that view
today() { as "$1" 张敏 "$y" today --json | json "d['$2']"; }

once() { as "$1" 张敏 "$build/yichuang-sync" sync >"$t/sync.out" 2>&1 || { echo "not ok - $world: $1 syncs"; cat "$t/sync.out"; failures=1; }; }
# pass DESK… : what they wrote goes up, one after the other, and then everybody gets what is theirs
everybody=(village town sfs nyzx)
plain() { local d; for d in "$@" "${everybody[@]}"; do once "$d"; done; }
# The same over a bad line: replies are lost, so everything is sent again and comes down again; others are first, and slow ones last.
rough() {
	local d
	for d in nyzx village; do [[ " $* " == *" $d "* ]] || once "$d"; done
	for d; do once "$d"; forget "$d"; once "$d"; once "$d"; done
	for d in nyzx sfs town village town; do once "$d"; forget "$d"; done
	for d in "${everybody[@]}"; do once "$d"; done
}
# A desk that never got a reply: the hub has all it wrote, and it does not know.
forget() { sqlite3 "$(home "$1")/yichuang.db" 'UPDATE self SET acked = 0, cursor = 0'; }

begin() { # begin WORLD
	world=$1
	local port pair
	port=$(free_port)
	"$build/yichuang-hub" init "$t/${world}hub" --county 421202 --url "https://127.0.0.1:$port" --practice >/dev/null 2>&1
	start_hub "${world}hub"
	for pair in village:421202101218 town:421202101 sfs:421202101.sfs nyzx:421202101.nyzx; do
		"$build/yichuang-hub" kit "$t/${world}hub" --unit "${pair#*:}" --name "${pair%:*}" -o "$t/$world-${pair%:*}.kit"
		as "${pair%:*}" 张敏 "$build/yichuang-sync" enroll "$t/$world-${pair%:*}.kit" >/dev/null 2>&1
	done
}

# story PASS : PASS is plain or rough
story() {
	local pass=$1
	day 2026-10-23 09:40
	no=$(as village 李强 "$y" fill intake title=承包合同纠纷 type=0901 place=421202101218 opened="2026-10-23 09:30" \
		party1.name=张三 party1.phone=13812345678 party2.role=被申请人 party2.name=李四 party2.idno=未提供 \
		people=2 claim=要求支付三年租金 summary=租给同村李四的八亩水田连续三年未付租金，上门催要时发生争吵，未动手。)
	is "$world: the village takes it in" "$no" 421202101218-1-2026-0001
	$pass village

	day 2026-10-23 15:10
	no_step 签收 town 王强 receive
	step town 王强 assess grade=较大 host=陈刚 opinion=土地承包合同，金额较大，交司法所主办，农业农村服务中心协办。
	step town 王强 dispatch lead=司法所 with=421202101.nyzx opinion=请于一个月内调处。
	$pass town
	is "$world: the department has it to sign" "$(today sfs unsigned)" "['$no']"

	day 2026-10-26 09:00
	is "$world: nothing is left to hand out" "$(today town undispatched)" "[]"
	step sfs 赵勇 refuse reason=合同由经管站签订，宜由农业农村服务中心主办。
	$pass sfs
	is "$world: what came back is" "$(today town undispatched)" "['$no']"
	day 2026-10-26 10:00
	step town 王强 dispatch lead=司法所 with=421202101.nyzx opinion=争议在付租，不在发包，仍请司法所主办。
	$pass town
	step sfs 赵勇 refuse reason=人手不足。
	$pass sfs
	day 2026-10-27 09:00
	no_step 裁定 town 王强 dispatch lead=司法所
	step town 王强 dispatch lead=司法所 with=421202101.nyzx decided=陈刚 opinion=经政法委员裁定，由司法所主办。
	$pass town
	no_step 裁定 sfs 赵勇 refuse reason=还是不接。
	day 2026-10-27 10:20
	step sfs 赵勇 receive
	step nyzx 周平 receive
	$pass nyzx sfs
	is "$world: nothing is left to sign" "$(today town unsigned)" "[]"
	day 2026-11-03 16:20
	step sfs 赵勇 handle kind=02 content=双方到所调解，李四愿分两期补付，正在筹款。
	step nyzx 周平 handle kind=01 content=核对承包合同和台账，三年租金共一万四千四百元。
	$pass sfs nyzx

	# the time runs out: 30 days end on Sunday the 22nd, so on Monday the 23rd
	day 2026-11-23 17:00
	is "$world: on its last day it is not late" "$(today town overdue)" "[]"
	no_step 超期 town 张敏 notice signer=陈刚 approved=是
	day 2026-11-24 09:00
	is "$world: the day after it is" "$(today town overdue)" "['$no']"
	is "$world: and a letter waits to be signed" "$(today town notices)" "['$no']"
	is "$world: the county sees it, too" "$("$build/yichuang-hub" today "$t/${world}hub" --json | json 'd["overdue"]')" "['$no']"
	no_step 本单位 sfs 赵勇 notice signer=赵勇 approved=是
	no_step 签发人 town 张敏 notice signer=陈刚 approved=否
	step town 张敏 notice signer=陈刚 approved=是
	$pass town
	is "$world: the department has to answer" "$(today sfs unanswered)" "['$no']"
	day 2026-11-25 11:00
	step sfs 赵勇 reply measures=已约双方二十七日签协议。 reason=当事人外出务工。 expected=2026-11-28
	$pass sfs
	is "$world: the letter is answered" "$(today town unanswered)" "[]"

	day 2026-11-27 15:00
	step sfs 赵勇 conclude result=已化解 method=人民调解 mediation=人民调解 linkage=诉调 amount=14400 agreement=书面 \
		effective=2026-11-27 sealed=是 performance=未到期 outcome=李四分两期付清三年租金，首期七千二百元年底前付。
	no_step 反馈 sfs 赵勇 revisit asked=张三 satisfaction=满意 content=已回访。
	$pass sfs
	is "$world: what was settled and not told stays on a list" "$(today town unclosed)" "['$no']"
	step sfs 赵勇 inform told=张三、李四 how=当面 said=都没有意见。 accepts=认可
	$pass sfs
	is "$world: it is off that list" "$(today town unclosed)" "[]"
	day 2026-11-30 09:30
	no_step 共同 sfs 赵勇 confirm stage=申请 joint=否 court=咸安区人民法院 identity=否
	step sfs 赵勇 confirm stage=申请 joint=是 court=咸安区人民法院 identity=否
	day 2026-12-02 10:00
	step sfs 赵勇 confirm stage=法院受理
	day 2026-12-09 10:00
	step sfs 赵勇 confirm stage=裁定有效 document=（2026）鄂1202民特12号
	$pass sfs
	day 2026-12-10 09:00
	is "$world: somebody should call on them" "$(today town revisit)" "['$no']"
	step village 李强 revisit asked=张三 how=当面 satisfaction=满意 flared=否 content=首期租金已付，两家已和好。
	$pass village
}

# What a desk or the hub says of the case, but for what is its own affair.
case_of() { json 'json.dumps({k: v for k, v in d.items() if k != "sync"}, ensure_ascii=False, sort_keys=True, indent=1)'; }
same_everywhere() {
	local d here
	here=$(as village 李强 "$y" show "$no" --json | case_of)
	for d in town sfs nyzx; do is "$world: $d has what the village has" "$(as $d 王强 "$y" show "$no" --json | case_of)" "$here"; done
	is "$world: the hub has what the desks have" "$("$build/yichuang-hub" show "$t/${world}hub" "$no" --json | case_of)" "$here"
	printf '%s\n' "$here" >"$t/$world.json"
	for d in "${everybody[@]}"; do ok "$world: the journal of $d verifies" as "$d" 张敏 "$y" verify; done
	ok "$world: the hub's verifies" "$build/yichuang-hub" verify "$t/${world}hub"
}

begin plain
story plain
same_everywhere
as town 张敏 "$y" show "$no" | sed '1,/^$/d' | sed '1,/^$/d' >"$t/timeline"
if diff -u tests/system/loop_timeline.txt "$t/timeline" >"$t/diff"; then
	echo "ok - the timeline reads as the story that was played"
else
	echo "not ok - the timeline reads as the story that was played"; cat "$t/diff"; failures=1
fi
stop_hub plainhub

begin rough
story rough
same_everywhere
ok "over a line that delays, repeats and reorders, the same comes out" diff "$t/plain.json" "$t/rough.json"
stop_hub roughhub
exit $failures
