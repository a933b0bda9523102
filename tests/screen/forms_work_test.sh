#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The forms of 办, and those that join, part and void cases.
. "$(dirname "$0")/lib.sh" "$@"
. "$here/forms.sh"

store county
it "offices are whistled for"
form "$noise" 吹哨
expect_screen form:whistle <<'EOF'
 一窗  吹哨                                    练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

      叫谁来  ____________________________________________________________
    集合时间  2026-11-24 09:41_                 地点  ____________________

      什么事  ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________

              [ 保存 ]








                                                    必填，几家之间空一格，F4 选
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  PgDn 下一页  Esc 返回留草稿
EOF
expect_cursor 0 0
form "$urgent" 吹哨
it "who was whistled for before is there already"
expect_text "叫谁来  向阳湖镇司法所"
it "more time"
form "$contract" 延期
expect_screen form:extend <<'EOF'
EOF
expect_cursor 0 0
it "no time"
form "$contract" 暂停
expect_screen form:pause <<'EOF'
EOF
expect_cursor 0 0
it "time again"
form "$standing" 恢复
expect_screen form:resume <<'EOF'
EOF
expect_cursor 0 0
it "a case is put into another"
form "$noise" 并案
expect_screen form:link <<'EOF'
EOF
expect_cursor 0 0
it "and taken out"
form "$merged" 撤销并案
expect_screen form:unlink <<'EOF'
EOF
expect_cursor 0 0
it "a case is void"
form "$noise" 作废
expect_screen form:void <<'EOF'
EOF
expect_cursor 0 0
store county 421202101.sfs
it "who was whistled for has come"
form "$urgent" 报到
expect_screen form:reportin <<'EOF'
EOF
expect_cursor 0 0
done_testing
