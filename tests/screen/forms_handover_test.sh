#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The forms of 汇 and 交: telling a petitioner, reporting what is urgent, handing over and taking over.
. "$(dirname "$0")/lib.sh" "$@"
. "$here/forms.sh"

store county
petition=$(more intake matter=信访诉求 title=低保停发 party1.name=胡有福)
it "a petitioner is told whether it is taken up"
form "$petition" 受理告知
expect_screen form:accept <<'EOF'
 一窗  受理告知                                练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    是否受理  ____________________          告知方式  ____________________
    告知对象  ____________________________________________________________
    告知时间  2026-11-24 09:41_

              [ 保存 ]













                                                     必填，受理、不予受理、转送
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  PgDn 下一页  Esc 返回留草稿
EOF
expect_cursor 0 0
type_text 02
wait_text "1 / 1"
keys Enter
it "what is not taken up wants a reason"
expect_text 理由去向
it "an urgent case was reported by telephone"
form "$urgent" 紧急报告
expect_screen form:alarm <<'EOF'
EOF
expect_cursor 0 0
more alarm "$urgent" call=110 told=派出所值班民警 >/dev/null
form "$urgent" 紧急报告
it "once they were called, it is only about the report in writing"
expect_text 书面报告
expect_no_text 接报人
it "a case is handed over"
form "$noise" 分流交办
expect_screen form:dispatch <<'EOF'
EOF
expect_cursor 0 0
form "$refused" 分流交办
it "what was sent back is handed over anew, from now on"
expect_text "交办时间  2026-11-24 09:41"
expect_no_text 裁定人
more dispatch "$refused" lead=司法所 >/dev/null
more refuse "$refused" reason=不归本所 person=赵勇 proxy=电话 >/dev/null
it "what was sent back twice is decided by somebody"
form "$refused" 分流交办
expect_screen form:dispatch <<'EOF'
EOF
expect_cursor 0 0
it "the centre hands it up"
form "$noise" 上报
expect_screen form:escalate <<'EOF'
EOF
expect_cursor 0 0
it "the centre signs for an office that has no desk, and says on what grounds"
form "$wages" 签收
expect_screen form:receive <<'EOF'
EOF
expect_cursor 0 0
keys End
type_text 好
it "that the form is filled for somebody else can be seen by its grounds"
expect_text 代录依据
form "$wages" 退回交办
it "and so with sending back"
expect_text 代录依据
store county 421202101.sfs
it "the office itself signs in its own name"
form "$wages" 签收
expect_screen form:receive <<'EOF'
EOF
expect_cursor 0 0
it "the office sends it back"
form "$wages" 退回交办
expect_screen form:refuse <<'EOF'
EOF
expect_cursor 0 0
store county 421202101218
form "$ditch" 上报
it "a village hands up, too"
expect_text 签发人
done_testing
