#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Lists: columns, masks, paging, F3.
. "$(dirname "$0")/lib.sh" "$@"

store cases
desk
wait_text 近七日
keys 3
it "open cases, names masked, what is not sent marked"
expect_screen screen:list <<'EOF'
 一窗  案件  在办                              练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────
     编号       事件名称      当事人      环节  等级  主办      期限

 ▌   2026-0001  婚姻家庭      陈* 林*     受理        本中心    11-25
     2026-0002  邻里噪音      𠮷* 买*     受理  一般  本中心    11-26
     2026-0004  宅基地纠纷    王* 等3人   受理        本中心    11-30
  报 2026-0006  咨询土地确权  欧*         受理        本中心    12-01
     2026-0003  拖欠工资      赵*         受理  较大  本中心    12-21
  报 2026-0005  承包合同纠纷  张* 李*     办理  较大  本中心    12-23









     F3 条件：在办，按期限                                      第 1–6 件，共 6

 Ctrl-B 遮屏                        待报 2 · 待改 0 · 待核对 0 · 上次成功 09:32
────────────────────────────────────────────────────────────────────────────────
 F3 查找  Enter 打开  F9 办理  F6 新增  PgDn 下一页  Esc 返回
EOF
keys Down Down
it "the cursor is at the accent"
expect_cursor 6 1
keys F3
it "F3 asks what to look for"
expect_screen screen:query <<'EOF'
 一窗  案件  在办                              练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────
     编号       事件名称      当事人      环节  等级  主办      期限

     2026-0001  婚姻家庭      陈* 林*     受理        本中心    11-25
     2026-0002  邻里噪音      𠮷* 买*     受理  一般  本中心    11-26
 ▌   2026-0004  宅基地纠纷    王* 等3人   受理        本中心    11-30
  报 2026-0006  咨询土地确权  欧*         受理        本中心    12-01
     2026-0003  拖欠工资      赵*         受理  较大  本中心    12-21
  报 2026-0005  承包合同纠纷  张* 李*     办理  较大  本中心    12-23









     查找  _______________________________________________________________

                 汉字、拼音首字母、电话后几位、编号，或 环节=办理；空着看在办的
────────────────────────────────────────────────────────────────────────────────
 Enter 查找  F4 要紧的  Esc 不查
EOF
type_text zs
keys Enter
it "pinyin initials find a name"
expect_text "第 1–1 件，共 1"
expect_text "承包合同纠纷"
keys F3
wait_text 不查
keys BSpace BSpace
type_text 环节=办理
keys Enter
it "a step by its name"
expect_text "条件：环节=办理"
expect_text "第 1–1 件，共 1"
keys F3
wait_text 不查
for i in 1 2 3 4 5; do keys BSpace; done
type_text 价=9
keys Enter
it "what is not understood is named"
expect_text "不能按"
keys Escape
wait_text "F3 条件"
"$build/tests/screen/make_store" "$YICHUANG_HOME" again 别处来的
keys F3
wait_text 不查
keys C-a
for i in 1 2 3 4 5; do keys DC; done
keys Enter
it "an empty query shows the usual again, with what another process wrote"
expect_text "别处来的"
"$build/tests/screen/make_store" "$YICHUANG_HOME" again 自己出现
it "what another process writes appears by itself"
expect_text "自己出现"

store many
desk
wait_text 近七日
keys 3
wait_text "第 1–14 件，共 41"
keys NPage
it "the next page"
expect_text "第 15–28 件，共 41"
expect_text "第27件"
keys End
it "the last page"
expect_text "第 28–41 件，共 41"
expect_text "▌   2026-0041"
keys Up PPage
it "the page before"
expect_text "第 14–27 件，共 41"
keys Home
it "the first page"
expect_text "▌   2026-0001"
keys F3
wait_text 不查
type_text 全部
keys Enter
it "all of them, done with or not"
expect_text "条件：全部"
keys F3
wait_text 不查
keys BSpace BSpace Enter
wait_text "案件  在办"
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do keys Down; done
it "↓ goes over the edge of the page"
expect_text "▌   2026-0015"
keys Up
it "and ↑ back"
expect_text "▌   2026-0014"

store county 421202
desk
wait_text 近七日
keys 3
it "the county sees every open case below it, for how many days, and in whose hands"
expect_screen <<'EOF'
 一窗  案件  在办                              练习  林涛  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────
     编号                事件名称   当事人  环节  几天  主办    期限

 ▌   向阳湖镇 2026-0002  集体土地…  何* …   办理  75    司法所  11-09 超 15 天
     向阳湖镇 2026-0004  承包合同…  张* …   办理  31    司法所  11-23 超 1 天
     向阳湖镇 2026-0007  宅基地纠…  王* …   办理  7     北岭村  11-24 今日
     向阳湖镇 2026-0008  邻里噪音   𠮷* …   研判  6     自办    11-25
     北岭村 2026-0001    排水沟堵…  贺*     受理  2     自办    11-30
     向阳湖镇 2026-0001  山林权属…  魏* …   办理  197   自办    12-14
     向阳湖镇 2026-0011  物业费     梁*     交办  4     司法所  12-21
     向阳湖镇 2026-0014  拖欠工资   赵*     交办  1     未签收  12-23
     向阳湖镇 2026-0013  工伤赔偿   冯*     交办  3     未签收  01-20
     向阳湖镇 2026-0016  阻拦施工   石*     受理  0     自办    01-25
     向阳湖镇 2026-0006  赡养纠纷   田* …   办结  8     自办    待反馈
     向阳湖镇 2026-0009  征地补偿   余*     研判  5     自办    暂停



     F3 条件：在办，按期限                                    第 1–12 件，共 12

 Ctrl-B 遮屏                        待报 0 · 待改 0 · 待核对 0 · 上次成功 09:38
────────────────────────────────────────────────────────────────────────────────
 F3 查找  Enter 打开  F9 办理  F6 新增  PgDn 下一页  Esc 返回
EOF
done_testing
