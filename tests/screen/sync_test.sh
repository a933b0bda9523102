#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Synchronising as the clerk sees it: how far it is, the question before much goes, stopping, failures, quiet hours, a wrong clock.
. "$(dirname "$0")/lib.sh" "$@"

# A helper of ours stands beside the desk: it writes down what it is told, and says what the test says.
mkdir "$work/bin"
cp "$build/yichuang" "$work/bin/"
mkfifo "$work/lines"
exec 8<>"$work/lines"
cat >"$work/bin/yichuang-sync" <<HELPER
#!/usr/bin/env bash
[ "\$*" = "sync --follow" ] || exit 2
cat "$work/lines" & cat=\$!
while read -r word; do
	echo "\$word" >>"$work/heard"
	[ "\$word" != die ] || { kill \$cat; exit 9; }
done
kill \$cat
echo end >>"$work/heard"
HELPER
chmod +x "$work/bin/yichuang-sync"
say() { echo "$1" >&8; }
heard() { [ "$(tail -n 1 "$work/heard" 2>/dev/null)" = "$1" ]; }
expect_heard() { until_true heard "$1" && ok || not_ok "heard: $(cat "$work/heard" 2>/dev/null)"; }
tools=$build
window() { build=$work/bin; : >"$work/heard"; desk "$@"; build=$tools; }

# --- a run, and how far it is -----------------------------------------------------------------------------------------
store cases
window
wait_text 近七日
keys F5
it "F5 asks the helper for a run"
expect_heard now
it "the status line says that it has begun"
expect_text " 正在同步……  "
say "start person 0 0"
say "progress 340 1000 123456 118 3"
wait_text 340/1000
it "and how far it is"
expect_screen <<'EOF'
 一窗  向阳湖镇综治中心                        练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    今日                                 要紧的事

    受理  1 件                           临期   1  婚姻家庭        陈*  11-25
    办结  0 件                           待分流 5  婚姻家庭        陈*  超 5 天
    来访  2 批 4 人
    在办  6 件


  ▌ 1 受理登记   要办的事，一件一号      近七日
    2 来访登记   只问只记，一行一批
    3 案件       在办 6                  受理  ▅▅▁▅▁▇▅     6
    4 来访       今日 2 批               办结  ▁▁▁▁▁▁▁     0
    9 同步       待报 2                  超期              0
    0 换人       退出用 F10




 报送 340/1000 约剩 2 分            待报 2 · 待改 0 · 待核对 0 · 上次成功 09:32
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  → 要紧的事  F3 查找  F5 同步  F6 新增  F10 菜单  : 命令
EOF
keys F5
wait_text 停止
it "a second F5 opens its window"
expect_screen screen:sync <<'EOF'
 一窗  向阳湖镇综治中心                        练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    今日                                 要紧的事

    受理  1 件                           临期   1  婚姻家庭        陈*  11-25
    办结  0 件                           待分流 5  婚姻家庭        陈*  超 5 天
    来访  2┌────────────────────────────────────────────────────────┐
    在办  6│ 同步                                                   │
           │                                                        │
           │ 报送 340/1000 约剩 2 分                                │
  ▌ 1 受理 │ ▇▇▇▇▇▇▇▇▇▇▇▇▇▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁   34%         │
    2 来访 │ 还要传约 121 KB，已收到 3 条                           │
    3 案件 │                                                        │
    4 来访 │▌ 1 停止  已报的不会丢，剩下的下次接着报                │
    9 同步 │  0 返回  接着报，不耽误做别的                          │
    0 换人 └────────────────────────────────────────────────────────┘




 报送 340/1000 约剩 2 分            待报 2 · 待改 0 · 待核对 0 · 上次成功 09:32
────────────────────────────────────────────────────────────────────────────────
 1–9 选  ↑↓ 移动  Enter 选定  Esc 返回
EOF
it "the cursor stands where Enter stops it"
expect_cursor 14 12
say "progress 700 1000 60000 7500 3"
it "the window follows"
expect_text "报送 700/1000 约剩 2 小时"
keys Escape
it "Esc leaves the window and not the run"
expect_no_text 停止
keys F5
wait_text 停止
keys 1
it "1 stops it"
expect_heard cancel
say "stopped 700 300"
it "and it says what stays"
expect_text " 已停止，报了 700 条，还有 300 条下次接着报"
keys 9
it "同步 in the menu opens the window, which says how it stands and what can be done"
expect_screen <<'EOF'
 一窗  向阳湖镇综治中心                        练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    今日                                 要紧的事

    受理  1 件                           临期   1  婚姻家庭        陈*  11-25
    办结  0 件                           待分流 5  婚姻家庭        陈*  超 5 天
    来访  2┌────────────────────────────────────────────────────────┐
    在办  6│ 同步                                                   │
           │                                                        │
           │ 已停止，报了 700 条，还有 300 条下次接着报             │
    1 受理 │ 上次成功 2026-11-24 09:32                              │
    2 来访 │                                                        │
    3 案件 │▌ 1 现在同步                                            │
    4 来访 │  0 返回                                                │
  ▌ 9 同步 └────────────────────────────────────────────────────────┘
    0 换人       退出用 F10




                                    待报 2 · 待改 0 · 待核对 0 · 上次成功 09:32
────────────────────────────────────────────────────────────────────────────────
 1–9 选  ↑↓ 移动  Enter 选定  Esc 返回
EOF
keys 1
it "1 begins a run"
expect_heard now
say "start person 0 0"
say "progress 0 0 0 -1 12"
it "which the window shows"
expect_text "│ 已收到 12 条"
say "done 3 12 4000 2 0 0 0 0"
expect_text "│ 同步完成，报了 3 条，收到 12 条"
keys Escape

# --- before much goes -------------------------------------------------------------------------------------------------
keys F5
say "ask 1234 184000 180 4 491520 512000 0"
wait_text 以后
it "before much goes it asks"
expect_screen <<'EOF'
 一窗  向阳湖镇综治中心                        练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    今日                                 要紧的事

    受理  1 件                           临期   1  婚姻家庭        陈*  11-25
    办结  0 件                           待分流 5  婚姻家庭        陈*  超 5 天
    来访  2┌────────────────────────────────────────────────────────┐
    在办  6│ 同步                                                   │
           │                                                        │
           │ 要报 1,234 条，约 180 KB，按上次的线路约 3 分钟。      │
    1 受理 │ 今天已用 480 KB，限 500 KB                             │
    2 来访 │                                                        │
    3 案件 │▌ 1 报送  现在就报                                      │
    4 来访 │  0 以后  想报的时候再报                                │
  ▌ 9 同步 └────────────────────────────────────────────────────────┘
    0 换人       退出用 F10




                                    待报 2 · 待改 0 · 待核对 0 · 上次成功 09:32
────────────────────────────────────────────────────────────────────────────────
 1–9 选  ↑↓ 移动  Enter 选定  Esc 返回
EOF
keys Escape
it "Esc is 以后"
expect_no_text 以后
: >"$work/heard"
keys F5
it "F5 asks anew"
expect_heard now
say "ask 1234 184000 -1 4 0 0 2"
it "of a line that is not known it says no time"
expect_text "│ 要报 1,234 条，文件 2 个，约 180 KB。 "
keys Enter
it "Enter sends"
expect_heard go
say "start person 0 0"
say "progress 1234 1234 90000 75 0"
it "files that go behind the entries are named as such"
expect_text " 传送文件 约剩 1 分 "
say "done 1234 0 190000 4 2 0 0 0"
it "what the hub sent back is told"
expect_text " 同步完成，有 2 条被县中心退回，见待改"

keys 1
wait_text 诉求
keys F5
wait_text 本栏说明
say "ask 1234 184000 180 4 0 0 0"
it "nobody who fills in a form gets a window under his fingers"
expect_text " 要报 1,234 条，约 180 KB，按上次的线路约 3 分钟。再按 F5 决定"
keys F5
it "F5 opens the question"
expect_text "1 报送"
keys 0
keys Escape
wait_text 近七日

# --- failures ---------------------------------------------------------------------------------------------------------
: >"$work/heard"
keys F5
until_true heard now
say "start person 491520 512000"
it "a person is told what the day has used, where that is limited"
expect_text " 正在同步，今天已用 480 KB，限 500 KB"
say "failed net 县中心 hub.example:8443 没有开机或正在维护（连接被拒绝）"
it "a failure is told in its sentence"
expect_text " 县中心 hub.example:8443 没有开机或正在维护（连接被拒绝）"
keys 9
it "which stays to be read"
expect_text "│ 县中心 hub.example:8443 没有开机或正在维护"
keys Escape
keys F5
say "start person 0 0"
say "busy"
it "another program's run is named as such"
expect_text " 另一个程序正在报送 "
say "start person 0 0"
say "done 0 0 400 1 0 0 0 0"
wait_text 同步完成
keys F5
say "nonsense 1 2 3"
say "progress 1"
say $'failed net \e[31m坏\u202e字'
it "whatever it says is made harmless"
expect_text " [31m坏〓字"
kill -KILL $(pgrep -f "bash $work/bin/yichuang-sync") $(pgrep -f "^cat $work/lines")
keys F5
it "a helper that dies is told"
expect_text " 这次同步没有成功，稍后再试"
: >"$work/heard"
keys F5
it "and started again when it is wanted"
expect_heard now
say "done 0 0 400 1 0 0 0 0"
wait_text 同步完成
keys C-c
wait_text 不退出
keys 1
it "the desk closes"
expect_end
it "and so does the helper"
expect_heard end

# --- by itself --------------------------------------------------------------------------------------------------------
store cases
window YICHUANG_SYNC_EVERY=15 YICHUANG_SYNC_DAY_KB=500
wait_text 近七日
say "start itself 480000 512000"
say "progress 1 2 800 10 0"
it "a run that comes by itself shows how far it is, too"
expect_text " 报送 1/2 约剩 10 秒 "
say "done 2 0 2000 1 0 0 482000 512000"
it "and ends without a word"
expect_no_text 报送
expect_no_text 同步完成
"$tools/tests/screen/make_store" "$YICHUANG_HOME" again 又来一件
it "what is saved is told to the helper"
expect_heard saved
say "start itself 482000 512000"
say "failed net 线路断了"
say "start itself 482000 512000"
say "failed trust 对方的证书不是本县中心发的"
it "a dead line is nobody's business, a wrong hub is"
expect_text " 对方的证书不是本县中心发的"
expect_no_text 线路断了
say "waiting retry 700"
keys 9
it "the window says when it is tried again"
expect_text "约 12 分钟后自动再试"
keys Escape
say "waiting quiet 28800"
sqlite3 -cmd '.timeout 5000' "$YICHUANG_HOME/yichuang.db" "INSERT INTO note VALUES('sync.day', '2026-11-24 491520')"
keys 9
wait_text 安静时段
it "the window says what it waits for"
expect_screen <<'EOF'
 一窗  向阳湖镇综治中心                        练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    今日                                 要紧的事

    受理  2 件                           临期   1  婚姻家庭        陈*  11-25
    办结  0┌────────────────────────────────────────────────────────┐*  超 5 天
    来访  2│ 同步                                                   │
    在办  7│                                                        │
           │ 对方的证书不是本县中心发的                             │
           │ 现在是安静时段，不自动同步                             │
    1 受理 │ 今天已用 480 KB，限 500 KB                             │
    2 来访 │                                                        │
    3 案件 │▌ 1 现在同步                                            │
    4 来访 │  2 暂停自动同步  到关闭一窗为止                        │
  ▌ 9 同步 │  0 返回                                                │
    0 换人 └────────────────────────────────────────────────────────┘




                                    待报 3 · 待改 0 · 待核对 0 · 上次成功 09:32
────────────────────────────────────────────────────────────────────────────────
 1–9 选  ↑↓ 移动  Enter 选定  Esc 返回
EOF
keys 2
it "2 makes it leave the line alone"
expect_heard "quiet on"
expect_text "自动同步已暂停"
keys 2
it "and again to go on"
expect_heard "quiet off"
expect_text "暂停自动同步  到关闭一窗为止"
keys Escape
say "start itself 482000 512000"
say "done 0 41 9000 2 0 0 482000 512000"
say "renewed 7 40 3"
it "a store that was renewed is told, whoever began the run"
expect_text " 本机的数据是旧的或复制来的，已改为 7 号窗口，取回 40 条，3 条换号重报"
keys Left

# --- a clock that is wrong --------------------------------------------------------------------------------------------
sqlite3 -cmd '.timeout 5000' "$YICHUANG_HOME/yichuang.db" "INSERT INTO note VALUES('sync.clock_ahead', '-742')"
it "a clock that is wrong is told on the home screen"
expect_screen <<'EOF'
 一窗  向阳湖镇综治中心                        练习  张敏  11月24日 周二  09:41
────────────────────────────────────────────────────────────────────────────────

    今日                                 要紧的事

    受理  2 件                           临期   1  婚姻家庭        陈*  11-25
    办结  0 件                           待分流 6  婚姻家庭        陈*  超 5 天
    来访  2 批 4 人
    在办  7 件


    1 受理登记   要办的事，一件一号      近七日
    2 来访登记   只问只记，一行一批
    3 案件       在办 7                  受理  ▅▅▁▅▁▇▇     7
    4 来访       今日 2 批               办结  ▁▁▁▁▁▁▁     0
  ▌ 9 同步       待报 3                  超期              0
    0 换人       退出用 F10



    本机时间比县中心慢 12 分钟，期限会算错，请校准本机的时间
                                    待报 3 · 待改 0 · 待核对 0 · 上次成功 09:32
────────────────────────────────────────────────────────────────────────────────
 F1 帮助  → 要紧的事  F3 查找  F5 同步  F6 新增  F10 菜单  : 命令
EOF
keys 3
it "and on the status line of others"
expect_text " 本机时间慢 12 分钟，请校准 "
sqlite3 -cmd '.timeout 5000' "$YICHUANG_HOME/yichuang.db" "UPDATE note SET value = '260000' WHERE key = 'sync.clock_ahead'"
it "in days where it is days"
expect_text " 本机时间快 3 天，请校准 "
sqlite3 -cmd '.timeout 5000' "$YICHUANG_HOME/yichuang.db" "UPDATE note SET value = '300' WHERE key = 'sync.clock_ahead'"
it "until a sync finds it right, within five minutes"
expect_no_text 请校准

# --- without a helper -------------------------------------------------------------------------------------------------
store cases
mv "$work/bin/yichuang-sync" "$work/"
window
wait_text 近七日
keys F5
it "a helper that is not there is told"
expect_text "找不到同步程序 yichuang-sync，请重新安装"
done_testing
