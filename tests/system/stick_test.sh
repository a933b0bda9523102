#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# No line at all: desks and a hub that know of each other only what a stick carries. Then a line beside the stick.
. "$(dirname "$0")/lib.sh"

hub() { local verb=$1; shift; "$build/yichuang-hub" bundle "$verb" "$t/hub" "$@"; }
desk() { local name=$1; shift; at "$name" "$build/yichuang" bundle "$@"; }
number() { "$build/yichuang-hub" stations "$t/hub" --json | json "[s['station'] for s in d if s['name'] == '$1'][0]"; }
step_at() { at "$1" "$build/yichuang" show "$2" --json | json 'd["step"]'; }
# what a store and a stick are, to the byte; logs, locks and shared memory are not the store
state() { find "$@" -type f ! -name '*.log' ! -name '*.lock' ! -name '*-shm' -exec sha256sum {} + | sort; }
# untouched NAME STATUS WORDS COMMAND… : it fails so, and neither store, hub nor stick changed by a byte
untouched() {
	local before; before=$(state "$t/village" "$t/town" "$t/hub" "$s")
	fails "$@"
	is "$1: and nothing changed" "$(state "$t/village" "$t/town" "$t/hub" "$s")" "$before"
}

began=$(date +%s%3N)
make_hub hub
kit hub 421202101 town; kit hub 421202101 village; kit hub 421202102 far
s=$t/stick
mkdir "$s"

# --- enrolment, a case up, an order down: nobody ever listens on the hub's port
fails "enrolment without a line keeps the kit, and tells of the stick" 6 "U 盘" enroll village
fails "and the other's" 6 "县中心" enroll town
fails "nothing can be sent by the line" 6 "县中心" sync village
no=$(intake village 水渠改道)
intake village 林地边界 >/dev/null
ok "the village writes to the stick" desk village write "$s"
is "under a name that says whose it is" "$(cd "$s" && ls | sed 's/[0-9]*\.1\.2/N/')" yichuang-N-up.ycb
is "nothing counts as reported yet" "$(acked village)" 0
is "nothing of it can be read on the way" "$(grep -caE '水渠|林地|李明|张三|421202' "$s"/*)" 0

is "the hub takes it, and the village is enrolled" "$(hub read "$s" -o "$s" | grep -cE '收到 2 条，其中已有 0 条|入网了|回执')" 3
is "the case is at the hub" "$("$build/yichuang-hub" list "$t/hub" case --json | json 'sorted(r["title"] for r in d)')" "['林地边界', '水渠改道']"
is "until the receipt is read nothing counts" "$(acked village)" 0
is "the receipt does it" "$(desk village read "$s")" "读完了：县中心新确认收到 2 条，取回新记录 0 条"
is "both count as reported" "$(acked village)" 2
is "the status line has heard of the hub" "$(sqlite3 "$t/village/yichuang.db" \
	"SELECT count(*) FROM note WHERE key = 'sync.last_ok' AND 0 + value >= $began")" 1

rm "$s"/*
ok "the town asks" desk town write "$s"
hub read "$s" -o "$s" >/dev/null
is "and gets both" "$(desk town read "$s")" "读完了：县中心新确认收到 0 条，取回新记录 2 条"
ok "the town hands the case out" at town "$build/yichuang" fill dispatch "$no" lead=421202101001
ok "and writes it down" desk town write "$s"
is "the hub has it" "$(hub read "$s")" "机器 $(number town)（town）：收到 1 条，其中已有 0 条"
rm "$s"/*
village=$(number village)
ok "the hub writes to the village without being asked" hub write --station "$village" -o "$s/order"
is "the order comes down" "$(desk village read "$s/order")" "读完了：县中心新确认收到 0 条，取回新记录 1 条"
is "and shows" "$(step_at village "$no")" "$(step_at town "$no")"
is "read again it says that there is nothing new" "$(desk village read "$s/order" | grep -c 没有新内容)" 1

# --- twice, late, out of order
intake village 鱼塘承包 >/dev/null
desk village write "$s/one" >/dev/null
intake village 宅基地 >/dev/null
desk village write "$s/two" >/dev/null
is "the later stick first" "$(hub read "$s/two" -o "$s/r2" | grep -o '收到.*')" "收到 2 条，其中已有 0 条"
is "the earlier one late" "$(hub read "$s/one" -o "$s/r1" | grep -o '收到.*')" "收到 1 条，其中已有 1 条"
is "and once more" "$(hub read "$s/two" "$s/one" | grep -o '收到.*' | tr '\n' ' ')" "收到 2 条，其中已有 2 条 收到 1 条，其中已有 1 条 "
ok "the later answer first" desk village read "$s/r1"
ok "the earlier one late" desk village read "$s/r2"
is "all is confirmed, once" "$(acked village)" 4

# --- harmless
rm "$s"/*
intake village 噪音扰民 >/dev/null
desk village write "$s/up" >/dev/null
hub write --station "$village" -o "$s/down" >/dev/null
mkdir "$t/bad"
head -c -1 "$s/up" >"$t/bad/cut-up"; head -c -1 "$s/down" >"$t/bad/cut-down"
head -c 20 "$s/up" >"$t/bad/stump"
for way in up down; do
	python3 - "$s/$way" "$t/bad/altered-$way" <<-'P'
		import sys
		b = bytearray(open(sys.argv[1], 'rb').read()); b[-40] ^= 1; open(sys.argv[2], 'wb').write(b)
	P
done
untouched "a bundle that was not copied to its end, at the hub" 3 "没有拷贝完" hub read "$t/bad/cut-up" -o "$s/reply"
untouched "at the desk" 3 "没有拷贝完" desk village read "$t/bad/cut-down"
untouched "a stump of one" 3 "不是 U 盘包" hub read "$t/bad/stump"
untouched "an altered one, at the hub" 7 "被改动过或已损坏" hub read "$t/bad/altered-up"
untouched "at the desk" 7 "被改动过或已损坏" desk village read "$t/bad/altered-down"
untouched "some other file" 3 "不是 U 盘包" desk village read README.md
untouched "one that is not there" 1 "U 盘可能没有插好" desk village read "$s/nothing"
untouched "a stick with nothing for us" 3 "没有写给这里的 U 盘包" desk town read "$s"
untouched "what is for another desk" 7 "不是给这里" desk town read "$s/down"
untouched "our own, read where it was written" 7 "请拿到县中心去读" desk village read "$s/up"
untouched "the hub's own" 7 "请拿到那台机器上读" hub read "$s/down"
untouched "a folder that is not there" 1 "没有这个文件或文件夹" desk village write "$t/none/up"
cp README.md "$s/letter"
untouched "another file is not overwritten" 3 "没有覆盖" desk village write "$s/letter"
untouched "nor a bundle of another desk" 3 "没有覆盖" desk town write "$s/up"
untouched "a desk without a key gets none" 3 "还没有入网" hub write --station "$(number far)" -o "$s/far"
untouched "nor one that nobody knows" 3 "没有登记过" hub write --station 1.1.1 -o "$s/far"
untouched "what is no number" 2 "没有登记" hub write --station x -o "$s/far"
untouched "a size that makes no sense" 2 "700K" desk village write "$s/new" --split 7
untouched "usage at the desk" 2 "用法" desk village wrote "$s/new"
untouched "usage at the hub" 2 "用法" hub write -o "$s/new"

port_other=$(free_port)
"$build/yichuang-hub" init "$t/other" --county 421221 --url "https://127.0.0.1:$port_other" 2>/dev/null
untouched "at the hub of another county" 7 "不是给这里" "$build/yichuang-hub" bundle read "$t/other" "$s/up"
"$build/yichuang-hub" kit "$t/other" --unit 421221100 --name their -o "$t/their.kit"
enroll their >/dev/null 2>&1
desk their write "$s/theirs" >/dev/null
untouched "another county's stick at our hub" 7 "不是给这里" hub read "$s/theirs"
is "on a whole stick it is passed by" "$(hub read "$s" | grep -o '收到.*')" "收到 1 条，其中已有 0 条"
"$build/yichuang-hub" bundle read "$t/other" "$s/theirs" -o "$s/theirs-down" >/dev/null
untouched "and what that hub writes at our desk" 7 "不是给这里" desk village read "$s/theirs-down"

# --- in parts
rm "$s"/*
# text that does not pack
for n in 1 2 3 4 5; do
	at village "$build/yichuang" fill intake "title=第 $n 件" type=0101 place=421202101001 \
		"summary=$(head -c 240 /dev/urandom | base64 -w0)" >/dev/null
done
is "written in parts" "$(desk village write "$s/big" --split 1K | grep -oE 'big.1-of-[0-9]+ 到')" "big.1-of-2 到"
untouched "one part alone" 3 "还缺第 1 个" hub read "$s/big.2-of-2"
untouched "the same one twice" 3 "还缺第 2 个" hub read "$s/big.1-of-2" "$s/big.1-of-2"
is "in any order" "$(hub read "$s/big.2-of-2" "$s/big.1-of-2" -o "$s/reply" | grep -o '收到.*')" "收到 6 条，其中已有 1 条"
ok "the receipt" desk village read "$s/reply"

# --- a full stick, and one that is pulled
intake village 盘满了 >/dev/null
before=$(state "$t/village")
if unshare -Urm true 2>/dev/null; then
	mkdir "$t/tiny"
	export STICK=$t/tiny
	cat >"$t/full.sh" <<-'S'
		mount -t tmpfs -o size=8k tmpfs "$STICK" && head -c 8192 /dev/zero >"$STICK/zeros"
		"$1" bundle write "$STICK/up"; status=$?
		ls "$STICK"; exit $status
	S
	fails "a full stick says so" 1 "盘已满" at village unshare -Urm bash "$t/full.sh" "$build/yichuang"
	is "and leaves no half file" "$(cat "$t/out")" zeros
	echo 'mount -t tmpfs -o ro tmpfs "$STICK"; exec "$1" bundle write "$STICK/up"' >"$t/locked.sh"
	fails "a locked stick says so" 1 "写保护" at village unshare -Urm bash "$t/locked.sh" "$build/yichuang"
else
	ok "a full stick (no user namespaces here)" true
fi

# at every call that touches the stick: it is pulled, or the program killed. What then stands under the name is all of it, or nothing.
shim=$build/tests/fault/killshim.so
pulled() { # pulled WHAT… : one sweep; prints what went wrong
	local k status
	for ((k = 1; k < 60; k++)); do
		rm -rf "$t/swept" && mkdir "$t/swept"
		at village env "$@"="$k" FAIL_ERRNO=5 FAULT_DIR="$t/swept" LD_PRELOAD="$shim" \
			"$build/yichuang-sync" bundle write "$t/swept/up" >"$t/out" 2>"$t/err"
		status=$?
		[ "$status" = 0 ] && [ "$k" -gt 3 ] && return
		[ -e "$t/swept/up" ] && ! "$build/yichuang-hub" bundle read "$t/copy" "$t/swept/up" >/dev/null 2>&1 && echo "half a file at call $k"
		[[ $* == KILL* ]] || { [ "$status" = 1 ] && grep -q "被拔出" "$t/err"; } || echo "exit $status at call $k: $(cat "$t/err")"
	done
	echo "no end after $k calls"
}
if [ -e "$shim" ]; then
	cp -r "$t/hub" "$t/copy"
	is "a stick that is pulled at any moment" "$(pulled FAIL_ON=1 FAIL_AT)" ""
	is "one that fails once at any moment" "$(pulled FAIL_ON=0 FAIL_AT)" ""
	is "a program that is killed at any moment" "$(pulled KILL_AT)" ""
	is "within a write" "$(pulled KILL_TORN=1 KILL_AT)" ""
	ok "what a kill left there is not in the way" desk village write "$t/swept/up"
	is "and is gone" "$(ls "$t/swept")" up
	rm -r "$t/copy"
fi
is "the store is as it was" "$(state "$t/village")" "$before"

# --- stick and line beside each other
desk village write "$s/last" >/dev/null
intake village 线路通了 >/dev/null
start_hub hub
is "the line brings both up while the stick is on its way" "$(sync village | json 'd["entries_up"]')" 2
is "the stick brings nothing new, while the hub serves" "$(hub read "$s/last" -o "$s/last-down" | grep -o '收到.*')" "收到 1 条，其中已有 1 条"
ok "its answer is old by now, and harmless" desk village read "$s/last-down"
is "all is confirmed" "$(acked village)" "$(sqlite3 "$t/village/yichuang.db" \
	'SELECT max(j.id & 4294967295) FROM journal j, self s WHERE j.id >> 32 = s.number')"
intake village 又断了 >/dev/null
desk village write "$s/next" >/dev/null
hub read "$s/next" >/dev/null
is "what went by stick does not go again by the line" "$(sync town >/dev/null; sync village | json '[d["entries_up"], d["exchanges"]]')" "[1, 1]"
is "and a stick carries nothing that the line had confirmed" "$(desk village write "$s/empty" | grep -c 没有待报的记录)" 1
"$build/yichuang-hub" revoke "$t/hub" "$(number town)"
intake town 停用之后写的 >/dev/null
desk town write "$s/revoked" >/dev/null
untouched "a desk that was locked out" 7 "停用" hub read "$s/revoked"
untouched "gets nothing either" 3 "停用" hub write --station "$(number town)" -o "$s/for-revoked"

for d in village town; do ok "the journal of $d verifies" at $d "$build/yichuang" verify; done
ok "the hub's verifies" "$build/yichuang-hub" verify "$t/hub"
exit $failures
