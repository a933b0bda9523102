#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Which letters and words a dictionary of sync has codes for: letters.py WORDS PLAYS... >data/sync-N.chars

One a line, the commonest first: first every letter that is met or stands in WORDS, then, by the same count, words. Candidates are the words
of WORDS and what comes often in the plays; counted is what is left for each after longer ones have been taken (as the writer takes
them: from the left, the longest that there is a code for).
"""
import collections
import re
import sys

CODES = 80 + 47 * 255
LONGEST = 6
ROUNDS = 4

with open(sys.argv[1], encoding="utf-8") as f:
    listed = [w for w in f.read().split("\n") if w]
texts = []
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as f:
        for line in f:
            texts += [cell.split("=", 1)[1] for cell in line.rstrip("\n").split("\t")[3:] if "=" in cell]
texts = [run for t in texts for run in re.findall(r"[^\x00-\x7f]+", t)]

gb = []
for a in range(0xb0, 0xd8):
    for b in range(0xa1, 0xff):
        try:
            gb.append(bytes([a, b]).decode("gb2312"))
        except UnicodeDecodeError:
            pass
letters = set("".join(texts)) | set("".join(listed)) | set(gb)
letters = {c for c in letters if ord(c) >= 0x80}

grams = collections.Counter()
for t in texts:
    for n in range(2, LONGEST + 1):
        for i in range(len(t) - n + 1):
            grams[t[i:i + n]] += 1
words = {w for w, n in grams.items() if n >= 40 and re.fullmatch(r"[\u4e00-\u9fff]+", w)}
# a word of the list counts, though no sample has it, the more the later it stands: the samples are not all there is
bonus = collections.Counter({w: 6 + 12 * i // len(listed) for i, w in enumerate(listed)
                             if 2 <= len(w) <= LONGEST and all(ord(c) >= 0x80 for c in w)})
words |= set(bonus)

for _ in range(ROUNDS):
    count = collections.Counter(bonus)
    for w in listed:
        for c in w:
            count[c] += 1
    for t in texts:
        at = 0
        while at < len(t):
            for n in range(min(LONGEST, len(t) - at), 0, -1):
                if n == 1 or t[at:at + n] in words:
                    break
            count[t[at:at + n]] += 1
            at += n
    words = set(sorted(words, key=lambda w: (-count[w], w))[:CODES - len(letters)])

order = sorted(letters | words, key=lambda w: (-count[w], w))
sys.stdout.reconfigure(encoding="utf-8")
print("\n".join(order))
