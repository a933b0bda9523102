#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Rows of a group: one line each on the form, a page of their own behind F4.
. "$(dirname "$0")/lib.sh" "$@"

store cases
desk
wait_text 近七日
keys 1
wait_text 诉求
keys F4
it "F4 adds a row and opens it"
expect_screen screen:row <<'EOF'
 一窗  受理登记  当事人 1                      练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

          身份  来访人____________________________________________________
          姓名  __________________________________________________________
      证件种类  __________________________________________________________
      证件号码  ___________________
      联系电话  ______________________
          性别  ____________________        出生日期  ___________
      居住地址  __________________________________________________________
          民族  ____________________            学历  ____________________
      人员类别  __________________________________________________________
          单位  __________________________________________________________

                [ 完成 ]






                                                     来访人、申请人、被申请人……
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  Esc 回到表上
EOF
keys Escape
wait_text 诉求
it "a row nobody typed in goes again"
expect_no_text "当事人 1"
keys F4
wait_text 证件种类
keys Enter
type_text 欧阳修
keys Enter Enter
type_text 421202196803051238
keys Enter
wait_text 末位校验码
it "a wrong identity number is named and Enter stays"
expect_cursor 6 34
keys BSpace
type_text X
keys Tab Tab
type_text 13812345678
keys Enter
it "the row's fields are kept"
expect_text 138
keys Escape
it "the row is one line, its phone masked"
expect_text "138****5678"
keys DC
it "Del asks before a row goes"
expect_text "删去 当事人 1"
keys 0
wait_text "F4 展开"
keys DC
wait_text "删去 当事人 1"
keys 1
it "and takes it away"
expect_no_text "138****5678"
done_testing
