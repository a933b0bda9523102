#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# U盘报送: which stick, written and read in the background.
. "$(dirname "$0")/lib.sh" "$@"

# A desk with sticks of ours, and none of this machine's: in a mount namespace of its own.
cat >"$work/with" <<'S'
#!/bin/sh
mount -t tmpfs tmpfs /media && mount -t tmpfs tmpfs /mnt || exit
for stick in $STICKS; do mkdir "/media/${stick##*/}" && mount --bind "$stick" "/media/${stick##*/}" || exit; done
exec "$@"
S
chmod +x "$work/with"
unshare -Urm true 2>/dev/null || { it "sticks (no user namespaces here)"; ok; done_testing; }

"$build/yichuang-hub" init "$work/hub" --county 421202 --url https://127.0.0.1:9 --practice 2>/dev/null
"$build/yichuang-hub" kit "$work/hub" --unit 421202101 -o "$work/kit"
"$build/yichuang" enroll "$work/kit" 2>/dev/null
YICHUANG_DESK_WHO=张敏 "$build/yichuang" fill intake title=水渠改道 type=0101 place=421202101001 >/dev/null
mkdir "$work/KINGSTON"

desk YICHUANG_DESK_WHO=张敏 STICKS= unshare -Urm "$work/with"
wait_text 近七日
keys F10
wait_text U盘报送
keys 4
it "without a stick it asks for one"
expect_text 没有看到
keys 0
wait_text 近七日

desk YICHUANG_DESK_WHO=张敏 STICKS="$work/KINGSTON" unshare -Urm "$work/with"
wait_text "待报 1"
keys F10
wait_text U盘报送
keys 4
it "with one it offers both ways"
expect_screen screen:menu <<'EOF'
 一窗  向阳湖镇                                练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    今日                                 要紧的事

    受理  1 件                           待分流 1  水渠改道         匿名  11-25
    办结  0 件
    来访 ┌───────────────────────────────────────────────────────────┐
    在办 │ U盘报送                                                   │
         │                                                           │
         │ 没有网络时：写到 U 盘带去县中心，再把县中心写的带回来读。 │
  ▌ 1 受 │                                                           │
    2 来 │▌ 1 写到 KINGSTON  待报的记录                              │
    3 案 │  2 读 KINGSTON    县中心的回执和新记录                    │
    4 来 │  0 返回                                                   │
    9 同 └───────────────────────────────────────────────────────────┘
    0 换人       退出用 F10




                                     待报 1 · 待改 0 · 待核对 0 · 上次成功 从未
────────────────────────────────────────────────────────────────────────────────
 1–9 选  ↑↓ 移动  Enter 选定  Esc 返回
EOF
keys 1
it "writing tells that it is done, and that this is not the receipt"
expect_text "写好了，可以取下 U 盘"
it "what was written is there"
[ "$(ls "$work/KINGSTON" | wc -l)" = 1 ] && ok || not_ok "$(ls "$work/KINGSTON")"
it "and still to be sent"
expect_text "待报 1"

"$build/yichuang-hub" bundle read "$work/hub" "$work/KINGSTON" -o "$work/KINGSTON" >/dev/null
keys F10
wait_text U盘报送
keys 4
wait_text 县中心的回执
keys 2
it "the receipt is read"
expect_text "县中心新确认收到 1 条"
keys Down
it "and counts"
expect_text "待报 0"

rm "$work/KINGSTON"/*
keys F10
wait_text U盘报送
keys 4
wait_text 县中心的回执
keys 2
it "a stick with nothing on it is said to have nothing"
expect_text "没有写给这里的 U 盘包"
done_testing
