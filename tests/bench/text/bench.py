#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The held-out text of the sync bench: what a town's desk may write in a season, rolled from the phrases of bench_words.txt.

  bench.py [--cases N] [--edits] [--seed S]                 plays for tests/bench/play, one line per form filled
  bench.py [--cases N] [--edits] [--seed S] --plain         the same values as JSON lines
  bench.py [--cases N] [--edits] [--seed S] --reference     what general compressors need for those, bytes per case

README.md tells what is in a line. Nothing that makes or trains a dictionary may read this file or its phrases.
"""
import argparse
import bz2
import csv
import datetime
import gzip
import json
import lzma
import os
import random
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOWN = "421202101"
BEGIN = datetime.datetime(2026, 11, 2, 8, 0)   # as play.c
SLOT = re.compile(r"\{([a-zA-Z0-9]+)(?::(\d+)-(\d+))?\}")
# How uneven the choices are: weights of pieces and of topics fall as 1 / (place + first) ** steep. Set so that general
# compressors need what README.md says.
PIECES = {"first": 0.075, "steep": 1.7}        # first: of the number of pieces
TOPICS = {"first": 0.9, "steep": 1.25}
PARTS = ("harming", "fight", "saying", "trying", "trying", "proof", "ending")
MOBILE = ("139 138 137 136 135 134 159 158 157 152 151 150 188 187 183 182 178 147 130 131 132 155 156 185 186 176 133 153 177 "
          "180 181 189 199 173 191 198 166").split()
PROVINCES = "13 32 33 34 35 36 41 42 43 44 45 50 51 52".split()
COUNTIES = {"421202": 55, "422322": 14, "421221": 6, "421222": 5, "421223": 4, "421224": 3, "421281": 5, "420115": 2, "430682": 2,
            "": 4}      # elsewhere
NO_CARD = ("未带证件", "证件在家里", "证件过期未换", "代他人来访", "来电登记", "不愿提供", "身份证丢失补办中")
# role codes of the first, second and third party, and how often
ROLES = (("01", "01", "01", "02"), ("03",) * 14 + ("04",), ("04", "04", "04", "05", "05", "03", "03"))
DIGITS = "零一二三四五六七八九"


# --- phrases ----------------------------------------------------------------------------------------------------------

def read_words(path):
    """The rules by name, each a list of pieces."""
    rules, name = {}, None
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line.startswith("[") and line.endswith("]"):
                name = line[1:-1]
                rules[name] = []
            elif line and not line.startswith("#"):
                rules[name] += [piece.strip() for piece in line.split("|")]
    return rules


def falling(n, first, steep):
    """n weights, the first the greatest."""
    return [1 / (i + 1 + first) ** steep for i in range(n)]


def hanzi(n):
    """A number as it is said; from a hundred on, as it is written."""
    if n > 99:
        return str(n)
    if n < 10:
        return DIGITS[n]
    return (DIGITS[n // 10] if n >= 20 else "") + "十" + (DIGITS[n % 10] if n % 10 else "")


class Case:
    """One case being rolled: who is in it, and what was said already."""

    def __init__(self, world, topic, today):
        self.w, self.r, self.topic, self.today = world, world.r, topic, today
        self.used = set()
        self.firm = None
        self.men = [self.r.random() < p for p in (0.62, 0.74, 0.6)]
        self.names = [world.name(man) for man in self.men]
        self.village = self.r.choice(world.villages)
        self.group = hanzi(self.r.randint(1, 14)) + "组"
        back = self.r.choice((0, 0, 1, 1, 2, 3, 5, 8, 14, 25, 40, 90, 300))
        self.occurred = today - datetime.timedelta(days=back + self.r.randint(0, back))

    def pick(self, rule):
        """A piece of the rule, rather one that this case has not used."""
        pieces = self.w.rules.get(self.topic + "." + rule) or self.w.rules[rule]
        for _ in range(4):
            piece = self.r.choices(pieces, self.w.weights(len(pieces)))[0]
            if (rule, piece) not in self.used:
                break
        self.used.add((rule, piece))
        return piece

    def say(self, rule):
        return self.fill("{" + rule + "}")

    def fill(self, text):
        while SLOT.search(text):
            text = SLOT.sub(lambda m: self.slot(m[1], m[2], m[3]), text, count=1)
        return text

    def slot(self, name, low, high):
        if low is not None:
            return getattr(self, "roll_" + name)(int(low), int(high))
        if hasattr(self, "word_" + name):
            return getattr(self, "word_" + name)()
        return self.pick(name)

    # numbers, money, days
    def roll_n(self, low, high):
        return str(self.r.randint(low, high))

    def roll_k(self, low, high):
        return hanzi(self.r.randint(low, high))

    def roll_c(self, low, high):
        n = self.r.randint(low, high)
        return "两" if n == 2 else hanzi(n)

    def roll_m(self, low, high):
        n = int(low * (high / low) ** self.r.random())
        step = self.r.choice((1, 1, 5)) * 10 ** max(0, len(str(n)) - 2)
        n = max(step, n // step * step)
        if n >= 10000 and self.r.random() < 0.7:
            return ("%g" % round(n / 10000, 1)) + self.r.choice(("万元", "万元", "万"))
        return str(n) + self.r.choice(("元", "元", "元", "块"))

    def roll_y(self, low, high):
        n = self.r.randint(low, high)
        if n == 0:
            return "今年"
        year = "%d年" % (self.today.year - n)
        return self.r.choice((year, year, "去年" if n == 1 else self.roll_c(n, n) + "年前"))

    def roll_d(self, low, high):
        return self.day(self.today - datetime.timedelta(days=self.r.randint(low, high)))

    def day(self, d):
        if d == self.today:
            return self.r.choice(("今天", "今日", "当天"))
        if d == self.today - datetime.timedelta(days=1) and self.r.random() < 0.6:
            return "昨天"
        months = (self.today.year - d.year) * 12 + self.today.month - d.month
        long = "%d月%d%s" % (d.month, d.day, self.r.choice("日日号"))
        if months > 9:
            return "%d年%s" % (d.year, long)
        short = "%s%d%s" % ("本月" if months == 0 else "上月", d.day, self.r.choice("日号"))
        return long if months > 1 or self.r.random() < 0.7 else short

    # people and places
    def word_D(self):
        return self.day(self.occurred)

    def word_a(self):
        return self.names[0]

    def word_b(self):
        return self.names[1]

    def word_A(self):
        return self.r.choice((self.names[0], self.names[0], "来访人", "他" if self.men[0] else "她"))

    def word_B(self):
        return self.r.choice((self.names[1], self.names[1], "对方", "对方", self.names[1][0] + "某"))

    def word_o(self):
        self.firm = self.firm or self.say("firm")
        return self.firm

    def word_p(self):
        return self.w.name(self.r.random() < 0.6)

    def word_s(self):
        called = self.r.choice(("小{}", "小{}", "老{}", "{}师傅", "{}同志", "{}姐", "{}干部"))
        return called.format(self.w.surname())

    def word_g(self):
        return self.group if self.r.random() < 0.6 else hanzi(self.r.randint(1, 14)) + "组"

    def word_v(self):
        return self.village[1] if self.r.random() < 0.75 else self.r.choice(self.w.villages)[1]

    # sentences
    def summary(self):
        """Some of what can be told, in the order it is told, about as long as rolled."""
        want, best = self.r.randint(84, 162), None
        for _ in range(16):
            self.used.clear()
            text = self.say("opening")
            for part in PARTS:
                if self.r.random() < 0.85:
                    text += self.r.choices(("。", "，", "；", "。\n"), (70, 18, 11, 1))[0] + self.say(part)
            text += "。"
            if best is None or abs(len(text) - want) < abs(len(best) - want):
                best = text
        return best


# --- the world the cases are of ----------------------------------------------------------------------------------------

class World:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.rules = read_words(os.path.join(HERE, "bench_words.txt"))
        data = os.path.join(HERE, "..", "..", "..", "data")
        with open(os.path.join(data, "divisions.csv"), encoding="utf-8") as f:
            self.villages = [(row["code"], row["name"].replace("村委会", "村"))
                             for row in csv.DictReader(f) if row["parent"] == TOWN]
        self.topics = [tuple(piece.split("=")) for piece in self.rules["topics"]]
        self.usual_topics = falling(len(self.topics), TOPICS["first"], TOPICS["steep"])
        self.zipf = {}
        self.receivers = [self.name(self.r.random() < 0.4) for _ in range(5)]

    def weights(self, n):
        """How often each piece of n is said: what stands first more often, as people do."""
        if n not in self.zipf:
            self.zipf[n] = falling(n, n * PIECES["first"], PIECES["steep"])
        return self.zipf[n]

    def surname(self):
        if self.r.random() < 0.008:
            return self.r.choice(self.rules["double"])
        known = "".join(self.rules["surname"])
        return self.r.choices(known, falling(len(known), 9, 1))[0]

    def name(self, man):
        given = "".join(self.rules["male" if man else "female"])
        return self.surname() + "".join(self.r.choices(given, falling(len(given), 9, 1), k=2 if self.r.random() < 0.8 else 1))

    def phone(self):
        if self.r.random() < 0.04:
            return "0715-8%06d" % self.r.randrange(10 ** 6)
        front = self.r.choice(MOBILE)
        return front + "%08d" % self.r.randrange(10 ** 8)

    def idno(self, man):
        area = self.r.choices(list(COUNTIES), COUNTIES.values())[0]
        area = area or "%s%02d%02d" % (self.r.choice(PROVINCES), self.r.randint(1, 15), self.r.randint(21, 30))
        born = datetime.date(1938, 1, 1) + datetime.timedelta(days=int(24000 * self.r.betavariate(2.2, 1.8)))
        front = "%s%s%02d%d" % (area, born.strftime("%Y%m%d"), self.r.randrange(100), self.r.randrange(5) * 2 + man)
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        return front + "10X98765432"[sum(w * int(c) for w, c in zip(weights, front)) % 11]


# --- forms -------------------------------------------------------------------------------------------------------------

def party(case, n, values):
    r, w, me = case.r, case.w, "party%d." % n
    first = n == 1
    values[me + "role"] = r.choice(ROLES[n - 1])
    values[me + "name"] = case.names[n - 1]
    roll = r.random()
    known = roll < (0.84, 0.55, 0.04)[n - 1]
    if known:
        if r.random() < 0.7:
            values[me + "idtype"] = "111"
        values[me + "idno"] = w.idno(case.men[n - 1])
    elif first and roll < 0.94:
        values[me + "idno"] = "未提供"
        if r.random() < 0.6:
            values[me + "idno_why"] = r.choice(NO_CARD)
    if r.random() < (0.93 if first else 0.9):
        values[me + "phone"] = w.phone()
    if not known and r.random() < 0.8:
        values[me + "sex"] = "1" if case.men[n - 1] else "2"
    if r.random() < (0.95 if first else 0.78):
        values[me + "address"] = case.say("home")
    if n == 2 and case.firm and r.random() < 0.7:
        values[me + "org"] = case.firm
    if r.random() < (0.75 if first else 0.35):
        values[me + "kind"] = r.choices(("0102", "0103", "0107", "0105", "0207", "0101", "0106"), (52, 20, 10, 7, 6, 4, 1))[0]
    if r.random() < (0.6 if first else 0.3):
        values[me + "ethnic"] = "01" if r.random() < 0.97 else r.choice(("15", "03", "11", "06"))
    if first and r.random() < 0.45:
        values[me + "education"] = r.choices(("81", "71", "61", "90", "31", "21"), (30, 40, 16, 6, 5, 3))[0]


def intake(case, code):
    r = case.r
    v = {"title": case.say("title"), "claim": case.say("claim")}
    summary = case.summary()
    party(case, 1, v)
    party(case, 2, v)
    if r.random() < 0.22:
        party(case, 3, v)
    v["matter"] = "01"
    v["channel"] = r.choices(("01", "05", "03", "08", "06", "07", "13", "11", "12", "02", "04", "10", "14"),
                             (46, 15, 11, 8, 5, 4, 4, 2, 1, 1, 1, 1, 1))[0]
    v["type"] = code
    v["occurred"] = case.occurred.isoformat()
    v["people"] = str(r.choices((2, 3, 4, 5, 6, r.randint(7, 30), r.randint(31, 120)), (46, 20, 13, 7, 4, 8, 2))[0])
    v["place"] = case.village[0]
    v["address"] = case.say("address")
    v["summary"] = summary
    if r.random() < 0.3:
        v["involved"] = case.say("involved")
    v["urgent"] = "是" if r.random() < 0.03 else "否"
    if r.random() < 0.7:
        v["grade"] = r.choices(("04", "03", "02"), (16, 5, 1))[0]
    v["scale"] = "01" if int(v["people"]) < 10 else "02"
    v["receiver"] = r.choices(case.w.receivers, (40, 25, 18, 12, 5))[0]
    return v


def mistyped(r, phone):
    """One digit of the last eight is another."""
    at = len(phone) - 1 - r.randrange(6)
    return phone[:at] + r.choice([d for d in "0123456789" if d != phone[at]]) + phone[at + 1:]


def correct(case, values):
    r = case.r
    field = r.choices(("party1.phone", "party2.phone", "address", "party1.address", "party2.address"), (35, 30, 15, 10, 10))[0]
    old = values.get(field, "")
    new = old
    while new == old:
        if field.endswith("phone"):
            new = mistyped(r, old) if old and r.random() < 0.5 else case.w.phone()
        else:
            new = case.say("address" if field == "address" else "home")
    return {"field": field, "value": new, "reason": case.say("wrongwhy")}


def handle(case):
    text = ""
    while not 10 <= len(text) <= 25:
        text = case.say("short")
    v = {"content": text}
    kind = "04" if re.match("电话|与|已转告|短信|.{2,8}来电", text) else "01" if re.match("到|现场|走访|上门|查", text) else "02"
    if kind != "02" and case.r.random() < 0.7:
        v = {"kind": kind, **v}
    return v


def season(world, count, edits):
    """Every form filled: (form, case, minutes since the last, values)."""
    r, now, cases = world.r, BEGIN, []

    def wait():
        nonlocal now
        minutes = 1 + int(89 * r.random() ** 1.6)
        now += datetime.timedelta(minutes=minutes)
        return minutes

    for number in range(1, count + 1):
        minutes = wait()
        topic, code = r.choices(world.topics, world.usual_topics)[0]
        case = Case(world, topic, now.date())
        values = intake(case, code)
        cases.append((number, case, values))
        yield "intake", number, minutes, values
    for step in range(3 if edits else 0):
        r.shuffle(cases)
        for number, case, values in cases:
            minutes = wait()
            case.today = now.date()
            case.used.clear()
            yield ("handle", number, minutes, handle(case)) if step else ("correct", number, minutes, correct(case, values))


# --- what comes out ----------------------------------------------------------------------------------------------------

def play_line(form, number, minutes, values):
    pairs = ["%s=%s" % (key, value.replace("\\", "\\\\").replace("\n", "\\n")) for key, value in values.items()]
    return "\t".join([form, str(number), str(minutes)] + pairs)


def plain_line(form, number, minutes, values):
    if form != "intake":
        values = {"form": form, "case": number, **values}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def zstd(data):
    return subprocess.run(["zstd", "-19", "-c", "--single-thread", "-q"], input=data, stdout=subprocess.PIPE, check=True).stdout


PACKERS = {
    "gzip-9": lambda data: gzip.compress(data, 9),
    "xz-9e": lambda data: lzma.compress(data, preset=9 | lzma.PRESET_EXTREME),
    "bzip2-9": lambda data: bz2.compress(data, 9),
}
if shutil.which("zstd"):
    PACKERS["zstd-19"] = zstd


def by_column(rows):
    keys = sorted({key for row in rows for key in row})
    return "\n".join(row.get(key, "") for key in keys for row in rows).encode()


def one_by_one(name, texts):
    print("%-20s %7.1f" % (name, sum(len(zstd(text)) for text in texts) / len(texts)))


def print_reference(plays):
    """Bytes per case: the whole set, the same by column, the edits; and some cases each on its own."""
    rows = [values for form, _, _, values in plays if form == "intake"]
    lines = [plain_line(*play).encode() + b"\n" for play in plays]
    sets = {"": b"".join(lines[:len(rows)]), "columns-": by_column(rows), "edits-": b"".join(lines[len(rows):])}
    for what, data in sets.items():
        for name, pack in PACKERS.items() if data else ():
            print("%-20s %7.1f" % (what + name, len(pack(data)) / len(rows)))
    print("%-20s %7.1f" % ("plain", len(sets[""]) / len(rows)))
    if "zstd-19" in PACKERS:
        some = range(0, len(rows), max(1, len(rows) // 200))
        values = ["\n".join(rows[i].values()) for i in some]
        one_by_one("one-zstd-19", [lines[i] for i in some])
        one_by_one("one-values-zstd-19", [text.encode() for text in values])
        one_by_one("one-gb18030-zstd-19", [text.encode("gb18030") for text in values])


def main():
    args = argparse.ArgumentParser(description="The held-out text of the sync bench.")
    args.add_argument("--cases", type=int, default=1000)
    args.add_argument("--edits", action="store_true", help="three small edits of every case after that")
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--plain", action="store_true", help="JSON lines in place of plays")
    args.add_argument("--reference", action="store_true", help="what general compressors need, bytes per case")
    args = args.parse_args()
    plays = season(World(args.seed), args.cases, args.edits)
    if args.reference:
        return print_reference(list(plays))
    write = plain_line if args.plain else play_line
    for play in plays:
        sys.stdout.write(write(*play) + "\n")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    main()
