#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Run a command and leave the most memory it held, in KB, in a file: peak.py FILE COMMAND…"""
import os
import sys

child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(child, 0)
with open(sys.argv[1], "w") as f:
    f.write(f"{used.ru_maxrss}\n")
sys.exit(os.waitstatus_to_exitcode(status) % 256)
