#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Forms: how they look, where the cursor stands, what Enter and the arrows do.
. "$(dirname "$0")/lib.sh" "$@"

acute=$'e\u0301'
newest=$(newest_hanzi)
store cases
desk
wait_text 近七日
keys 1
it "the first page of 受理登记"
expect_screen screen:form form:intake <<'EOF'
 一窗  受理登记  1/2                           练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

      当事人  ＋ 添加当事人

        诉求  ____________________________________________________________
    事项类别  矛盾纠纷____________              来源  来访________________
    事件名称  ____________________________________________________________
    事件类别  ____________________________________________________________
    发生日期  ___________                   涉及人数  ________
    发生地点  ____________________________________________________________
    详细地址  ____________________________________________________________

    事件简述  ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________



                                                            F4 添加，Enter 跳过
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  PgDn 下一页  Esc 返回留草稿
EOF
keys NPage
it "its second page"
expect_screen form:intake <<'EOF'
 一窗  受理登记  2/2                           练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

        紧急  否__                              等级  ____________________
    事件规模  ____________________________________________________________
    涉及单位  ____________________________________________________________
      首问人  张敏________________________________________________________
    受理时间  2026-11-24 09:41_
    关联案件  ____________________________
    新建原因  ____________________________________________________________

              [ 保存 ]









                                           暴力、自伤、聚集、民转刑苗头选「是」
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  PgDn 下一页  Esc 返回留草稿
EOF
keys PPage
wait_text 1/2
it "back on the first page the cursor is in its first line"
expect_cursor 3 14

# --- the real cursor, key by key; value column 14 ---
keys Down
it "an empty field"
expect_cursor 5 14
i=0
for step in a:15 汉:17 字:19 b:20 𠮷:22 c:23 ，:25; do
	type_text "${step%:*}"
	i=$((i + 1))
	it "cursor behind ${step%:*} (key $i)"
	expect_cursor 5 "${step#*:}"
done
type_text e
it "cursor behind e"
expect_cursor 5 26
type_text $'\u0301'
type_text z
it "a combining mark takes no column"
expect_cursor 5 27
keys Left
it "back over z"
expect_cursor 5 26
keys Left
it "back over e and its mark at once"
expect_cursor 5 25
keys Left Left
it "back over ，and c"
expect_cursor 5 22
keys Left
it "back over 𠮷"
expect_cursor 5 20
keys BSpace
it "a deleted letter leaves no residue"
expect_text "a汉字𠮷c，${acute}z__"
expect_cursor 5 19
keys DC
it "a deleted rare hanzi leaves no residue"
expect_text "a汉字c，${acute}z____"
keys C-z
it "undo brings it back"
expect_text "a汉字𠮷c，${acute}z__"
keys End C-v
type_text u31350
it "a code point is shown while it is entered"
expect_text "码位 U+31350"
keys Enter
it "a hanzi this terminal cannot measure is 〓, any other itself, two columns wide"
expect_text "c，${acute}z${newest}_"
expect_cursor 5 28
keys Left Left
type_text 中
it "a hanzi put in between moves the rest and leaves no residue"
expect_text "诉求  a汉字𠮷c，${acute}中z${newest}____________________________________________
    事项"
keys BSpace
it "and taken out again"
expect_text "诉求  a汉字𠮷c，${acute}z${newest}______________________________________________
    事项"
keys Home
it "Home"
expect_cursor 5 14
keys IC
type_text 好
it "overwriting goes character by character"
expect_text "好汉字𠮷c"
expect_cursor 5 16
it "and is said"
expect_text "改写"

# --- leaving a field ---
keys Enter
it "Enter goes to the next field and the draft is on disk"
expect_text "草稿已存 09:41:07"
expect_cursor 6 22
keys Down Down
it "a field of text after two coded ones"
expect_cursor 7 14
paste $'承包\n合同\t纠纷'
it "a pasted line break is a space, and nothing is submitted"
expect_text "承包 合同 纠纷____"
keys Down Down
it "a date"
expect_cursor 9 14
type_text 99
keys Enter
it "Enter stays once where something is wrong"
expect_cursor 9 16
keys Enter
it "and goes on when pressed again"
expect_cursor 9 54
keys Up
it "arrows are never held up"
expect_cursor 9 16
keys BSpace BSpace
type_text -1
keys Tab
it "a day may be counted back"
expect_text "2026-11-23_"
keys Down Down Down
wait_text "换行 Ctrl-J"
type_text 第一行
keys C-j
type_text 第二行
it "text has lines"
expect_cursor 14 20
keys Up
it "↑ moves inside text"
expect_cursor 13 20
keys Up
it "and leaves at its edge"
expect_cursor 11 14
keys F1
it "F1 explains the field"
expect_text "写到能找得到"
keys F1
it "F1 again lists all keys"
expect_text "Esc 1"
keys Escape
wait_text 诉求
keys Escape
it "Esc goes back and keeps the draft"
expect_text "草稿已存，F6 续填"

keys 2
it "来访登记"
expect_screen form:reception <<'EOF'
 一窗  来访登记                                练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    来访时间  2026-11-24 09:41_
      来访人  ____________________          联系电话  ____________________
        人数  1_______                      来访目的  ____________________
    来访事由  ____________________________________________________________
    来自哪里  ____________________________________________________________

    当场答复  ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________

      接待人  张敏________________________________________________________

              [ 保存 ]





────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  PgDn 下一页  Esc 返回留草稿
EOF
keys Escape
wait_text 近七日
keys 3
wait_text 承包合同纠纷
keys F9
wait_text "更正登记内容"
keys 1
it "会商研判"
expect_screen form:assess <<'EOF'
 一窗  会商研判                                练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

        等级  ____________________          研判时间  2026-11-24 09:41_
      主持人  张敏________________________________________________________
      参加人  ____________________________________________________________

      风险点  ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________

    研判意见  ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________

              [ 保存 ]



                                                         必填，一般、较大、重大
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  PgDn 下一页  Esc 返回留草稿
EOF
keys Escape
wait_text "F9 办理"
keys F9
wait_text "更正登记内容"
type_text bljl
keys Enter
it "办理记录"
expect_screen form:handle <<'EOF'
 一窗  办理记录                                练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    办理方式  调解________________________________________________________
    办理时间  2026-11-24 09:41_
      办理人  张敏________________              地点  ____________________
      参加人  ____________________________________________________________

    办理情况  ____________________________________________________________
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
keys Escape
wait_text "F3 条件"
keys F9
wait_text "更正登记内容"
type_text bljg
keys Enter
it "办理结果"
expect_screen form:conclude <<'EOF'
 一窗  办理结果                                练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    办理结果  ____________________          结果日期  2026-11-24_
    涉及金额  ________________
    化解组织  ____________________________________________________________
      责任人  张敏________________        责任人电话  ____________________

    化解情况  ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________

              [ 保存 ]






                                               必填，已化解、引导法定途径、终止
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  PgDn 下一页  Esc 返回留草稿
EOF
type_text 01
wait_text "1 / "
keys Enter
it "an answer brings its further fields"
expect_text 多元联动
done_testing
