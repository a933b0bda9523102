#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A clerk's minute at the desk, typed through a pseudo-terminal (tmux, 80×24): register a case, find it, send it. Prints the screens
# and what the hub then holds; exits 0 only if the case typed here is there, word for word. Part of make demo, which sets the stage.
set -euo pipefail
build=$1
demo=$PWD/$build/demo
socket=yichuang-demo-$$
title=晒谷场占用纠纷
claim=要求让出一半晒谷场
name=宋江河

exec {tick}<> <(:)     # nothing ever comes from here: a wait that starts no program

desk() { tmux -L "$socket" -f /dev/null "$@"; }
trap 'desk kill-server 2>/dev/null || true' EXIT
keys() { desk send-keys -t d "$@"; }
text() { desk send-keys -t d -l -- "$1"; }
screen() { desk capture-pane -p -t d; }
until_shown() { # until_shown TEXT: the screen has it; 15 seconds at most
	local end=$((SECONDS + 15))
	until screen | grep -qF -- "$1"; do
		[ $SECONDS -lt $end ] || { echo "never shown: $1" >&2; screen >&2; exit 1; }
		read -r -t 0.05 -u "$tick" _ || true
	done
}
show() { printf '\n== %s\n' "$1"; screen; }

desk new-session -d -s d -x 80 -y 24 "env LANG=C.UTF-8 YICHUANG_DESK_WHO=张敏 '$build/yichuang'"
desk set-option -g status off
desk resize-window -t d -x 80 -y 24
until_shown '1 受理登记'
show 首页

keys 1; until_shown '添加当事人'
keys F4; until_shown '当事人 1'
keys Enter; text "$name"; keys Enter Enter; text 未提供; keys Enter; until_shown 未提供原因
keys Enter; text 13986600412; keys Enter; until_shown 13986600412
keys Escape; until_shown "$name"
keys Enter Enter; text "$claim"; keys Enter Enter Enter; text "$title"; keys Enter
text 0202; keys Enter; until_shown 相邻土地建筑利用
text -1; keys Enter; text 6; keys Enter; text 北岭村; keys Enter; until_shown '咸安区 向阳湖镇 北岭村'
text 三组晒谷场; keys Enter
text '三组六户共用的晒谷场被堆了砂石，晚稻没处晒，催了两次没有搬。'; until_shown 没有搬。
show 受理登记
keys F2; until_shown 已保存
show 保存
keys 2; until_shown "$claim"
show 案件
keys Escape; until_shown '在办'
keys F3; until_shown 查找; text 晒谷; keys Enter; until_shown '第 1–1 件'
show 查找
keys F5; until_shown '待报 0'
show 上报
keys F10; until_shown 退出
keys 8
end=$((SECONDS + 15))
while desk list-sessions >/dev/null 2>&1; do
	[ $SECONDS -lt $end ] || { echo 'the desk did not end' >&2; exit 1; }
	read -r -t 0.05 -u "$tick" _ || true
done

no=$("$build/yichuang-hub" list "$demo/hub" case --find "$title" --csv | awk -F, 'NR == 2 { print $1 }')
printf '\n== 县中心收到的\n'
"$build/yichuang-hub" list "$demo/hub" case | sed -n 1,12p
printf '\n'
"$build/yichuang-hub" show "$demo/hub" "$no"
json=$("$build/yichuang-hub" show "$demo/hub" "$no" --json)
for word in "$title" "$claim" "$name" '13986600412' '三组六户共用的晒谷场被堆了砂石，晚稻没处晒，催了两次没有搬。'; do
	case $json in *"\"$word\""*) ;; *) echo "the hub does not hold: $word" >&2; exit 1 ;; esac
done
printf '\n在窗口录的 %s 已到县中心，一字不差。\n' "$no"
