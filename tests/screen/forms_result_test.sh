#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The forms of 督, 结 and 评: looking after, telling, confirming, asking again.
. "$(dirname "$0")/lib.sh" "$@"
. "$here/forms.sh"

store county
result="result=已化解 method=人民调解 agreement=书面 sealed=是 effective=2026-11-24 outcome=已签协议。"
petition=$(more intake matter=信访诉求 title=低保停发 party1.name=胡有福)
wall=$(more intake matter=矛盾纠纷 title=共有院墙 type=0202 place=421202101218 party1.name=汤玉兰 grade=03)
more conclude "$petition" result=已化解 outcome=已补发。 >/dev/null
more conclude "$wall" $result >/dev/null
it "a letter is written already"
form "$contract" 工作提示函
expect_screen form:notice <<'EOF'
EOF
expect_cursor 0 0
it "the centre answers for an office that has no desk, and says on what grounds"
form "$noticed" 提示函回复
expect_screen form:reply <<'EOF'
EOF
expect_cursor 0 0
it "somebody answers for a case"
form "$contract" 领导包案
expect_screen form:sponsor <<'EOF'
EOF
expect_cursor 0 0
it "the result is told"
form "$settled" 结果反馈
expect_screen form:inform <<'EOF'
EOF
expect_cursor 0 0
form "$petition" 结果反馈
it "a petitioner is answered in writing"
expect_text "书面答复  ___________"
it "the court is asked to confirm what was agreed"
form "$wall" 司法确认
expect_screen form:confirm <<'EOF'
EOF
expect_cursor 0 0
more confirm "$wall" joint=是 court=咸安区人民法院 >/dev/null
form "$wall" 司法确认
type_text 03
wait_text "1 / 1"
keys Enter
it "and decides"
expect_screen form:confirm <<'EOF'
EOF
expect_cursor 0 0
it "somebody calls on them"
form "$told" 回访评价
expect_screen form:revisit <<'EOF'
EOF
expect_cursor 0 0
more inform "$wall" told=汤玉兰 how=当面 accepts=认可 said=没有意见。 >/dev/null
form "$wall" 回访评价
it "and asks how what was agreed is kept"
expect_text 履行情况
it "what was settled is taken up again"
form "$told" 重办
expect_screen form:reopen <<'EOF'
EOF
expect_cursor 0 0
store county 421202
it "the county looks after what is below it"
form "$contract" 督办
expect_screen form:supervise <<'EOF'
EOF
expect_cursor 0 0
store county 421202101.sfs
form "$noticed" 提示函回复
it "an office that answers for itself needs no grounds"
expect_text 负责人
expect_no_text 代录依据
done_testing
