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

    受理  1 件                           临期   1  婚姻家庭        陈*  11-25
    办结  0 件                           待分流 5  婚姻家庭        陈*  超 5 天
    来访  2 批 4 人
    在办  6 件


  ▌ 1 受理登记   要办的事，一件一号      近七日
    2 来访登记   只问只记，一行一批
    3 案件       在办 6                  受理  ▅▅▁▅▁▇▅     6
    4 来访       今日 2 批               办结  ▁▁▁▁▁▁▁     0
    9 同步       待报 2                  超期              0
    0 换人       退出用 F10




                                    待报 2 · 待改 0 · 待核对 0 · 上次成功 09:32
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  → 要紧的事  F3 查找  F5 同步  F6 新增  F10 菜单  : 命令
EOF
it "the cursor is at the accent"
expect_cursor 11 2
keys Down Down
it "and follows it down"
expect_cursor 13 2
keys Up Up Up
it "and round to the last line of what matters"
expect_cursor 6 39
keys Down Right
it "→ goes over to what matters"
expect_cursor 5 39
keys Left
it "and ← comes back"
expect_cursor 11 2
keys Right Enter
it "Enter opens the list of that line"
expect_text "案件  临期"
expect_text "第 1–1 件，共 1"
keys Escape
wait_text 近七日

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
    9 同步       待报 0                  超期              0
    0 换人       退出用 F10




                                     待报 0 · 待改 0 · 待核对 0 · 上次成功 从未
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  → 要紧的事  F3 查找  F5 同步  F6 新增  F10 菜单  : 命令
EOF

# what each desk of one county sees of the same cases: the views that have something, the first case of each
home_of() { # home_of UNIT NAME
	store county "$1"
	desk
	it "what matters to $2"
	wait_text 近七日
}

home_of 421202101 "a town"
expect_screen <<'EOF'
 一窗  向阳湖镇综治中心                        练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    今日                                 要紧的事

    受理  2 件                           紧急     1  阻拦施工     石*  09:50 前
    办结  1 件                           超期     2  集体土地承…  何*  超 15 天
    来访  0 批 0 人                      今日到期 1  宅基地纠纷   王*  今日到期
    在办  12 件                          临期     1  邻里噪音     𠮷*  11-25
                                         待分流   5  邻里噪音     𠮷*  超 5 天
                                         待签收   2  工伤赔偿     冯*  咸安区
  ▌ 1 受理登记   要办的事，一件一号      待签发   1  承包合同纠…  张*  超 1 天
    2 来访登记   只问只记，一行一批      待回复   1  集体土地承…  何*  司法所
    3 案件       在办 12                 待反馈   1  赡养纠纷     田*  11-26
    4 来访       今日 0 批               已化解未办结 1  赡养纠…  田*  待反馈
    9 同步       待报 0                  待回访   1  婚姻家庭     陈*  12-07
    0 换人       退出用 F10              积案     1  山林权属争…  魏*  12-14

                                         近七日
                                         受理  ▅▇▇▅▅▅▇    10
                                         办结  ▁▁▅▁▁▁▅     2
                                    待报 0 · 待改 0 · 待核对 0 · 上次成功 09:38
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  → 要紧的事  F3 查找  F5 同步  F6 新增  F10 菜单  : 命令
EOF
keys Right
it "the first line of what matters is the most urgent"
expect_cursor 5 39
keys Down Enter
it "and each line opens its list"
expect_text "案件  超期"
keys Escape
wait_text 近七日
for i in 1 2 3 4 5 6 7 8 9 10; do keys Down; done
it "the last one too"
expect_cursor 16 39
keys Enter
expect_text "案件  积案"
keys Escape
wait_text 近七日
keys Down
it "and on from it to the menu"
expect_cursor 11 2
keys F1
it "F1 says what the lines mean"
expect_text "先打电话，再补书面报告"

home_of 421202101218 "a village"
expect_screen <<'EOF'
 一窗  北岭村综治中心                          练习  王强  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    今日                                 要紧的事

    受理  0 件                           超期     1  承包合同纠…  张*  超 1 天
    办结  0 件                           今日到期 1  宅基地纠纷   王*  今日到期
    来访  0 批 0 人                      待分流   1  排水沟堵塞   贺*  超 1 天
    在办  3 件


  ▌ 1 受理登记   要办的事，一件一号      近七日
    2 来访登记   只问只记，一行一批
    3 案件       在办 3                  受理  ▁▁▁▁▇▁▁     1
    4 来访       今日 0 批               办结  ▁▁▁▁▁▁▁     0
    9 同步       待报 0                  超期              1
    0 换人       退出用 F10




                                    待报 0 · 待改 0 · 待核对 0 · 上次成功 09:38
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  → 要紧的事  F3 查找  F5 同步  F6 新增  F10 菜单  : 命令
EOF

home_of 421202 "the county"
expect_screen <<'EOF'
 一窗  咸安区综治中心                          练习  林涛  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    今日                                 要紧的事

    受理  2 件                           紧急     1  阻拦施工     石*  09:50 前
    办结  1 件                           超期     2  集体土地承…  何*  超 15 天
    来访  0 批 0 人                      今日到期 1  宅基地纠纷   王*  今日到期
    在办  12 件                          临期     1  邻里噪音     𠮷*  11-25
                                         待分流   5  邻里噪音     𠮷*  超 5 天
                                         待签收   2  工伤赔偿     冯*  超 3 天
  ▌ 1 受理登记   要办的事，一件一号      待签发   1  承包合同纠…  张*  超 1 天
    2 来访登记   只问只记，一行一批      待回复   1  集体土地承…  何*  司法所
    3 案件       在办 12                 待反馈   1  赡养纠纷     田*  11-26
    4 来访       今日 0 批               已化解未办结 1  赡养纠…  田*  待反馈
    9 同步       待报 0                  待回访   1  婚姻家庭     陈*  12-07
    0 换人       退出用 F10              积案     1  山林权属争…  魏*  12-14

                                         近七日
                                         受理  ▅▇▇▅▅▅▇    10
                                         办结  ▁▁▅▁▁▁▅     2
                                    待报 0 · 待改 0 · 待核对 0 · 上次成功 09:38
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  → 要紧的事  F3 查找  F5 同步  F6 新增  F10 菜单  : 命令
EOF

home_of 421202101.sfs "a department"
expect_screen <<'EOF'
 一窗  向阳湖镇司法所                          练习  吴所  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    今日                                 要紧的事

    受理  1 件                           紧急   1  阻拦施工       石*  09:50 前
    办结  0 件                           超期   2  集体土地承包…  何*  超 15 天
    来访  0 批 0 人                      待签收 1  拖欠工资       赵*  今日到期
    在办  5 件                           待回复 1  集体土地承包…  何*  11-25


  ▌ 1 受理登记   要办的事，一件一号      近七日
    2 来访登记   只问只记，一行一批
    3 案件       在办 5                  受理  ▁▁▇▁▁▇▇     3
    4 来访       今日 0 批               办结  ▁▁▁▁▁▁▁     0
    9 同步       待报 0                  超期              2
    0 换人       退出用 F10




                                    待报 0 · 待改 0 · 待核对 0 · 上次成功 09:38
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  → 要紧的事  F3 查找  F5 同步  F6 新增  F10 菜单  : 命令
EOF

store empty 4212
desk
it "a city does not take cases in: its menu has no such line"
expect_screen <<'EOF'
 一窗  咸宁市                                  练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    今日                                 要紧的事

    受理  0 件                           没有
    办结  0 件
    来访  0 批 0 人
    在办  0 件


  ▌ 2 来访登记   只问只记，一行一批      近七日
    3 案件       在办 0
    4 来访       今日 0 批               受理  ▁▁▁▁▁▁▁     0
    9 同步       待报 0                  办结  ▁▁▁▁▁▁▁     0
    0 换人       退出用 F10              超期              0





                                     待报 0 · 待改 0 · 待核对 0 · 上次成功 从未
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  → 要紧的事  F3 查找  F5 同步  F6 新增  F10 菜单  : 命令
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
