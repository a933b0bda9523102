#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Typed once: whoever came before is offered behind F4, and what they came for stands below them. On an intake of its own, so that
# these pictures do not change with the shipped one.
. "$(dirname "$0")/lib.sh" "$@"

export YICHUANG_SHARE=$work/share
mkdir -p "$work/share/forms" "$work/share/data"
cp "$root"/data/{divisions,event_type,sex}.csv "$work/share/data"
cat >"$work/share/data/flow.ini" <<'EOF'
[step 汇]
name = 信息汇集
doing = 受理
[step 结]
name = 反馈结果
doing = 办结
EOF
cat >"$work/share/data/outcome.csv" <<'EOF'
code,name,parent
01,已化解,
EOF
cat >"$work/share/forms/intake.ini" <<'EOF'
[form]
title = 受理登记
opens = case
list = 案件
step = 汇
[group party]
label = 当事人
one = 添加当事人
shows = name sex birth phone idno
[field party.name]
label = 姓名
offers = people
hint = 不愿说可以空着
[field party.idno]
label = 证件号码
type = idcard
fills = sex birth
offers = people
[field party.phone]
label = 联系电话
type = phone
offers = people
[field party.sex]
label = 性别
type = code
codes = sex
[field party.birth]
label = 出生日期
type = date
beside = yes
[field title]
label = 事件名称
required = yes
[field type]
label = 事件类别
type = code
codes = event_type
[field place]
label = 发生地点
type = place
[field address]
label = 详细地址
offers = places
hint = 如：三组晒谷场东侧
[field related]
label = 关联案件
type = record
[field anew]
label = 新建原因
[field opened]
label = 受理时间
type = datetime
default = now
[effect]
step = 汇
EOF
cat >"$work/share/forms/conclude.ini" <<'EOF'
[form]
title = 办结
continues = case
step = 结
[field result]
label = 办理结果
type = code
codes = outcome
record = yes
[field closed]
label = 办结日期
type = date
default = today
record = yes
[effect]
step = 结
EOF

# came DAY KEY=VALUE… : a case as it came in on that day; prints its number
came() { YICHUANG_CLOCK=$1T09:41:00+08:00 "$build/yichuang" fill intake "${@:2}" 2>"$work/stderr" || cat "$work/stderr"; }

store empty
came 2025-03-04 title=宅基地边界 party1.name=李四 party1.sex=1 party1.birth=1971-06-07 place=421202101218 >/dev/null
YICHUANG_CLOCK=2025-05-06T09:41:00+08:00 "$build/yichuang" fill conclude 2025-0001 result=01 >/dev/null
came 2026-11-02 title=承包合同纠纷 party1.name=张三 party1.idno=421202196803051232 party1.phone=13812345678 address=三组晒谷场东侧 \
	type=0901 >/dev/null
came 2026-11-03 title=楼上装修的噪音吵得楼下六户老人都睡不着 party1.name=张三丰 party1.phone=13987654321 address=村小学门口 >/dev/null

# --- persons ---
desk
wait_text 受理登记
keys 1
wait_text 添加当事人
keys F4
wait_text "当事人 1"
type_text 张
it "one hanzi finds nobody"
expect_text "不愿说可以空着"
type_text 三
wait_text 草稿已存
it "somebody answers to a name, and it is only said"
expect_screen <<'EOF'
 一窗  受理登记  当事人 1                      练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

        姓名  张三________________________________________________________
    证件号码  ___________________
    联系电话  ______________________
        性别  ____________________          出生日期  ___________

              [ 完成 ]












 草稿已存 09:41:07                                     F4 可选以前登记过的 2 人
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  Esc 回到表上
EOF
expect_cursor 3 18
keys F4
it "F4 shows who, just that name first"
expect_screen <<'EOF'
 一窗  受理登记  当事人 1                      练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

        姓名  张三________________________________________________________
    证件号码  ┌──────────────────────────────────────────────────────────┐
    联系电话  │▌ 张三  男  1968  138****5678  2026-0001 承包合同纠纷     │
        性别  │  张三丰  139****4321  2026-0002 楼上装修的噪音吵得楼下…  │
              │  2 / 2                    姓名、拼音首字母、电话尾号都行 │
              └──────────────────────────────────────────────────────────┘












                                                  ↑↓ 移动，Enter 选定，Esc 不改
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  Enter 选定  ↑↓ 移动  Esc 不改
EOF
expect_cursor 3 18
keys Escape
it "Esc changes nothing"
expect_text "姓名  张三____"
keys BSpace BSpace
type_text zsf
keys F4
it "pinyin initials find a person"
expect_text "▌ 张三丰  139****4321  2026-0002 楼上"
keys Escape
wait_text "姓名  zsf___"
keys BSpace BSpace BSpace Down Down
type_text 5678
wait_text "F4 可选以前登记过的 1 人"
keys F4
it "and the tail of a telephone, which the list does not show"
expect_text "▌ 张三  男  1968  138****5678  2026-0001 承包合同纠纷"
keys Enter
it "Enter takes the person into the row and goes on"
expect_screen <<'EOF'
 一窗  受理登记  当事人 1                      练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

        姓名  张三________________________________________________________
    证件号码  421202196803051232_
    联系电话  13812345678___________
        性别  男__________________          出生日期  1968-03-05_

              [ 完成 ]












 草稿已存 09:41:07                                             键入拼音首字母选
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  Esc 回到表上
EOF
expect_cursor 6 16
keys Escape

# --- what they came for ---
it "what they came for stands below them"
expect_screen <<'EOF'
 一窗  受理登记                                练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    当事人 1  张三  男  1968-03-05  138****5678  421202********1…  F4 展开
              ＋ 添加当事人
              张三 2026-11 曾有「承包合同纠纷」一件，在办。F4 查看，可关联

    事件名称  ____________________________________________________________
    事件类别  ____________________________________________________________
    发生地点  ____________________________________________________________
    详细地址  ____________________________________________________________
    关联案件  ____________________________
    新建原因  ____________________________________________________________
    受理时间  2026-11-24 09:41_

              [ 保存 ]





 草稿已存 09:41:07                        F4 展开，Del 删去这一行，Enter 下一栏
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  PgDn 下一页  Esc 返回留草稿
EOF
keys Down Down
it "the line is a place for the cursor"
expect_cursor 5 14
expect_text "F4 查看，Enter 下一栏"
keys F4
it "F4 opens it"
expect_screen <<'EOF'
 一窗  受理登记                                练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    当事人 1  张三  男  1968-03-05  138****5678  421202********1…  F4 展开
              ＋ 添加当事人
              张三 2026-11 曾有「承包合同纠纷」一件，在办。F4 查看，可关联

    事件名称  ________┌──────────────────────────────────┐________________
    事件类别  ________│ 2026-0001  承包合同纠纷          │________________
    发生地点  ________│                                  │________________
    详细地址  ________│ 张三 同一证件号码，在办          │________________
    关联案件  ________│                                  │
    新建原因  ________│▌ 1 打开这一件                    │________________
    受理时间  2026-11-│  2 关联        关联案件          │
                      │  0 返回                          │
              [ 保存 ]└──────────────────────────────────┘





                                     待报 4 · 待改 0 · 待核对 0 · 上次成功 从未
────────────────────────────────────────────────────────────────────────────────
 1–9 选  ↑↓ 移动  Enter 选定  Esc 返回
EOF
keys 1
it "it may be read"
expect_text "◐汇 ── ○结"
expect_no_text 添加当事人
keys Escape
wait_text 添加当事人

# --- nothing is taken for granted ---
keys Up F4
wait_text "当事人 2"
type_text 李四
wait_text "F4 可选以前登记过的 1 人"
keys F4
wait_text "李四  男  1971"
keys Enter
wait_text "姓名  李四"
keys Escape
wait_text "当事人 2  李四"
keys Down Down
wait_text "F4 查看，Enter"
it "a namesake is nobody's earlier case"
expect_text "张三 2026-11 曾有「承包合同纠纷」一件，在办"
keys Enter
type_text 争水
keys Enter Enter
wait_text 键入拼音首字母选
type_text blc
wait_text 北岭村
keys Enter
it "in the same village they are, and one line says so of all"
expect_text "张三 2026-11「承包合同纠纷」在办，共 2 件。F4 查看，可关联"
keys F2
it "a second case of the same person wants a word"
expect_screen <<'EOF'
 一窗  受理登记                                练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    当事人 1  张三  男  1968-03-05  138****5678  421202********1…  F4 展开
    当事人 2  李四  男  1971-06-07                                 F4 展开
              ＋ 添加当事人
              张三 2026-11「承包合同纠纷」在办，共 2 件。F4 查看，可关联

    事件名称  争水________________________________________________________
    事件类别  ____________________________________________________________
    发生地点  咸安区 向阳湖镇 北岭村______________________________________
    详细地址  ____________________________________________________________
    关联案件  ____________________________
    新建原因  ____________________________________________________________
    受理时间  2026-11-24 09:41_

              [ 保存 ]




  张三（同一证件号码）已有 2026-0001「承包合同纠纷」在办：请填关联案件的编号，…
────────────────────────────────────────────────────────────────────────────────
 F1 本栏说明  F2 保存  F4 选择  Enter 下一栏  PgDn 下一页  Esc 返回留草稿
EOF
expect_cursor 12 14
keys F4
it "F4 lists the earlier cases where the number is wanted"
expect_screen <<'EOF'
 一窗  受理登记                                练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    当事人 1  张三  男  1968-03-05  138****5678  421202********1…  F4 展开
    当事人 2  李四  男  1971-06-07                                 F4 展开
              ＋ 添加当事人
              张三 2026-11「承包合同纠纷」在办，共 2 件。F4 查看，可关联

    事件名称┌─────────────────────────────────────────────────────┐_______
    事件类别│ 以前的件                                            │_______
    发生地点│                                                     │_______
    详细地址│▌ 1 2026-0001  承包合同纠纷  在办  张三 同一证件号码 │_______
    关联案件│  2 2025-0001  宅基地边界  已化解  李四 同名同村     │
    新建原因│  0 返回                                             │_______
    受理时间└─────────────────────────────────────────────────────┘

              [ 保存 ]




                                     待报 4 · 待改 0 · 待核对 0 · 上次成功 从未
────────────────────────────────────────────────────────────────────────────────
 1–9 选  ↑↓ 移动  Enter 选定  Esc 返回
EOF
keys 1
wait_text 打开这一件
keys 2
it "and writes the number"
expect_text "关联案件  421202101-1-2026-0001"
expect_text "已关联 2026-0001"
keys F2
it "then it is saved"
expect_text "已保存  2026-0003"
keys 2
wait_text "2026-0003  争水"
keys F9
wait_text 更正登记内容
keys 2
wait_text 添加当事人
it "a correction is told of nothing"
expect_no_text "F4 查看"
keys Escape
wait_text "F9 办理"
keys Escape
wait_text 近七日

keys 1
wait_text 添加当事人
keys F4
wait_text "当事人 1"
type_text 张三丰
wait_text "F4 可选以前登记过的 1 人"
keys F4
wait_text "1 / 1"
keys Enter
wait_text 13987654321
it "nothing is said where nobody types"
expect_no_text 可选以前
keys Escape
it "a long title leaves room for what F4 does"
expect_text "张三丰 2026-11 曾有「楼上装修…」一件，在办。F4 查看，可关联"

# --- places ---
keys Down Down Down Down Down Down
wait_text 如：三组晒谷场东侧
it "nothing is said of an empty field"
expect_no_text 可选以前
type_text 小学
it "what stood here before answers"
expect_text "F4 可选以前填过的 1 处"
keys BSpace BSpace
it "and no more once it is taken out"
expect_no_text 可选以前
keys F4
it "F4 on nothing shows the newest"
expect_screen <<'EOF'
 一窗  受理登记                                练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    当事人 1  张三丰  139****4321                                  F4 展开
              ＋ 添加当事人
              张三丰 2026-11 曾有「楼上装修…」一件，在办。F4 查看，可关联

    事件名称  ____________________________________________________________
    事件类别  ____________________________________________________________
    发生地点  ____________________________________________________________
    详细地址  ____________________________________________________________
    关联案件  ┌──────────────────────────────────────────────────────────┐
    新建原因  │▌ 村小学门口                                              │
    受理时间  │  三组晒谷场东侧                                          │
              │  2 / 2                              以前填过的，新的在前 │
              └──────────────────────────────────────────────────────────┘





                                                  ↑↓ 移动，Enter 选定，Esc 不改
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  Enter 选定  ↑↓ 移动  Esc 不改
EOF
type_text 晒
keys Enter
it "Enter takes it"
expect_text "详细地址  三组晒谷场东侧"
keys Up
wait_text 如：三组晒谷场东侧
keys F4
type_text 门前
wait_text "没有对得上的"
keys Enter
it "what nobody wrote before is taken as typed"
expect_no_text "没有对得上的"
expect_text "详细地址  三组晒谷场东侧门前"
keys Escape

# --- the command line ---
it "the command says it too, and goes on"
YICHUANG_CLOCK=2026-11-24T09:41:00+08:00 "$build/yichuang" fill intake title=又来 party1.name=张三 party1.phone=13812345678 \
	>"$work/out" 2>"$work/err"
status=$?
[ $status = 0 ] && [ -s "$work/out" ] &&
	grep -qF '张三（同一电话）已有 2026-0003「争水」在办：请填关联案件的编号，或写新建原因' "$work/err" && ok ||
	not_ok "status $status: $(cat "$work/out" "$work/err")"
it "unless there is a reason"
[[ "$(came 2026-11-24 title=又来 party1.name=张三 party1.phone=13812345678 anew=另一块田)" = 421202101-1-2026-0005 ]] && ok || not_ok
done_testing
