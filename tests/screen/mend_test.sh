#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# 待改: what the hub sent back is filled again with its words typed already, or taken back for a reason.
. "$(dirname "$0")/lib.sh" "$@"

# a list of what was sent back, with its first record under the accent
refused() {
	desk
	wait_text 近七日
	keys :
	wait_text 选定
	type_text refused
	keys Enter
	wait_text 条件：待改
}

rm -rf "$YICHUANG_HOME"*
"$build/tests/screen/make_trouble" "$YICHUANG_HOME" refused || { not_ok "no store"; exit 1; }
refused
it "a record that was sent back as a whole has its name in the list still"
expect_text "改 2026-0002  宅基地"
keys Enter
wait_text 修改重报
it "each entry that was sent back, and why; below what it said"
expect_screen screen:mend <<'EOF'
 一窗  待改  2026-0001  承包合同纠纷           练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────
   时间         填的表        经办人    退回的原因

 ▌ 11-24 08:30  办理记录      张敏      办理方式：必须填写
   11-24 08:50  办理记录      张敏      办理情况：必须填写
────────────────────────────────────────────────────────────────────────────────
          时间  2026-11-24 08:30
        经办人  张敏
          单位  向阳湖镇
          退回  办理方式：必须填写

      办理方式  调解
      办理时间  2026-11-24 08:30
        办理人  张敏
          地点  村调解室
      办理情况  双方同意分两期补付，李四待筹款。



   1 修改重报   2 撤下（留痕）
 本件待改 2 条                      待报 0 · 待改 3 · 待核对 0 · 上次成功 09:32
────────────────────────────────────────────────────────────────────────────────
 1 修改重报  2 撤下  ↑↓ 换一条  F4 全文  F9 看案件  F1 帮助  Esc 返回
EOF
it "the cursor is at the accent"
expect_cursor 4 1
keys Down
it "↓ shows the next one"
expect_text "电话里又说了一遍。"
keys 1
it "its form comes with what was said"
expect_screen form:handle <<'EOF'
 一窗  办理记录                                练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    办理方式  联系沟通____________________________________________________
    办理时间  2026-11-24 08:50_
      办理人  张敏________________              地点  ____________________
      参加人  ____________________________________________________________

    办理情况  电话里又说了一遍。__________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________

      下一步  ____________________________________________________________

              [ 保存 ]


                                                               键入拼音首字母选
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  PgDn 下一页  Esc 返回留草稿
EOF
keys Tab Tab Tab Tab Tab
wait_text "换行 Ctrl-J"
keys End
type_text 改日再约。
keys Escape
it "what is begun is a draft"
expect_text "草稿已存"
keys 1
it "and goes on where it was left"
expect_text "改日再约。"
expect_text "电话里又说了一遍。"
keys F2
it "one is mended; the other one still waits"
expect_text "已保存：办理记录"
expect_text "待报 1 · 待改 3"
expect_text "双方同意分两期补付"
expect_no_text "08:50"
keys F9
wait_text 看这一条
keys F9
wait_text "更正登记内容"
it "what is taken back is chosen in 待改, not from the forms of a case"
expect_no_text 撤下
keys Escape
wait_text 看这一条
keys Escape
wait_text 修改重报
keys 2
it "taking back wants a reason"
expect_screen screen:reason form:withdraw <<'EOF'
 一窗  待改  2026-0001  承包合同纠纷           练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────
   时间         填的表        经办人    退回的原因

 ▌ 11-24 08:30  办理记录      张敏      办理方式：必须填写
────────────────────────────────────────────────────────────────────────────────
          时间  2026-11-24 08:30
        经办人  张敏
  ┌──────────────────────────────────────────────────────────────────────────┐
  │ 撤下“办理记录”                                                           │
  │ 这一条不再报，连同退回的原因留在经过里。                                 │
  │                                                                          │
  │ 理由  _________________________________________________________________  │
  │                                                                          │
  └──────────────────────────────────────────────────────────────────────────┘
      办理情况  双方同意分两期补付，李四待筹款。




   1 修改重报   2 撤下（留痕）
                                               保存以后理由留在经过里，不能再改
────────────────────────────────────────────────────────────────────────────────
 Enter 保存  Esc 不改
EOF
keys Enter
expect_text "请写一句理由"
keys Escape
it "without one it stays"
expect_text "本件待改 1 条"
keys 2
wait_text 不再报
type_text 与下一条重复
keys Enter
it "with one it is gone from the list, which says so"
expect_text "已撤下，这一件没有待改的了"
expect_text "第 1–1 件，共 1"
it "and is told in the timeline beside what was sent back"
YICHUANG_CLOCK=2026-11-24T09:42:00+08:00 "$build/yichuang" show 2026-0001 >"$work/said"
grep -q 与下一条重复 "$work/said" && grep -q 办理方式：必须填写 "$work/said" && grep -q '办理记录 2026-11-24 08:30' "$work/said" &&
	! grep -q corrects "$work/said" && ok || not_ok "$(cat "$work/said")"

keys Enter
wait_text 修改重报
it "a whole case that was sent back"
expect_text "待改  2026-0002  宅基地纠纷"
keys Enter
wait_text 本栏说明
it "is filled again with all it said"
expect_text "王刚"
keys F2
it "and the list is back"
expect_text "已保存：受理登记"
expect_text "还没有"
expect_text "待改 1 "

keys Escape
wait_text 近七日
keys :
wait_text 选定
type_text refused
keys Enter
it "where only a visit is left, the list is of visits"
expect_text "改 2026-R0001"
keys Enter
wait_text 修改重报
keys 2
wait_text 不再报
it "visits are taken back by a form of their own"
expect_screen screen:reason form:withdraw_reception <<'EOF'
 一窗  待改  2026-R0001  问低保怎么办          练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────
   时间         填的表        经办人    退回的原因

 ▌ 11-24 09:10  来访登记      张敏      人数：这里填整数，如 12
────────────────────────────────────────────────────────────────────────────────
          时间  2026-11-24 09:10
        经办人  张敏
  ┌──────────────────────────────────────────────────────────────────────────┐
  │ 撤下“来访登记”                                                           │
  │ 这一条不再报，连同退回的原因留在经过里。                                 │
  │                                                                          │
  │ 理由  _________________________________________________________________  │
  │                                                                          │
  └──────────────────────────────────────────────────────────────────────────┘
        接待人  张敏




   1 修改重报   2 撤下（留痕）
                                               保存以后理由留在经过里，不能再改
────────────────────────────────────────────────────────────────────────────────
 Enter 保存  Esc 不改
EOF
type_text 重复登记
keys Enter
expect_text "已撤下"
expect_text "待报 4 · 待改 0"
it "nothing waits any more"
keys Escape
wait_text 近七日
expect_no_text 县中心退回
done_testing
