#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh" "$@"

# at UNIT : the desk of that office of the county make_store tells of
at() {
	store county "$1"
	now_at=
}
more() { "$build/yichuang" fill "$@"; }
# form CASE TITLE
form() {
	if [ "$now_at" ]; then
		keys Escape
		wait_text "F9 办理"
	else
		desk
		wait_text F10
		now_at=1
	fi
	keys :
	wait_text 也可以键入编号
	type_text "$1"
	keys Enter
	wait_text "汇 ──"
	keys F9
	wait_text 返回
	type_text "$2"
	keys Enter
	wait_text "一窗  $2"
}
declare -A no=([g]=0002 [a]=0004 [f]=0006 [e]=0005 [d]=0008 [j]=0009 [o]=0010 [i]=0011 [c]=0014 [h]=0016)
shot() { until_true is_still; echo "=== $*"; screen; cursor; }
T=421202101-1-2026-
at 421202101
petition=$(more intake matter=信访诉求 title=低保停发 party1.name=胡有福)
written=$(more intake matter=矛盾纠纷 title=共有院墙 type=0202 place=421202101218 party1.name=汤玉兰 grade=03)
more conclude $written result=已化解 method=人民调解 agreement=书面 sealed=是 effective=2026-11-24 outcome=已签协议 
told=$(more intake matter=矛盾纠纷 title=排水 type=0202 place=421202101218 party1.name=汤家驹 grade=03)
more conclude $told result=已化解 method=人民调解 agreement=书面 sealed=是 effective=2026-11-24 outcome=已签协议 
more inform $told told=汤家驹 how=当面 accepts=认可 said=好
twice=$(more intake matter=矛盾纠纷 title=围墙 type=0202 place=421202101218 party1.name=汤家 grade=03)
for i in 1 2; do more dispatch $twice lead=司法所; more refuse $twice reason=不归 person=赵勇 proxy=电话; done
form $petition 受理告知; shot accept
keys Enter; form ${T}0016 紧急报告; shot alarm
for p in ${T}0008:分流交办 ${twice}:分流交办 ${T}0008:上报 ${T}0004:延期 ${T}0004:暂停 ${T}0009:恢复 ${T}0008:吹哨 ${T}0008:并案 ${T}0010:撤销并案 ${T}0008:作废 ${T}0014:签收 ${T}0014:退回交办 ${T}0002:提示函回复 ${T}0004:工作提示函 ${T}0004:督办 ${T}0004:领导包案 ${T}0006:结果反馈 $written:结果反馈 $written:司法确认 ${T}0005:回访评价 $told:回访评价 $told:重办 ; do form ${p%:*} ${p#*:}; shot $p; done
at 421202101.sfs
for p in ${T}0014:签收 ${T}0014:退回交办 ${T}0002:提示函回复 ${T}0016:报到; do form ${p%:*} ${p#*:}; shot sfs $p; done
at 421202
for p in ${T}0004:督办 ${T}0004:工作提示函 ; do form ${p%:*} ${p#*:}; shot county $p; done
at 421202101218
for p in 421202101218-1-2026-0001:上报 ; do form ${p%:*} ${p#*:}; shot village $p; done
