#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Attachments: put on a case, behind its entries to the hub, once; over a line that is cut; altered; refused; fetched; by stick.
. "$(dirname "$0")/../fault/lib.sh"

hex() { b2sum -l 256 "$1" | cut -d' ' -f1; }
# what lies at DESK (or the hub) under the hash of FILE: whole | part | none
lies() {
	local d; d=$(hex "$2")
	if [ -e "$t/$1/files/${d:0:2}/$d" ]; then cmp -s "$2" "$t/$1/files/${d:0:2}/$d" && echo whole || echo wrong
	elif compgen -G "$t/$1/files/part/*-$d" >/dev/null; then echo part
	else echo none; fi
}
photo() { { printf '\xff\xd8\xff\xe0'; head -c "$2" /dev/urandom; } >"$1"; } # photo FILE BYTES
attach() { local desk=$1; shift; at "$desk" "$build/yichuang" attach "$@"; }
sent() { at "$1" "$build/yichuang" show "$2" --json | json '[a["sent"] for a in d["attachments"]]'; }
up() { sync "$1" | json '[d["entries_up"], d["files_up"], d["files_left"], d["files_later"]]'; }

make_line_hub hub
kit hub 421202101 town; kit hub 421202101001 village; kit hub 421202102 far
for d in town village far; do enroll "$d" >/dev/null; done
no=$(intake village 水渠改道)
mkdir "$t/scans"

# --- what is taken
photo "$t/scans/签字协议.jpg" 100000
printf '%%PDF-1.7\n' >"$t/scans/笔录.pdf"; head -c 30000 /dev/urandom >>"$t/scans/笔录.pdf"
printf 'MZ\x90\x00' >"$t/scans/秘密.exe"
: >"$t/scans/空.pdf"
fails "a program is refused" 3 "不收这种文件" attach village "$no" "$t/scans/秘密.exe"
fails "an empty file" 3 "空文件" attach village "$no" "$t/scans/空.pdf"
fails "one that is not there" 3 "没有这个文件" attach village "$no" "$t/scans/没有.pdf"
fails "one too many is refused with all" 3 "不收这种文件" attach village "$no" "$t/scans/笔录.pdf" "$t/scans/秘密.exe"
is "nothing was written by that" "$(at village "$build/yichuang" show "$no" --json | json 'len(d["timeline"])')" 1
YICHUANG_ATTACH_MAX_MB=1 photo "$t/scans/大.jpg" $((1 << 20))
fails "one that is too large" 3 "最多 1 MB" env YICHUANG_ATTACH_MAX_MB=1 YICHUANG_HOME="$t/village" "$build/yichuang" attach "$no" "$t/scans/大.jpg"

# --- on a case, and behind its entries
ok "two files are put on a case" attach village "$no" "$t/scans/签字协议.jpg" "$t/scans/笔录.pdf"
is "they are listed" "$(attach village "$no" | sed -E 's/ +/ /g; s/[0-9-]{10} [0-9:]{5}/WHEN/')" \
"1 WHEN 李明 签字协议.jpg 98 KB（未上报）
2 WHEN 李明 笔录.pdf 29 KB（未上报）"
ok "so they are in the record" eval 'at village "$build/yichuang" show "$no" | grep -q "签字协议.jpg 98 KB（未上报）"'
is "the entries go, then the files" "$(up village)" "[2, 2, 0, 0]"
is "they are whole at the hub" "$(lies hub "$t/scans/签字协议.jpg") $(lies hub "$t/scans/笔录.pdf")" "whole whole"
is "and count as sent" "$(sent village "$no")" "[True, True]"
is "the hub lists them" "$("$build/yichuang-hub" attach "$t/hub" "$no" | grep -c KB)" 2
ok "and gives one out" "$build/yichuang-hub" attach "$t/hub" "$no" 2 -o "$t/out.pdf"
ok "as it was" cmp "$t/out.pdf" "$t/scans/笔录.pdf"
fails "not over another" 3 "没有覆盖" "$build/yichuang-hub" attach "$t/hub" "$no" 2 -o "$t/out.pdf"
fails "not one there is not" 3 "没有第 3 个" "$build/yichuang-hub" attach "$t/hub" "$no" 3 -o "$t/other.pdf"
is "no log tells a name" "$(grep -rlE '签字|笔录|秘密' "$t"/*.log "$t"/*/*.log)" ""

# --- once
cp "$t/scans/签字协议.jpg" "$t/scans/又一份.jpg"
before=$(sync village | json 'd["bytes_up"]')
attach village "$no" "$t/scans/又一份.jpg" >/dev/null
is "the same content does not lie there twice" "$(find "$t/village/files" -type f | wc -l)" 2
is "nor does it go again" "$(sync village | json '[d["entries_up"], d["files_up"], d["bytes_up"] < 1500]')" "[1, 0, True]"
other=$(intake far 渠水)
attach far "$other" "$t/scans/签字协议.jpg" >/dev/null
is "another desk that has it is told that it is there" "$(sync far | json '[d["entries_up"], d["files_up"], d["bytes_up"] < 3000]')" "[2, 1, True]"

# --- on a bad line: cut at any byte, what has arrived need not come again
photo "$t/scans/现场.jpg" 200000
attach village "$no" "$t/scans/现场.jpg" >/dev/null
wrong="" held=0
part() { find "$t/hub/files/part" -type f -size +0 -printf '%s\n' 2>/dev/null | tail -n 1; }
for n in 2500 9000 20000 45000 80000; do
	bad "reset up $n" alone
	sync village >"$t/out" 2>"$t/err"
	status=$?
	good
	[ "$status" = 6 ] || wrong+="$n: exit $status $(cat "$t/err")"$'\n'
	[[ "$(sent village "$no")" == *False\] ]] || wrong+="$n: called sent"$'\n'
	[ "$(part || echo 0)" -ge "$held" ] 2>/dev/null || [ "$held" = 0 ] || wrong+="$n: the hub has less than before"$'\n'
	held=$(part) held=${held:-0}
done
is "a cut costs a try and nothing else" "$wrong" ""
ok "some of it arrived ($held bytes)" test "$held" -gt 20000
is "the entry was there first" "$(sqlite3 "$t/hub/yichuang.db" "SELECT count(*) FROM journal WHERE form = 'attach'")" 4
newer=$(intake village 后来的)
began=$(date +%s%3N)
bad "reset up 20000" alone
fails "a line that is cut within the file" 6 "县中心" sync village
good
ok "has carried what was written later first" "$build/yichuang-hub" show "$t/hub" "$newer"
is "and the status line knows" "$(sqlite3 "$t/village/yichuang.db" "SELECT count(*) FROM note WHERE key = 'sync.last_ok' AND value >= 0 + '$began'")" 1
held=$(part)
watch_line
ok "a good line brings the rest" sync village
is "and it is whole" "$(lies hub "$t/scans/现场.jpg")" whole
ok "what had arrived did not come again ($(carried up) bytes)" test "$(carried up)" -lt $((200004 - held + 8000))
is "no part is left" "$(find "$t/hub/files/part" -type f | wc -l)" 0
for way in "down 1500" "down 2500" "down 3500"; do
	photo "$t/scans/答复.jpg" 3000
	attach village "$no" "$t/scans/答复.jpg" >/dev/null
	bad "reset $way"
	sync village >/dev/null 2>&1
	good
	sync village >/dev/null
	is "an answer lost at byte ${way#down }" "$(lies hub "$t/scans/答复.jpg") $(sent village "$no" | grep -c False)" "whole 0"
done

# --- altered
photo "$t/scans/坏.jpg" 50000
attach village "$no" "$t/scans/坏.jpg" >/dev/null
d=$(hex "$t/scans/坏.jpg"); printf x | dd of="$t/village/files/${d:0:2}/$d" bs=1 seek=40000 conv=notrunc 2>/dev/null
is "a file that was altered on the disk is noticed and not sent" "$(sync village | json '[d["entries_up"], d["files_up"], d["files_bad"]]')" "[1, 0, 1]"
is "nothing of it is at the hub" "$(lies hub "$t/scans/坏.jpg")" none
ok "the record tells" eval 'at village "$build/yichuang" show "$no" | grep -q "损坏了，请再附一次"'
fails "nor is it given out" 3 "改动过或已损坏" attach village get "$no" "$(attach village "$no" | grep -n 坏.jpg | cut -d: -f1)" -o "$t/bad.jpg"
attach village "$no" "$t/scans/坏.jpg" >/dev/null
is "the same file again mends it" "$(up village)" "[1, 1, 0, 0]"
is "and is whole" "$(lies hub "$t/scans/坏.jpg")" whole

# --- later, by stick, not at all
photo "$t/scans/晚.jpg" 5000
attach village "$no" "$t/scans/晚.jpg" --send later >/dev/null
is "what is left for later stays" "$(up village)" "[1, 0, 0, 1]"
ok "the record tells" eval 'at village "$build/yichuang" show "$no" | grep -q "留着以后传"'
is "until it is asked for" "$(at village "$build/yichuang" sync --files --json | json '[d["files_up"], d["files_later"]]')" "[1, 0]"
photo "$t/scans/一.jpg" 300000; photo "$t/scans/二.jpg" 400
YICHUANG_ATTACH_SEND=stick attach village "$no" "$t/scans/一.jpg" "$t/scans/二.jpg" >/dev/null
is "what is for the stick stays" "$(up village)" "[1, 0, 0, 2]"
mkdir "$t/stick"
ok "the stick takes them" eval 'at village "$build/yichuang" bundle write "$t/stick" | grep -q "附件 2 个"'
is "their bytes cannot be read on the way" "$(grep -caF "$(head -c 40 "$t/scans/二.jpg" | tail -c 30 | LC_ALL=C tr -d '\n\0')" "$t/stick/"*)" 0
ok "the hub takes the stick" eval '"$build/yichuang-hub" bundle read "$t/hub" "$t/stick" -o "$t/stick" | grep -q "附件 2 个"'
is "they are there" "$(lies hub "$t/scans/一.jpg") $(lies hub "$t/scans/二.jpg")" "whole whole"
is "and not called sent before the stick comes back" "$(sent village "$no" | grep -o False | wc -l)" 2
ok "the answer tells" at village "$build/yichuang" bundle read "$t/stick"
is "now they are" "$(sent village "$no" | grep -o False | wc -l)" 0
ok "read twice it does no harm" "$build/yichuang-hub" bundle read "$t/hub" "$t/stick"

# --- elsewhere
sync town >/dev/null
is "another desk of the case knows them and has none" "$(at town "$build/yichuang" show "$no" --json | json 'sorted({a["here"] for a in d["attachments"]})')" "[False]"
ok "the record tells" eval 'at town "$build/yichuang" show "$no" | grep -q "签字协议.jpg 98 KB（不在本机）"'
is "it gets one that it wants" "$(attach town get "$no" 1 -o "$t/got.jpg")" "$t/got.jpg"
ok "as it was" cmp "$t/got.jpg" "$t/scans/签字协议.jpg"
is "and has it from then on" "$(at town "$build/yichuang" show "$no" --json | json 'd["attachments"][0]["here"]')" True
is "it has nothing to send of it" "$(up town)" "[0, 0, 0, 0]"
n=$(attach town "$no" | grep -n 现场.jpg | cut -d: -f1)
watch_line
bad "reset down 90000"
fails "over a line that is cut" 6 "县中心" attach town get "$no" "$n" -o "$t/got2.jpg"
is "what came is kept" "$(lies town "$t/scans/现场.jpg")" part
held=$(find "$t/town/files/part" -type f -printf '%s\n')
good
watch_line
ok "and it goes on from there" attach town get "$no" "$n" -o "$t/got2.jpg"
ok "as it was" cmp "$t/got2.jpg" "$t/scans/现场.jpg"
ok "what had come did not come again ($(carried down) bytes, $held were here)" test "$(carried down)" -lt $((200004 - held + 8000))
fails "a desk that may not see the case does not get it" 3 "没有编号" attach far get "$no" 1 -o "$t/got3.jpg"
photo "$t/scans/没传.jpg" 500
attach village "$no" "$t/scans/没传.jpg" --send stick >/dev/null; sync village >/dev/null; sync town >/dev/null
fails "what the hub has not got nobody gets" 3 "还没有收到" attach town get "$no" "$(attach town "$no" | grep -n 没传 | cut -d: -f1)" -o "$t/got4.jpg"
fails "one there is not" 3 "没有第 99 个" attach town get "$no" 99
fails "which of several" 3 "请写明第几个" attach town get "$no"
fails "nonsense" 2 "用法" attach town get

# --- killed at any moment: what an entry names is whole, what lies there is what its name says
shim=$build/tests/fault/killshim.so
torn() {
	local f
	for f in "$t"/village/files/??/*; do [ "$(hex "$f")" = "${f##*/}" ] || echo "${f##*/} is another content"; done
	at village "$build/yichuang" attach "$no" --json | json '"\n".join("an entry names what is not there" for a in d if not a["here"])' | sed '/^$/d'
}
killed() { # killed FOLDER STEP WHAT… : one sweep; prints what went wrong
	local folder=$1 step=$2 k status; shift 2
	for ((k = 1; k < 400; k += step)); do
		photo "$t/scans/杀.jpg" 100000
		at village env "$@" KILL_AT="$k" FAULT_DIR="$folder" LD_PRELOAD="$shim" "$build/yichuang" attach "$no" "$t/scans/杀.jpg" >/dev/null 2>&1
		status=$?
		torn
		[ "$status" = 0 ] && return
	done
	echo "no end after $k calls"
}
if [ -e "$shim" ]; then
	is "killed while the content is put away" "$(killed "$t/village/files" 1 A=)" ""
	is "within a write" "$(killed "$t/village/files" 1 KILL_TORN=1)" ""
	is "killed while the entry is written" "$(killed "$t/village" 5 A=)" ""
	ok "what was left over is no obstacle" sync village
	is "all of it is at the hub" "$(sent village "$no" | grep -o False | wc -l)" 1
fi

# --- the desk's helper
mkfifo "$t/told"
at village env YICHUANG_SYNC_EVERY=0 "$build/yichuang-sync" sync --follow <"$t/told" >"$t/said" 2>"$t/child.err" &
started+=("$!")
exec 7>"$t/told"
photo "$t/scans/助手.jpg" 3000
attach village "$no" "$t/scans/助手.jpg" --send later >/dev/null
echo now >&7
ok "the helper leaves what is for later" until_true eval '[ "$(grep -c ^done "$t/said")" = 1 ]'
is "where it is" "$(lies hub "$t/scans/助手.jpg")" none
echo files >&7
ok "and takes it when it is told" until_true eval '[ "$(grep -c ^done "$t/said")" = 2 ]'
is "then it is there" "$(lies hub "$t/scans/助手.jpg")" whole
d=$(hex "$t/scans/助手.jpg"); rm "$t/village/files/${d:0:2}/$d"
echo "fetch $d" >&7
ok "it fetches one" until_true grep -q '^fetched' "$t/said"
is "as it was" "$(lies village "$t/scans/助手.jpg")" whole
echo "fetch ${d//[0-9]/0}" >&7
ok "and says why it cannot" until_true grep -q '^unfetched .*没有这个附件' "$t/said"
exec 7>&-

# --- the hub takes less than the desk
stop_hub hub
photo "$t/scans/两兆.jpg" $((2 << 20))
attach village "$no" "$t/scans/两兆.jpg" >/dev/null
YICHUANG_ATTACH_MAX_MB=1 start_hub hub --listen "127.0.0.1:$inner"
is "what is too large for the hub is refused there" "$(sync village | json '[d["files_up"], d["files_refused"], d["files_left"]]')" "[0, 1, 0]"
ok "the record tells" eval 'at village "$build/yichuang" show "$no" | grep -q "县中心没有收"'
is "and not tried again each time" "$(sync village | json 'd["files_refused"]')" 0
stop_hub hub
start_hub hub --listen "127.0.0.1:$inner"
is "but when it is asked for" "$(at village "$build/yichuang" sync --files --json | json '[d["files_up"], d["files_refused"]]')" "[1, 0]"

# --- a large one does not fill memory
sync village >/dev/null
peak env YICHUANG_HOME="$t/village" "$build/yichuang-sync" sync --quiet
without=$(cat "$t/peak")
photo "$t/scans/二十兆.jpg" $((20 * 1048576 - 4))
attach village "$no" "$t/scans/二十兆.jpg" >/dev/null
peak env YICHUANG_HOME="$t/village" "$build/yichuang-sync" sync --quiet
with=$(cat "$t/peak")
is "a file of 20 MB arrives" "$(lies hub "$t/scans/二十兆.jpg")" whole
[[ ${ASAN_OPTIONS-} == *detect_leaks* ]] || ok "in pieces: $with KB with it, $without KB without" test $((with - without)) -lt 4096
peak env YICHUANG_HOME="$t/village" "$build/yichuang" attach "$no" "$t/scans/二十兆.jpg" >/dev/null
[[ ${ASAN_OPTIONS-} == *detect_leaks* ]] || ok "it is put on the case in pieces too: $(cat "$t/peak") KB" test "$(cat "$t/peak")" -lt 20000
sync village >/dev/null

# --- a full disk at the hub
if unshare -Urm true 2>/dev/null; then
	stop_hub hub
	export FULL=$t/hub/files
	mv "$FULL" "$t/hub/kept"
	mkdir "$FULL"
	: >"$t/hub.log"
	unshare -Urm bash -c 'mount -t tmpfs -o size=300k tmpfs "$FULL" && exec "$0" serve "$1" --listen "$2"' "$build/yichuang-hub" "$t/hub" "127.0.0.1:$inner" 2>>"$t/hub.log" &
	pid_hub=$!
	started+=("$!")
	until_true grep -q '^listening on ' "$t/hub.log"
	photo "$t/scans/满.jpg" 500000
	attach village "$no" "$t/scans/满.jpg" >/dev/null
	fails "a hub whose disk is full says so" 6 "出了故障（500）" sync village
	is "the entry is there all the same" "$(sync village 2>/dev/null | json 'd["entries_up"]')" 0
	is "and the file is not called sent" "$(sent village "$no" | grep -o False | wc -l)" 1
	stop_hub hub
	rmdir "$FULL"; mv "$t/hub/kept" "$FULL"
	start_hub hub --listen "127.0.0.1:$inner"
	is "once there is room it goes" "$(sync village | json 'd["files_up"]')" 1
	is "and is whole" "$(lies hub "$t/scans/满.jpg")" whole
fi

for d in town village far; do ok "the journal of $d verifies" at "$d" "$build/yichuang" verify; done
ok "the hub's verifies" "$build/yichuang-hub" verify "$t/hub"
is "no log tells a name" "$(grep -rlE '签字|笔录|秘密|现场|两兆' "$t"/*.log "$t"/*/*.log)" ""
exit $failures
