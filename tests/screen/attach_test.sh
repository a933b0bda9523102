#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Files of a case: chosen from folders, or typed as a path; what is refused says why; and what a record tells of them.
. "$(dirname "$0")/lib.sh" "$@"
. "$here/forms.sh"

# the person's folder, with times that the list goes by
export PERSON=$work/person
mkdir -p "$PERSON/扫描/2026" "$PERSON/桌面" "$PERSON/.hidden"
printf '\xff\xd8\xff\xe0%01200000d' 0 >"$PERSON/签字协议.jpg"
printf '%%PDF-1.7\n%060000d' 0 >"$PERSON/扫描/笔录.pdf"
printf 'MZ\x90\x00' >"$PERSON/扫描/setup.exe"
printf '双方同意\n' >"$PERSON/协议$(printf '\e[31m').txt"
printf 'x' >"$PERSON/.secret"
touch -d '2026-11-23 10:00 +0800' "$PERSON"/签字协议.jpg "$PERSON"/扫描/setup.exe
touch -d '2026-11-24 09:00 +0800' "$PERSON"/协议*.txt "$PERSON"/扫描/笔录.pdf
open_form() {
	desk HOME="$PERSON" TZ=UTC
	wait_text 近七日
	keys :
	wait_text 也可以键入编号
	type_text "$noise"
	keys Enter
	wait_text "汇 ──"
	keys F9
	wait_text "0 返回"
	type_text 附件
	keys Enter
	wait_text " 一窗  附件  "
}

store county
it "the form stands with one file to choose"
open_form
expect_screen form:attach <<'EOF'
 一窗  附件                                    练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

      附件 1  还没有填                                             F4 展开
              ＋ 再附一个

              [ 保存 ]














                                          F4 展开，Del 删去这一行，Enter 下一栏
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  PgDn 下一页  Esc 返回留草稿
EOF
keys F4
wait_text "附件  附件 1"
it "one file: what it is, and how it goes"
expect_screen screen:row <<'EOF'
 一窗  附件  附件 1                            练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

        文件  ____________________________________________________________
        种类  ____________________________________________________________
        说明  ____________________________________________________________
      怎么传  ____________________________________________________________

              [ 完成 ]












                                必填，F4 选，或写它在哪里，如 ~/扫描/协议书.pdf
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  Esc 回到表上
EOF
it "F4 lists the person's folder: folders, then the newest; nothing hidden, nothing that drives the terminal"
keys F4
wait_text "1.1 MB"
expect_screen screen:picker <<'EOF'
 一窗  附件  附件 1                            练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

        文件  ____________________________________________________________
        种类  ┌──────────────────────────────────────────────────────────┐
        说明  │▌ 扫描                                  →                 │
      怎么传  │  桌面                                  →                 │
              │  协议[31m.txt                          11-24 13 B        │
              │  签字协议.jpg                          11-23 1.1 MB      │
              │  4 / 4                                                 ~ │
              └──────────────────────────────────────────────────────────┘










                                  ↑↓ 移动，→ 进入，← 退出，Enter 选定，Esc 不改
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  Enter 选定  ↑↓ 移动  Esc 不改
EOF
keys Right
it "a folder is entered"
wait_text 笔录.pdf
expect_screen <<'EOF'
 一窗  附件  附件 1                            练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

        文件  ____________________________________________________________
        种类  ┌──────────────────────────────────────────────────────────┐
        说明  │▌ 2026                                  →                 │
      怎么传  │  笔录.pdf                              11-24 59 KB       │
              │  setup.exe                             11-23 4 B         │
              │  3 / 3                                            ~/扫描 │
              └──────────────────────────────────────────────────────────┘











                                  ↑↓ 移动，→ 进入，← 退出，Enter 选定，Esc 不改
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  Enter 选定  ↑↓ 移动  Esc 不改
EOF
keys Down Down
keys Enter
it "what is no document is refused, and says so"
expect_text "不收这种文件"
keys F4
wait_text 签字协议.jpg
type_text qzxy
it "the initials of a name are enough"
expect_no_text 协议.txt
keys Enter
it "it is taken, and the next field comes"
expect_text "文件  签字协议.jpg 1.1 MB"
keys Up
keys F4
wait_text 协议
it "← leads up to the sticks and the usual folders"
keys Left
expect_text "整个电脑"
it "and → into one of them"
type_text zwjj
expect_text "1 / "
keys Right
expect_text "4 / 4"
keys Escape
wait_text "[ 完成 ]"

it "a path may be typed"
type_text "~/扫描/笔录.pdf"
wait_text "~/扫描/笔录.pdf"
keys Enter
expect_text "文件  笔录.pdf 59 KB"
keys Up
it "or pasted, as file managers write it"
paste "file://$PERSON/%E7%AD%BE%E5%AD%97%E5%8D%8F%E8%AE%AE.jpg"
expect_text "文件  签字协议.jpg 1.1 MB"
it "a path that leads nowhere says so and changes nothing"
paste "/none/at/all.pdf"
expect_text "没有这个文件"
expect_text "文件  签字协议.jpg 1.1 MB"
keys Down
type_text xy
keys Enter
wait_text 协议书
keys Escape
wait_text " 一窗  附件  "
keys Down
it "one more"
keys F4
wait_text "附件  附件 2"
paste "~/扫描/笔录.pdf"
wait_text "笔录.pdf 59 KB"
keys Down Down Down
type_text yhc
it "that is left for later"
keys Enter
expect_text 以后传
keys Escape
wait_text "再附一个"
it "the form shows both"
expect_screen <<'EOF'
 一窗  附件                                    练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

      附件 1  签字协议.jpg 1.1 MB  协议书                          F4 展开
      附件 2  笔录.pdf 59 KB                                       F4 展开
              ＋ 再附一个

              [ 保存 ]













 草稿已存 09:41:07                        F4 展开，Del 删去这一行，Enter 下一栏
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  PgDn 下一页  Esc 返回留草稿
EOF
it "what was chosen is in the draft: the files may go"
rm -r "$PERSON/签字协议.jpg" "$PERSON/扫描"
keys F2
expect_text "已保存：附件"

it "the record tells where they are"
wait_text "汇 ──"
expect_screen <<'EOF'
 一窗  2026-0008  邻里噪音                     练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────
  ●汇 ── ◐研 ── ○交 ── ○办 ── ○结 ── ○评            一般   待分流 11-19 超 5 天

    当事人  𠮷野家                            首问人  张敏
            买买提·艾力                         主办  本中心
  事项类别  矛盾纠纷                            期限  2026-11-25  F1 为什么
      来源  来访                            事件类别  用水排水通行通风采光
  发生地点  咸安区 向阳湖镇 北岭村              紧急  否
  受理时间  2026-11-18 14:00
────────────────────────────────────────────────────────────────────────────────
   11-18 14:00  汇  受理登记    张敏           邻里噪音
   11-18 15:00  研  会商研判    张敏           等级 一般 · 期限 11-25
 ▌ 11-24 09:41      附件        张敏           签字协议.jpg 1.1 MB（未上…  待报







 已保存：附件  2026-0008            待报 1 · 待改 0 · 待核对 0 · 上次成功 09:38
────────────────────────────────────────────────────────────────────────────────
 F9 办理  F4 全文  F7 上一件  F8 下一件  Enter 看这一条  F1 帮助  Esc 返回
EOF
keys Enter
it "and what each of them is"
expect_text "种类  协议书"
expect_text "文件  笔录.pdf 59 KB（未上报，留着以后传）"
keys Escape
wait_text "汇 ──"
keys F9
wait_text "0 返回"
type_text 看附件
keys Enter
it "they are listed"
expect_screen <<'EOF'
 一窗  2026-0008  邻里噪音                     练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────
  ●汇 ── ◐研 ── ○交 ── ○办 ── ○结 ── ○评            一般   待分流 11-19 超 5 天

    当事人  𠮷野家                            首问人  张敏
            买买提·艾力                         主办  本中心
  事项类别  矛盾纠纷                            期限  2026-11-25  F1 为什么
      来源┌─────────────────────────────────────────────────────────┐ 采光
  发生地点│ 附件                                                    │
  受理时间│                                                         │
──────────│ 选一个，在本机的存到文件夹或 U 盘里，不在的向县中心取。 │───────────
   11-18 1│                                                         │
   11-18 1│▌ 1 签字协议.jpg 1.1 MB（未上报）         11-24 张敏     │
 ▌ 11-24 0│  2 笔录.pdf 59 KB（未上报，留着以后传）  11-24 张敏     │ 上…  待报
          │  0 返回                                                 │
          └─────────────────────────────────────────────────────────┘





                                    待报 1 · 待改 0 · 待核对 0 · 上次成功 09:38
────────────────────────────────────────────────────────────────────────────────
 1–9 选  ↑↓ 移动  Enter 选定  Esc 返回
EOF
keys 1
it "one that is here goes where it is wanted"
wait_text "存在这个文件夹里"
keys Down Right
wait_text "1 / 1"
keys Enter
expect_text "存好了：$PERSON/桌面/签字协议.jpg"
it "as it was"
[ "$(stat -c %s "$PERSON/桌面/签字协议.jpg")" = 1200004 ] && ok || not_ok
it "but nothing is covered"
keys F9
wait_text "0 返回"
type_text 看附件
keys Enter
wait_text "2 笔录"
keys 1
wait_text "存在这个文件夹里"
keys Down Right
wait_text "1 / 1"
keys Enter
expect_text "没有覆盖它"

it "the window of F5 takes what was left for later along, when it is told to"
keys F10
wait_text U盘报送
type_text 同步
keys Enter
expect_text "连留着的附件一起传"
keys Escape
wait_text "汇 ──"

it "one that is not here is asked for"
find "$YICHUANG_HOME/files" -type f -size -100k -delete
keys F9
wait_text "0 返回"
type_text 看附件
keys Enter
expect_text "笔录.pdf 59 KB（不在本机）"
keys 2
it "and the line says how that ended"
expect_text "没有县中心的证书"
it "the log tells no name"
grep -qE '签字|笔录|协议' "$YICHUANG_HOME/yichuang.log" && not_ok "$(cat "$YICHUANG_HOME/yichuang.log")" || ok
done_testing
