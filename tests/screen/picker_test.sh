#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Choosing from a table: pinyin, codes, what was used last, places from the own town downward, units from next door.
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

# a form of this test's own, published with the shipped ones
mkdir "$work/share" && cp -r "$root/forms" "$root/data" "$work/share/" && cat >"$work/share/forms/trial.ini" <<'EOF'
[form]
title = 交办试填
opens = trial
list  = 试填
goes  = unit

[field title]
label = 事由

[field chief]
label = 主办单位
type  = unit
help  = "谁来办。"

[field helpers]
label = 协办单位
type  = units
help  = "谁来帮。"
EOF
YICHUANG_SHARE=$work/share
store empty
desk
wait_text 近七日
keys F6
wait_text 交办试填
keys "$(screen | sed -n 's/.*\([0-9]\) *交办试填.*/\1/p')"
wait_text 主办单位
keys Down F4
it "departments of the own town come first, line by line"
expect_screen screen:picker <<'EOF'
 一窗  交办试填                                练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

        事由  ____________________________________________________________
    主办单位  ____________________________________________________________
    协办单位  ┌──────────────────────────────────────────────────────────┐
              │▌ 向阳湖镇司法所                        政法系统          │
              │  向阳湖镇派出所                        政法系统          │
              │  向阳湖镇人民法庭                      政法系统          │
              │  向阳湖镇检察室                        政法系统          │
              │  向阳湖镇公共法律服务站                政法系统          │
              │  向阳湖镇人民调委会                    政法系统          │
              │  向阳湖镇信访办                        政府系统          │
              │  向阳湖镇综合执法中心                  政府系统          │
              │  向阳湖镇农业农村服务中心              政府系统          │
              │  向阳湖镇经管站                        政府系统          │
              │  758 / 758                键入名称或拼音首字母找全部单位 │
              └──────────────────────────────────────────────────────────┘



                                                  ↑↓ 移动，Enter 选定，Esc 不改
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  Enter 选定  ↑↓ 移动  Esc 不改
EOF
type_text sfs
it "the own one is the first of all that are called so"
expect_text "▌ 向阳湖镇司法所"
expect_text "  温泉街道司法所"
keys Enter
it "and is shown by its whole name"
expect_text "主办单位  向阳湖镇司法所__"
keys Up
type_text gaj
wait_text 咸安区公安局
keys Enter
it "what the town has not is the county's"
expect_text "主办单位  咸安区公安局__"
type_text sfs
wait_text "▌ 向阳湖镇司法所"
keys Enter
it "one of several is taken, and the cursor stays for the next"
expect_text "协办单位  向阳湖镇司法所__"
type_text xyhpcs
wait_text "▌ 向阳湖镇派出所"
keys Enter
it "the next one joins it"
expect_text "协办单位  向阳湖镇司法所、向阳湖镇派出所"
keys F4
it "those chosen are marked"
expect_screen screen:picker <<'EOF'
 一窗  交办试填                                练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

        事由  ____________________________________________________________
    主办单位  咸安区公安局________________________________________________
    协办单位  ____________________________________________________________
              ┌──────────────────────────────────────────────────────────┐
              │▌ 向阳湖镇司法所                        已选 政法系统     │
              │  向阳湖镇派出所                        已选 政法系统     │
              │  向阳湖镇人民法庭                      政法系统          │
              │  向阳湖镇检察室                        政法系统          │
              │  向阳湖镇公共法律服务站                政法系统          │
              │  向阳湖镇人民调委会                    政法系统          │
              │  向阳湖镇信访办                        政府系统          │
              │  向阳湖镇综合执法中心                  政府系统          │
              │  向阳湖镇农业农村服务中心              政府系统          │
              │  向阳湖镇经管站                        政府系统          │
              │  758 / 758                可选几个；已选的再选一次就去掉 │
              └──────────────────────────────────────────────────────────┘


                                                  ↑↓ 移动，Enter 选定，Esc 不改
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  Enter 选定  ↑↓ 移动  Esc 不改
EOF
keys Enter
it "chosen again it is taken out"
expect_text "协办单位  向阳湖镇派出所__"
type_text 北岭
wait_text "▌ 北岭村"
keys Enter
wait_text 派出所、北岭村
keys BSpace
it "backspace takes the last one out"
expect_text "协办单位  向阳湖镇派出所__"
keys DC
it "Del takes all out"
expect_text "协办单位  __________"
type_text zzzz
it "no unit answers"
expect_text "没有对得上的"
done_testing
