#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# F2: to the first fault, or a number.
. "$(dirname "$0")/lib.sh" "$@"

store cases
desk
wait_text 近七日
keys 1
wait_text 诉求
keys F2
it "saving goes to the first fault and says how many there are"
expect_text "事件名称：必须填写（共 3 处）"
expect_cursor 7 14
type_text 水渠之争
keys Down
type_text 02
wait_text " / "
keys Enter
keys Down Down
wait_text "到村"
type_text blc
wait_text "北岭村"
keys Enter
keys Escape
wait_text "草稿已存，F6 续填"
keys F6
wait_text "水渠之争"
keys 1
wait_text "水渠之争______"
keys PPage F4
wait_text 证件种类
keys Down
type_text 曹操
keys F2
it "F2 in a row saves the whole form, and the number is told"
expect_screen screen:menu <<'EOF'
 一窗  向阳湖镇综治中心                        练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    今日                                 要紧的事

    受理  2 件                           临期   1  婚姻家庭        陈*  11-25
    办结  0 件                           待分流 6  婚姻家庭        陈*  超 5 天
    来访  2 批 4 人
    在办  7 件   ┌────────────────────────────────────────────┐
                 │ 已保存  2026-0007                          │
                 │                                            │
  ▌ 1 受理登记   │▌ 1 再填一张受理登记                        │
    2 来访登记   │  2 打开这一件        421202101-1-2026-0007 │
    3 案件       │  0 返回                                    │
    4 来访       └────────────────────────────────────────────┘
    9 同步       待报 3                  超期              0
    0 换人       退出用 F10




                                    待报 3 · 待改 0 · 待核对 0 · 上次成功 09:32
────────────────────────────────────────────────────────────────────────────────
 1–9 选  ↑↓ 移动  Enter 选定  Esc 返回
EOF
keys 2
it "the record may be opened at once"
expect_text "2026-0007  水渠之争"
keys F9
wait_text 限时办理
type_text bljl
keys Enter
wait_text 办理情况
keys F2
it "what is missing is named in a continuing form too"
expect_text "办理情况：必须填写"
type_text 到场劝和
keys F2
it "a continuing form says it was saved and goes back"
expect_text "已保存：办理记录  2026-0007"
it "and stands in the timeline"
expect_text "到场劝和"
done_testing
