#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The timer and its service, and the cron line: well-formed, installed where they are looked for, and naming what is there.
set -u
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.." || exit 2
failures=0
ok() { if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1"; printf '    %s\n    %s\n' "$2" "$3"; failures=1; fi; }
t=$(mktemp -d); trap 'rm -rf "$t"' EXIT

make -s install B="$build" DESTDIR="$t/root" PREFIX=/opt/yc >"$t/log" 2>&1
units=$t/root/opt/yc/lib/systemd/user
ok "both units are installed" "$(cd "$units" && echo *)" "yichuang-sync.service yichuang-sync.timer"
ok "the service names the installed program" "$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' "$units/yichuang-sync.service")" /opt/yc/bin/yichuang-sync
cron=$t/root/opt/yc/share/yichuang/cron/yichuang-sync
ok "so does the cron line" "$(grep -c '/opt/yc/bin/yichuang-sync sync --auto' "$cron")" 1

# what systemd says of them, where it is there; the program stands somewhere else than it will be
sed -i "s|/opt/yc/bin|$t/root&|" "$units/yichuang-sync.service"
if command -v systemd-analyze >/dev/null; then
	ok "systemd understands them" \
		"$(XDG_RUNTIME_DIR=$t systemd-analyze verify --user --man=no "$units"/yichuang-sync.{service,timer} 2>&1; echo $?)" 0
fi
# and without it: sections and keys that its pages know, each with a value
known="[Unit] Description Documentation [Service] Type ExecStart SuccessExitStatus TimeoutStartSec Nice IOSchedulingClass NoNewPrivileges
	[Timer] OnCalendar RandomizedDelaySec AccuracySec Persistent [Install] WantedBy"
ok "every line of them is a key that exists" "$(sed -e '/^#/d' -e '/^$/d' -e 's/^\(\[[A-Z][a-z]*\]\)$/\1/' -e 's/^\([A-Za-z]*\)=..*/\1/' "$units"/* |
	while read -r key; do [[ " ${known//[$'\n\t']/ } " == *" $key "* ]] || echo "$key"; done)" ""
ok "the timer is spread" "$(grep -c '^RandomizedDelaySec=' "$units/yichuang-sync.timer")" 1
ok "and makes up for what was missed" "$(sed -n 's/^Persistent=//p' "$units/yichuang-sync.timer")" yes

# the program takes these arguments: a desk that never joined is no wrong usage
line=$(sed -n 's/^ExecStart=[^ ]* //p' "$units/yichuang-sync.service")
ok "the program knows what it is told" "$(YICHUANG_HOME=$t/desk "$build/yichuang-sync" $line >/dev/null 2>&1; echo $?)" 3
line=$(sed -n 's/^\*.*yichuang-sync \(sync.*\)/\1/p' "$cron")
ok "in the cron line, too" "$(YICHUANG_HOME=$t/desk "$build/yichuang-sync" $line >/dev/null 2>&1; echo $?)" 3
ok "which has its five fields, and no bare percent sign" "$(grep -cE '^(\S+ ){4}\S+	[^%]*\\%[^%]*$' "$cron")" 1
ok "and is a command for sh" "$(sed -n 's/^\*[^	]*	//p' "$cron" | sed 's/\\%/%/g' | sh -n 2>&1; echo $?)" 0
make -s uninstall B="$build" DESTDIR="$t/root" PREFIX=/opt/yc >>"$t/log" 2>&1
ok "nothing of them is left behind" "$(find "$t/root" -type f)" ""
exit $failures
