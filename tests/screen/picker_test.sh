#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Choosing from a table: pinyin, codes, what was used last, places from the own town downward.
. "$(dirname "$0")/lib.sh" "$@"

store cases
desk
wait_text 近七日
keys 1
wait_text 诉求
keys Down Down Down Down Down
wait_text tdcb
type_text tdcb
it "pinyin initials narrow the list down"
expect_screen screen:picker <<'EOF'
 一窗  受理登记  1/2                           练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

      当事人  ＋ 添加当事人

        诉求  ____________________________________________________________
    事项类别  矛盾纠纷____________              来源  来访________________
    事件名称  ____________________________________________________________
    事件类别  tdcb________________________________________________________
    发生日期  ┌──────────────────────────────────────────────────────────┐
    发生地点  │▌ 0901  土地承包经营                    tdcbjy            │
    详细地址  │  1 / 79                               最近用过的排在前面 │
              └──────────────────────────────────────────────────────────┘
    事件简述  ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________



                                                  ↑↓ 移动，Enter 选定，Esc 不改
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  Enter 选定  ↑↓ 移动  Esc 不改
EOF
it "the cursor stays in the filter"
expect_cursor 8 18
keys BSpace BSpace
it "a letter less shows more"
expect_text "4 / "
keys Escape
it "Esc changes nothing"
expect_text "事件类别  ______"
type_text 相邻土地
wait_text "1 / "
keys Enter
it "Enter chooses and goes on"
expect_text "事件类别  相邻土地建筑利用"
expect_cursor 9 14
keys Up F4
it "what was used last comes first"
expect_text "▌ 0202  相邻土地建筑利用"
type_text zzzz
it "nothing answers"
expect_text "没有对得上的"
keys Escape
wait_text 详细地址
keys DC
it "Del empties a coded field"
expect_text "事件类别  ______"
type_text " "
it "a space opens the list"
expect_text "最近用过的排在前面"
keys Escape
wait_text 详细地址
keys Down Down Down
wait_text "到村（社区）"
keys F4
it "places begin in the own town"
expect_screen screen:picker <<'EOF'
 一窗  受理登记  1/2                           练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

      当事人  ＋ 添加当事人

        诉求  ____________________________________________________________
    事项类别  矛盾纠纷____________              来源  来访________________
    事件名称  ____________________________________________________________
    事件类别  ____________________________________________________________
    发生日期  ___________                   涉及人数  ________
    发生地点  ____________________________________________________________
    详细地址  ┌──────────────────────────────────────────────────────────┐
              │▌ 咸安区 向阳湖镇                       xyhz              │
    事件简述  │  甘棠社区                              gtsq              │
              │  宝塔社区                              btsq              │
              │  北岭村委会                            blcwh             │
              │  斩关村委会                            zgcwh             │
              │  甘棠村委会                            gtcwh             │
              │  祝垴村委会                            zncwh             │
              │  11 / 1193                键入名称或拼音首字母找全部地方 │
              └──────────────────────────────────────────────────────────┘
                                  ↑↓ 移动，→ 进入，← 退出，Enter 选定，Esc 不改
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  Enter 选定  ↑↓ 移动  Esc 不改
EOF
keys Left
it "← goes up to the county"
expect_text "官埠桥镇"
keys Escape
wait_text 详细地址
type_text blc
it "a filter finds places everywhere"
expect_text "咸安区 向阳湖镇 北岭村"
keys Enter
it "and the place is shown with what it lies in"
expect_text "发生地点  咸安区 向阳湖镇 北岭村"
done_testing
