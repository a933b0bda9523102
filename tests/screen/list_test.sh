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
 Enter 查找  Esc 不查
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
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do keys Down; done
it "↓ goes over the edge of the page"
expect_text "▌   2026-0015"
keys Up
it "and ↑ back"
expect_text "▌   2026-0014"
done_testing
