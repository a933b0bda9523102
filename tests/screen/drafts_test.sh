#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Nothing typed is lost: kill -9, a signal, a closed window; drafts are offered, resumed in their field, never dropped unasked.
. "$(dirname "$0")/lib.sh" "$@"

store cases
desk
wait_text 近七日
keys 1
wait_text 诉求
keys Down
type_text 归还水田
keys Enter
it "when the next field is reached, the one before is on disk: killed at once"
expect_cursor 6 22
kill -9 "$(desk_pid)"
it "the desk is gone"
expect_end 137
desk
it "after kill -9 the draft is offered"
expect_screen screen:menu <<'EOF'
 一窗  向阳湖镇综治中心                        练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    今日                                 要紧的事

    受理  1 件                           临期   1  婚姻家庭        陈*  11-25
    办结  0 件                           待分流 5  婚姻家庭        陈*  超 5 天
    来访  2 批 4 人┌───────────────────────────────────────┐
    在办  6 件     │ 发现 11-24 09:41 未完成的《受理登记》 │
                   │                                       │
                   │ 归还水田                              │
  ▌ 1 受理登记   要│                                       │
    2 来访登记   只│▌ 1 继续      回到刚才那一栏           │
    3 案件       在│  2 删除草稿                           │
    4 来访       今│  0 以后再说                           │
    9 同步       待└───────────────────────────────────────┘
    0 换人       退出用 F10




                                    待报 2 · 待改 0 · 待核对 0 · 上次成功 09:32
────────────────────────────────────────────────────────────────────────────────
 1–9 选  ↑↓ 移动  Enter 选定  Esc 返回
EOF
keys 1
it "and goes on in its field"
expect_text "诉求  归还水田"
expect_cursor 6 22
keys Up
type_text ，并赔偿
it "the cursor stands behind the text"
expect_cursor 5 30
kill -TERM "$(desk_pid)"
it "SIGTERM ends it with 0"
expect_end 0
desk
wait_text 未完成的
keys 1
it "and what was typed without leaving the field is there"
expect_text "归还水田，并赔偿"
keys PPage F4
wait_text 证件种类
keys Enter
type_text 李白
keys Enter
wait_text "草稿已存"
kill -HUP "$(desk_pid)"
expect_end 0
desk
wait_text 未完成的
keys 1
it "a draft whose cursor was in a row opens that row"
expect_text "姓名  李白"
keys Up
type_text 与杜甫
wait_text 李白与杜甫
mux kill-server
desk
wait_text 未完成的
keys 1
it "a window that is closed takes nothing along"
expect_text "姓名  李白与杜甫"
keys Escape
wait_text "当事人 1"
keys Escape
wait_text "草稿已存，F6 续填"
keys F6
it "F6 offers the draft first"
expect_text "续填  11-24 09:41《受理登记》"
keys DC
it "deleting asks"
expect_text "删除《受理登记》的草稿？"
keys 0
wait_text 近七日
keys F6
wait_text 续填
keys DC
wait_text 删了找不回来
keys 1
it "and then it is gone"
expect_text "草稿已删除"
expect_no_text "F6 续填"
keys 1
wait_text 诉求
keys Escape
it "a form nobody typed in leaves no draft"
expect_no_text "F6 续填"
done_testing
