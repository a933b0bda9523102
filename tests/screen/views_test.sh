#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Views: the lists of what needs somebody, how they are reached, and that dealing with a case takes it out.
. "$(dirname "$0")/lib.sh" "$@"

view() { # view WORDS : by the command line
	keys :
	wait_text 也可以键入编号
	type_text "$1"
	wait_text "▌ $1"
	keys Enter
	it "the view $1"
	wait_text "案件  $1"
}

store county
desk
wait_text 近七日
view 紧急
expect_text "09:50 今日"
view 超期
expect_screen <<'EOF'
 一窗  案件  超期                              练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────
     编号       事件名称      当事人      环节  等级  主办      期限

 ▌   2026-0002  集体土地承…   何* 北*     办理  重大  司法所    11-09 超 15 天
     2026-0004  承包合同纠纷  张* 李*     办理  较大  司法所    11-23 超 1 天













     F3 条件：超期                                              第 1–2 件，共 2

 Ctrl-B 遮屏                        待报 0 · 待改 0 · 待核对 0 · 上次成功 09:38
────────────────────────────────────────────────────────────────────────────────
 F3 查找  Enter 打开  F9 办理  F6 新增  PgDn 下一页  Esc 返回
EOF
keys Down Enter
wait_text 本件无待核对
keys F7
it "F7 and F8 walk within the view"
expect_text "2026-0002  集体土地承包款"
keys F7
expect_text "已是第一件"
keys F8
expect_text "2026-0004  承包合同纠纷"
keys F8
expect_text "已是最后一件"
keys Escape
wait_text "案件  超期"
view 今日到期
expect_text "11-24 今日"
expect_text "第 1–1 件，共 1"
view 临期
expect_text 邻里噪音
expect_text "第 1–1 件，共 1"
view 待签收
it "what is to be signed for first comes first, and by whom"
expect_screen <<'EOF'
 一窗  案件  待签收                            练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────
     编号       事件名称      当事人      环节  等级  主办      期限

 ▌   2026-0013  工伤赔偿      冯*         交办  重大  咸安区    11-21 超 3 天
     2026-0014  拖欠工资      赵*         交办  较大  司法所    11-24 今日













     F3 条件：待签收                                            第 1–2 件，共 2

 Ctrl-B 遮屏                        待报 0 · 待改 0 · 待核对 0 · 上次成功 09:38
────────────────────────────────────────────────────────────────────────────────
 F3 查找  Enter 打开  F9 办理  F6 新增  PgDn 下一页  Esc 返回
EOF
keys End
it "its last page is found"
expect_text "第 1–2 件，共 2"
view 待签发
expect_text 承包合同纠纷
expect_text "第 1–1 件，共 1"
view 待回复
expect_text 2026-0002
view 待反馈
expect_text 赡养纠纷
view 已化解未办结
expect_text 赡养纠纷
view 待回访
expect_text 婚姻家庭
expect_text 12-07
view 积案
expect_text 山林权属争议
keys F3
wait_text 不查
type_text "超期 等级=重大"
keys Enter
it "a view is narrowed by what is said beside it"
expect_text "条件：超期 等级=重大"
expect_text "第 1–1 件，共 1"
expect_text "案件  超期"
keys F3
wait_text 不查
keys F4
it "F4 offers the views"
expect_screen <<'EOF'
 一窗  案件  超期                              练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────
     编号       事件名称      当事人      环节  等级  主办      期限

 ▌   2026-0002  集体土地承…   何* 北*     办理  重大  司法所    11-09 超 15 天

           ┌──────────────────────────────────────────────────────────┐
           │▌ 紧急                                  jj                │
           │  超期                                  cq                │
           │  今日到期                              jrdq              │
           │  临期                                  lq                │
           │  待分流                                dfl               │
           │  待签收                                dqs               │
           │  待签发                                dqf               │
           │  待回复                                dhf               │
           │  待反馈                                dfk               │
           │  已化解未办结                          yhjwbj            │
           │  14 / 14                            键入拼音首字母也可以 │
           └──────────────────────────────────────────────────────────┘
     查找  _______________________________________________________________

                                                  ↑↓ 移动，Enter 选定，Esc 不改
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  Enter 选定  ↑↓ 移动  Esc 不改
EOF
type_text dhf
it "by pinyin too"
expect_text "2 / 14"
keys Down Enter
it "and shows the one that is chosen"
expect_text "案件  待回访"
keys F3
wait_text 不查
keys Enter
it "nothing asked for is what is open"
expect_text "案件  在办"

store empty
desk
wait_text 近七日
view 待签收
it "a view with nothing in it says what would be there"
expect_screen <<'EOF'
 一窗  案件  待签收                            练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────
     编号       事件名称      当事人      环节  等级  主办      期限

     现在没有。
     已经交办、对方还没有签收的。是本单位的就签收或退回，是别人的就催签。













     F3 条件：待签收                                            第 0–0 件，共 0

 Ctrl-B 遮屏                         待报 0 · 待改 0 · 待核对 0 · 上次成功 从未
────────────────────────────────────────────────────────────────────────────────
 F3 查找  Enter 打开  F9 办理  F6 新增  PgDn 下一页  Esc 返回
EOF

store county 421202101.sfs
desk
wait_text 近七日
keys Right Down Down Enter
it "what was handed over waits to be signed for"
expect_text "案件  待签收"
expect_text 拖欠工资
keys F9
wait_text 退回
type_text qs
keys Enter
it "F9 signs for it"
expect_text "签收人"
keys F2
wait_text 已保存
it "and it is gone from the view"
expect_text "现在没有。"
keys Escape
wait_text 近七日
it "and from home"
expect_no_text 待签收

store county 421202101218
desk
wait_text 近七日
keys F3
wait_text 不查
keys F4
wait_text 紧急
it "a village writes no letters: it has no such view"
expect_no_text 待签发
done_testing
