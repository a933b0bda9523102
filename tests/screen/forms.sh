# SPDX-License-Identifier: Apache-2.0
# Forms as a clerk meets them, on the cases that make_county.h tells of. Source it after lib.sh.
#
#   more FORM [CASE] KEY=VALUE…   something further happens at this desk        form CASE TITLE   its form TITLE, chosen with F9

# The cases by what has become of them.
noise=421202101-1-2026-0008     # studied, at the centre
contract=421202101-1-2026-0004  # with the judicial office, a day late
wages=421202101-1-2026-0014     # handed to the judicial office, not signed
refused=421202101-1-2026-0011   # sent back by the judicial office
urgent=421202101-1-2026-0016    # urgent, and whistled for
merged=421202101-1-2026-0010    # put together with another
standing=421202101-1-2026-0009  # paused
noticed=421202101-1-2026-0002   # the judicial office has a letter to answer
settled=421202101-1-2026-0006   # a result, not told yet
told=421202101-1-2026-0005      # and told
ditch=421202101218-2-2026-0001  # the village's own

more() { "$build/yichuang" fill "$@" 2>"$work/more" || { not_ok "$(cat "$work/more")" >&2; exit 1; }; }

form() {
	desk
	wait_text 近七日
	keys :
	wait_text 也可以键入编号
	type_text "$1"
	keys Enter
	wait_text "汇 ──"
	keys F9
	wait_text "0 返回"
	type_text "$2"
	keys Enter
	wait_text " 一窗  $2  "
}
