#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The same screens in English: labels and columns find their widths.
. "$(dirname "$0")/lib.sh" "$@"

store cases
desk LANGUAGE=en
wait_text "Needs attention"
keys 1
it "a form"
expect_screen <<'EOF'
 Yichuang  Intake  1/2                         Practice  张敏  11-24 Tue  09:41
────────────────────────────────────────────────────────────────────────────────

             Party  ＋ Add a party

             Claim  ______________________________________________________
            Matter  Dispute_____________      Source  Visits______________
             Title  ______________________________________________________
      Dispute type  ______________________________________________________
       Happened on  ___________               People  ________
             Place  ______________________________________________________
     Exact address  ______________________________________________________

           Summary  ______________________________________________________
                    ______________________________________________________
                    ______________________________________________________
                    ______________________________________________________
                    ______________________________________________________



                                                       F4 adds one, Enter skips
────────────────────────────────────────────────────────────────────────────────
 F1 Help  F2 Save  F4 Pick  Enter Next field  PgDn Next page  Esc Back
EOF
keys Escape
wait_text "Needs attention"
keys 3
it "a list"
expect_screen <<'EOF'
 Yichuang  Cases  open                         Practice  张敏  11-24 Tue  09:41
────────────────────────────────────────────────────────────────────────────────
     No.        Title         Party    Step    Grade  Lead      Due

 ▌   2026-0001  婚姻家庭      陈* 林*  Intake         Here      11-25
     2026-0002  邻里噪音      𠮷* 买*  Intake  Minor  Here      11-26
     2026-0004  宅基地纠纷    王* (3)  Intake         Here      11-30
  S  2026-0006  咨询土地确权  欧*      Intake         Here      12-01
     2026-0003  拖欠工资      赵*      Intake  Major  Here      12-21
  S  2026-0005  承包合同纠纷  张* 李*  Action  Major  Here      12-23









     F3 Filter: Open, by due date                                      1–6 of 6

 Ctrl-B blank             To send 2 · Refused 0 · Conflicts 0 · Last sync 09:32
────────────────────────────────────────────────────────────────────────────────
 F3 Find  Enter Open  F9 Action  F6 New  PgDn Next page  Esc Back
EOF
done_testing
