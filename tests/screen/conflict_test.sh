#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# 待核对: two places said different things; side by side, one is chosen, or another value typed.
. "$(dirname "$0")/lib.sh" "$@"

trouble() {
	[ "$1" = news ] || rm -rf "$YICHUANG_HOME"*
	"$build/tests/screen/make_trouble" "$YICHUANG_HOME" "$1" || { not_ok "no store"; exit 1; }
}
# a list of what clashes, with its first record under the accent
conflicts() {
	desk
	wait_text 近七日
	keys :
	wait_text 选定
	type_text conflicts
	keys Enter
	wait_text 条件：待核对
}
yichuang() { YICHUANG_CLOCK=2026-11-24T09:42:00+08:00 "$build/yichuang" "$@"; }

trouble conflicts
conflicts
keys Down Enter
wait_text 共同原值
it "all that clashes, side by side with what was there before; below who said what, when and where"
expect_screen screen:conflict <<'EOF'
 一窗  待核对  北岭村 2026-0001  承包合同纠纷  练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────
   栏目              这里               那里               共同原值

 ▌ 当事人 2          李四  13899995678  李四  13877775678  李四  13812345678
   涉及人数          12                 15                 2
   环节              会商研判           限时办理           信息汇集
   事件简述          …欠租三年，合同…   …已连续三年未付…   …已连续三年未付…
────────────────────────────────────────────────────────────────────────────────
   当事人 2
 ▌ 1  这里  向阳湖镇  张敏  11-24 09:05  现在显示的
        李四  13899995678
   2  那里  北岭村  刘芳  11-24 08:55
        李四  13877775678
   3  都不对，另填






 本件待核对 4 处                    待报 0 · 待改 0 · 待核对 3 · 上次成功 09:32
────────────────────────────────────────────────────────────────────────────────
 1–9 选定  ←→ 移动  ↑↓ 换一处  F4 全文  F9 看案件  F1 帮助  Esc 返回
EOF
it "the cursor is at the choice"
expect_cursor 10 1
keys Down Down Down
it "long texts that begin alike are shown from where they differ, and in full below"
expect_screen screen:conflict <<'EOF'
 一窗  待核对  北岭村 2026-0001  承包合同纠纷  练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────
   栏目              这里               那里               共同原值

   当事人 2          李四  13899995678  李四  13877775678  李四  13812345678
   涉及人数          12                 15                 2
   环节              会商研判           限时办理           信息汇集
 ▌ 事件简述          …欠租三年，合同…   …已连续三年未付…   …已连续三年未付…
────────────────────────────────────────────────────────────────────────────────
   事件简述
 ▌ 1  这里  向阳湖镇  张敏  11-24 09:05  现在显示的
        租给同村李四的八亩水田，欠租三年，合同在镇里存有一份。
   2  那里  北岭村  刘芳  11-24 08:55
        租给同村李四的八亩水田，已连续三年未付租金，昨晚双方争吵，劝开了。
   3  都不对，另填






 本件待核对 4 处                    待报 0 · 待改 0 · 待核对 3 · 上次成功 09:32
────────────────────────────────────────────────────────────────────────────────
 1–9 选定  ←→ 移动  ↑↓ 换一处  F4 全文  F9 看案件  F1 帮助  Esc 返回
EOF
keys Up
it "a step goes by its name, and nobody types one"
expect_text "限时办理"
expect_no_text "都不对"
keys Up Right
it "→ goes to the next choice"
expect_cursor 12 1
keys Enter
it "what is chosen wants a reason"
expect_screen screen:reason form:correct <<'EOF'
 一窗  待核对  北岭村 2026-0001  承包合同纠纷  练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────
   栏目              这里               那里               共同原值

   当事人 2          李四  13899995678  李四  13877775678  李四  13812345678
 ▌ 涉及人数          12                 15                 2
   环节              会商研判           限时办理           信息汇集
   事件简述          …欠租三年，合同…   …已连续三年未付…   …已连续三年未付…
──┌──────────────────────────────────────────────────────────────────────────┐──
  │ “涉及人数”采用那里（北岭村）的说法                                       │
  │ 15                                                                       │
  │                                                                          │
 ▌│ 理由  核对后采用_______________________________________________________  │
  │                                                                          │
  └──────────────────────────────────────────────────────────────────────────┘






                                               保存以后理由留在经过里，不能再改
────────────────────────────────────────────────────────────────────────────────
 Enter 保存  Esc 不改
EOF
keys C-a
for _ in 1 2 3 4 5; do keys DC; done
keys Enter
it "without a reason nothing is saved"
expect_text "请写一句理由"
type_text 问了村会计
keys Enter
it "the next one follows"
expect_text "“涉及人数”已选定，还有 3 处"
expect_no_text "   15"
keys F9
wait_text 更正
it "the record has the value that was chosen, and both claims stay in its timeline"
expect_text "涉及人数  15"
expect_text "11-24 08:55  汇  受理登记"
expect_text "11-24 09:05  汇  受理登记"
expect_text "涉及人数：15 · 问了村会计"
keys Escape
wait_text 共同原值
keys Up Up Up
keys 2
wait_text 采用
it "a row is taken as a whole"
expect_text "“当事人 2”采用那里（北岭村）的说法"
keys Enter
wait_text "还有 2 处"
keys Down
keys 3
it "another value is typed in the form that corrects, which knows the field"
expect_screen form:correct <<'EOF'
 一窗  更正                                    练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

      哪一栏  事件简述____________________________________________________
    用哪一条  ____________________________________________________________

        改成  ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________

    更正理由  ____________________________________________________________

              [ 保存 ]






                                                       正确的写法；要清空就空着
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  PgDn 下一页  Esc 返回留草稿
EOF
type_text 八亩水田，欠租三年。
keys Tab
type_text 两处都不全
keys F2
it "and that settles it, too"
expect_text "已保存：更正"
expect_no_text 事件简述
keys 1
wait_text 采用
keys Enter
it "after the last one the list is back and says so"
expect_text "“环节”已选定，这一件没有待核对的了"
expect_text "第 1–1 件，共 1"

keys Enter
wait_text 宅基地滴水
it "where only one clashes ↓ goes to the next choice"
expect_cursor 7 1
keys Down
expect_cursor 9 1
keys Enter
wait_text 采用
trouble news
it "the news that the village has settled it comes while a reason is typed"
expect_text "没有待核对的了"
keys Enter
it "and what is no clash any more is not chosen a second time"
expect_text "没有这一种说法"
keys Escape
it "then there is nothing left to choose"
expect_screen screen:conflict <<'EOF'
 一窗  待核对  北岭村 2026-0002  宅基地滴水    练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

   这一件没有待核对的了

















 本件待核对 0 处                    待报 0 · 待改 0 · 待核对 1 · 上次成功 09:32
────────────────────────────────────────────────────────────────────────────────
 1–9 选定  ←→ 移动  ↑↓ 换一处  F4 全文  F9 看案件  F1 帮助  Esc 返回
EOF
keys Enter
it "and Enter goes back"
expect_text "还没有"

keys Escape
wait_text 近七日
keys 4
wait_text 问低保
keys F3
wait_text 不查
type_text 待核对
keys Enter
wait_text 条件：待核对
keys Enter
wait_text 共同原值
it "two desks of one unit differ as well, on a visit"
expect_text "向阳湖镇  李军"
keys 3
it "visits are corrected by a form of their own"
expect_screen form:correct_reception <<'EOF'
 一窗  更正                                    练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

      哪一栏  人数________________________________________________________
    用哪一条  ____________________________________________________________

        改成  ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________
              ____________________________________________________________

    更正理由  ____________________________________________________________

              [ 保存 ]







                                                       正确的写法；要清空就空着
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  PgDn 下一页  Esc 返回留草稿
EOF
keys Escape
wait_text 条件：待核对
keys Enter
wait_text 共同原值
keys 2
wait_text 采用
keys Enter
it "and settled"
expect_text "没有待核对的了"

trouble conflicts
no=421202101218-3-2026-0002
entry=$(yichuang show "$no" --json | sed 's/.*"conflicts":\[{"key":"title","entries":\["\([0-9]*\)".*/\1/')
it "the command line settles one, too, and takes no other entry for a claim"
yichuang fill correct "$no" field=title choose=12345 reason=记错了 >"$work/said" 2>&1 && not_ok "taken" || grep -q 没有这一种说法 "$work/said" && ok || not_ok "$(cat "$work/said")"
it "the value is the one of that entry"
[ "$(yichuang fill correct "$no" field=title choose="$entry" reason=记错了)" = "$no" ] &&
	yichuang show "$no" --json | grep -q '"title":"宅基地边界".*"conflicts":\[\]' && ok || not_ok "$(yichuang show "$no" --json)"
done_testing
