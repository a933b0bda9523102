#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The terminal: taken over and given back; small windows, poor terminals, second routes, the blank screen.
. "$(dirname "$0")/lib.sh" "$@"

store cases
desk
wait_text 近七日
keys C-b
it "Ctrl-B blanks the screen"
expect_screen screen:blank <<'EOF'












                                  按任意键回来











EOF
keys x
it "any key brings it back"
expect_text 近七日
keys 1
wait_text 诉求
keys Down
type_text 还没写完
resize 20 60
it "a window that is too small says so"
expect_text "窗口太小，需要 80×24 以上"
type_text 丢失
resize 24 80
it "nothing is lost by that"
expect_text "诉求  还没写完____"
resize 30 100
it "a larger window is used"
expect_text "事件简述"
resize 24 80
keys Escape 2
wait_text 必须填写
it "Esc 2 is F2"
ok
keys Escape
wait_text "F6 续填"
type_text ？
it "a full-width ？ is help"
expect_text "全部按键"
keys Escape
wait_text 近七日
keys Escape 0
it "Esc 0 is F10"
expect_text "1 首页"
keys Escape
wait_text 近七日
keys C-c
it "Ctrl-C asks"
expect_text "退出一窗？"
keys 0
wait_text 近七日
keys C-c
wait_text "退出一窗？"
keys 1
it "and leaves with 0"
expect_end 0

desk
wait_text 未完成的
keys 0
wait_text 近七日
kill -INT "$(desk_pid)"
it "SIGINT asks like Ctrl-C"
expect_text "退出一窗？"
keys Escape
wait_text 近七日

desk YICHUANG_DESK_AMBIGUOUS=2
wait_text 未完成的
keys 0
it "where signs are two columns wide frames are ASCII and nothing shifts"
expect_text "  > 1 受理登记   要办"
desk YICHUANG_DESK_ASCII=yes
it "frames from ASCII"
expect_text "--------------------"
keys 0
wait_text 近七日
desk NO_COLOR=1
wait_text 未完成的
it "NO_COLOR shows no colour"
mux capture-pane -e -p -t t | grep -q $'\033\\[[0-9;]*3[0-7]m' && not_ok "a colour" || ok
TERM_WANTED=dumb desk
it "a dumb terminal is refused with a sentence"
expect_end 2
grep -q "终端类型是 dumb" "$work/stderr" && ok || not_ok "$(cat "$work/stderr")"
it "no terminal at all too"
"$build/yichuang" </dev/null >"$work/out" 2>&1
[ $? = 2 ] && grep -q "没有终端" "$work/out" && ok || not_ok "$(cat "$work/out")"

printf '[keys]\nsave = F3\nblank = F12\n' >"$YICHUANG_HOME/keys.ini"
desk
it "keys.ini names a conflict and keeps the default"
expect_text "这个键已经用于"
keys 0
wait_text 近七日
keys F12
it "and moves another key"
expect_text "按任意键回来"
done_testing
