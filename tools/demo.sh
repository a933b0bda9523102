#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make demo: a county hub on this machine, two kits, the town's desk with forty cases, and the desk itself.
# Without a terminal the desk is driven by a key script through a pseudo-terminal, its screens are printed, and the exit status says
# whether the case typed there arrived at the hub.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
demo=$PWD/$build/demo
export LANG=C.UTF-8
umask 077
export YICHUANG_HOME=$demo/desk YICHUANG_SHARE=$PWD
say() { printf '%s\n' "$*" >&2; }

stop_hub() { [ ! -s "$demo/hub.pid" ] || kill "$(cat "$demo/hub.pid")" 2>/dev/null || true; rm -f "$demo/hub.pid"; }
trap stop_hub EXIT
[ ! -d "$demo" ] || stop_hub
rm -rf "$demo" && mkdir -p "$demo"

free_port() { # the first port from here on that nobody answers on
	local p
	for p in $(seq 18443 18543); do
		(exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || { echo "$p"; return; }
	done
	return 1
}
exec {tick}<> <(:)
wait_for() { # wait_for FILE TEXT: until a program has said so
	local n=0
	until grep -qs -- "$2" "$1"; do
		n=$((n + 1)); [ $n -lt 200 ] || { cat "$1" >&2; return 1; }
		read -r -t 0.05 -u "$tick" _ || true
	done
}

port=$(free_port)
say "县中心  咸安区综治中心  https://127.0.0.1:$port"
"$build/yichuang-hub" init "$demo/hub" --county 421202 --url "https://127.0.0.1:$port" --practice >/dev/null
"$build/yichuang-hub" kit "$demo/hub" --unit 421202101 --name 向阳湖镇综治中心 -o "$demo/town.kit"
"$build/yichuang-hub" kit "$demo/hub" --unit 421202101218 --name 北岭村 -o "$demo/village.kit"
"$build/yichuang-hub" serve "$demo/hub" 2>"$demo/hub.log" &
echo $! >"$demo/hub.pid"
wait_for "$demo/hub.log" 'listening on'
"$build/yichuang" enroll "$demo/town.kit"

fill() { YICHUANG_CLOCK=$clock "$build/yichuang" fill "$@"; }
people=(张敏 王强 刘芳)
n=0
# a tab is white space to `read`, which would swallow empty columns
while IFS=$'\x1f' read -r days matter channel type place title claim party phone other number then summary; do
	case $days in '#'* | '') continue ;; esac
	who=${people[$((n % 3))]}
	# office hours in China, some days ago; today's are a few minutes old
	if [ "$days" = 0 ]; then clock=$(date -u -d '6 minutes ago' +%Y-%m-%dT%H:%M:00Z)
	else clock=$(TZ=CST-8 date -d "$days days ago" +%Y-%m-%dT)$(printf '%02d:%02d:00+08:00' $((8 + n % 9)) $((n * 7 % 60))); fi
	set -- --who "$who" "matter=$matter" "channel=$channel" "title=$title" "claim=$claim" \
		"people=$number" "summary=$summary" "party1.role=来访人" "party1.name=$party"
	[ -z "$type" ] || set -- "$@" "type=$type" "place=$place"
	[ -z "$phone" ] || set -- "$@" "party1.phone=$phone"
	[ -z "$other" ] || set -- "$@" "party2.role=被申请人" "party2.name=$other"
	no=$(fill intake "$@")
	case $then in
	办 | 结)
		grade=一般
		[ "$number" -lt 9 ] || grade=较大
		# what the police were handed at once waits to be signed, the rest is studied first
		if [ "$matter" = 警务警情 ]; then
			fill receive "$no" --who "$who" person=王警官 proxy="电话确认，派出所王警官已接收。" >/dev/null
		else
			fill assess "$no" --who 王强 grade=$grade opinion="先由首问人分头谈，谈不拢再请司法所一起调。" >/dev/null
		fi
		fill handle "$no" --who "$who" kind=联系沟通 content="已与双方分别谈话，核对了经过，约定三日内到现场看。" >/dev/null
		;;
	esac
	case $then in
	结)
		fill conclude "$no" --who "$who" result=已化解 method=人民调解 agreement=口头 outcome="经调解，双方当场说清并达成口头协议，已履行。" >/dev/null
		fill inform "$no" --who "$who" told="$party" how=当面 said="没有意见，谢谢。" accepts=认可 >/dev/null
		;;
	esac
	n=$((n + 1))
done < <(tr '\t' '\037' <tests/demo/cases.tsv)
fill reception title="咨询医保报销比例" people=1 purpose=咨询 name=黄建设 >/dev/null
fill reception title="询问宅基地纠纷办到哪一步" people=2 purpose=了解进度 name=李秋菊 >/dev/null
say "已登记 $n 件"
"$build/yichuang" sync >&2

if [ -t 0 ] && [ -t 1 ]; then
	say "打开工作台。F10 离开；数据在 $build/demo，再运行 make demo 重新开始。"
	"$build/yichuang"
else
	tests/demo/play.sh "$build"
fi
