#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The home screen: what matters, what can be done, how the week went.
. "$(dirname "$0")/lib.sh" "$@"

store cases
desk
it "home shows today, the menu and the week"
expect_screen screen:home <<'EOF'
 一窗  向阳湖镇综治中心                        练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    今日                                 要紧的事

    受理  1 件                           没有
    办结  0 件
    来访  2 批 4 人
    在办  6 件


  ▌ 1 受理登记   要办的事，一件一号      近七日
    2 来访登记   只问只记，一行一批
    3 案件       在办 6                  受理  ▅▅▁▅▁▇▅     6
    4 来访       今日 2 批               办结  ▁▁▁▁▁▁▁     0
    9 同步       待报 2
    0 换人       退出用 F10




                                    待报 2 · 待改 0 · 待核对 0 · 上次成功 09:32
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  F3 查找  F5 同步  F6 新增  F10 菜单  : 命令
EOF
it "the cursor is at the accent"
expect_cursor 11 2
keys Down Down
it "and follows it down"
expect_cursor 13 2
keys Up Up Up
it "and round to the last line"
expect_cursor 16 2

it "a full-width digit from the input method picks a line"
type_text ３
expect_text "第 1–6 件，共 6"
keys Escape
wait_text 近七日

it "a desk without cases says so calmly"
store empty
desk
expect_screen <<'EOF'
 一窗  向阳湖镇综治中心                        练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    今日                                 要紧的事

    受理  0 件                           没有
    办结  0 件
    来访  0 批 0 人
    在办  0 件


  ▌ 1 受理登记   要办的事，一件一号      近七日
    2 来访登记   只问只记，一行一批
    3 案件       在办 0                  受理  ▁▁▁▁▁▁▁     0
    4 来访       今日 0 批               办结  ▁▁▁▁▁▁▁     0
    9 同步       待报 0
    0 换人       退出用 F10




                                     待报 0 · 待改 0 · 待核对 0 · 上次成功 从未
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  F3 查找  F5 同步  F6 新增  F10 菜单  : 命令
EOF

it "a machine that has not joined a county says what is missing"
rm -rf "$YICHUANG_HOME"
desk YICHUANG_DESK_WHO=张敏
expect_text "yichuang enroll 入网包"
keys F5
it "and F5 there explains itself"
expect_text "还没有入网，没有地方可同步"
keys 1
wait_text 诉求
keys F2
wait_text 必须填写
it "and nothing is saved for good before it has"
type_text 试一试
keys Escape
expect_text "草稿已存，F6 续填"

it "home is the same in English"
store cases
desk LANGUAGE=en
expect_text "Needs attention"
done_testing
