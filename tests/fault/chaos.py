#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Three desks, a hub, and whatever may happen: chaos.py BUILD [--seed S] [--steps N]

Two desks of one unit and one of another, each behind its own line. A seeded sequence of steps writes, syncs over bad lines,
parts desks from the hub, kills programs in the middle, turns clocks. After every step a checker that remembers every entry that
was ever promised or marked as sent holds desks and hub against each other; in the end everything heals and all must hold the
same. The seed is printed: the same seed takes the same steps, though not always in the same milliseconds.
"""
import argparse
import json
import os
import select
import pathlib
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time


def pause(seconds):
    """Time that passes is what is played here, or a look at a condition and the next."""
    select.select([], [], [], seconds)

sys.dont_write_bytecode = True
from line import Line  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
UNITS = {"甲": "421202101", "乙": "421202101", "丙": "421202102"}
MEMORY = 65536  # KB that a run may hold
ENV = {**os.environ, "YICHUANG_SHARE": str(ROOT), "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": "/nonexistent",
       "YICHUANG_DESK_WHO": "李明", "YICHUANG_HUB_TIMEOUT": "1", "YICHUANG_HUB_CONNECT_TIMEOUT": "1"}
for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy", "YICHUANG_CLOCK", "LANGUAGE"):
    ENV.pop(name, None)


class Broken(Exception):
    """What must never be."""


def wrong(text):
    raise Broken(text)


def faketime_library():
    """Where it is. What a killed faketime(1) left in /dev/shm stops the next one with that process number: hence three times."""
    for _ in range(3):
        asked = subprocess.run(["faketime", "-f", "+0", "printenv", "LD_PRELOAD"], capture_output=True, text=True)
        if asked.returncode == 0:
            return asked.stdout.strip()
    sys.exit("faketime does not run")


FAKETIME = faketime_library()


def with_clock(env, clock):
    return {**env, "LD_PRELOAD": FAKETIME, "FAKETIME": clock} if clock else env


def rows(path, statement, *values):
    with sqlite3.connect(path, timeout=10) as db:
        found = db.execute(statement, values).fetchall()
    db.close()
    return found


class Run:
    """A program that was started. end() waits for it and looks at what it held."""

    def __init__(self, argv, env):
        self.out = tempfile.TemporaryFile()
        self.started = time.monotonic()
        self.process = subprocess.Popen(argv, env=env, stdin=subprocess.DEVNULL, stdout=self.out, stderr=subprocess.STDOUT)

    def running(self):
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)  # Popen.kill() would reap it, and end() has to

    def end(self):
        _, status, used = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.memory = used.ru_maxrss
        self.out.seek(0)
        self.said = self.out.read().decode(errors="replace").strip()
        self.out.close()
        return self.process.returncode


class Desk:
    def __init__(self, world, name):
        self.world, self.name, self.unit = world, name, UNITS[name]
        self.home = world.dir / name
        self.db = self.home / "yichuang.db"
        self.clock, self.rule, self.parted = "", "", False
        self.promised = 0  # entries whose number was printed
        self.own, self.foreign, self.acked, self.cursor = {}, {}, 0, 0
        self.line = Line(0, world.port, lambda: "refuse" if self.parted else self.rule, lambda text: None)
        threading.Thread(target=self.line.serve, daemon=True).start()

    def start(self, program, *arguments):
        env = with_clock({**ENV, "YICHUANG_HOME": str(self.home)}, self.clock)
        return Run([str(self.world.build / program), *arguments], env)

    def join(self):
        kit = self.world.dir / f"{self.name}.kit"
        self.world.hub_does("kit", "--unit", self.unit, "--name", self.name, "-o", str(kit))
        run = self.start("yichuang-sync", "enroll", str(kit))
        run.end() == 0 or wrong(f"{self.name} does not join: {run.said}")
        with sqlite3.connect(self.db) as db:
            db.execute("UPDATE self SET url = ?", (f"https://127.0.0.1:{self.line.port}",))
        db.close()
        self.number = rows(self.db, "SELECT number FROM self")[0][0]

    def sync(self):
        self.line.struck.clear()
        return self.start("yichuang-sync", "sync", "--json")

    def look(self):
        """What the store holds now; nothing that was there may have gone or changed."""
        with sqlite3.connect(self.db, timeout=10) as db:
            journal = db.execute("SELECT id, digest, chain FROM journal").fetchall()
            number, acked, cursor = db.execute("SELECT number, acked, cursor FROM self").fetchone()
            receipt, = db.execute("SELECT coalesce(max(last), 0) FROM proof WHERE direction = 'r'").fetchone()
        db.close()
        number == self.number or wrong(f"{self.name} has another number now: {self.number}, {number}")
        own = {i & 0xffffffff: (d, c) for i, d, c in journal if i >> 32 == self.number}
        foreign = {i: d for i, d, c in journal if i >> 32 != self.number}
        self.own.items() <= own.items() or wrong(f"{self.name}: own entries went or changed")
        self.foreign.items() <= foreign.items() or wrong(f"{self.name}: entries of others went or changed")
        sorted(own) == list(range(1, len(own) + 1)) or wrong(f"{self.name}: a gap in its own journal")
        len(own) >= self.promised or wrong(f"{self.name}: {self.promised} promised, {len(own)} written")
        self.acked <= acked <= len(own) or wrong(f"{self.name}: marked {self.acked}, then {acked} of {len(own)}")
        receipt >= acked or wrong(f"{self.name}: marked {acked}, receipts for {receipt}")
        self.cursor <= cursor or wrong(f"{self.name}: its place in the feed went back")
        self.own, self.foreign, self.acked, self.cursor = own, foreign, acked, cursor


class World:
    def __init__(self, build, seed):
        self.build, self.random = build, random.Random(seed)
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="yichuang-chaos-"))
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.hub_dir, self.hub_db, self.hub, self.hub_clock = self.dir / "hub", self.dir / "hub" / "yichuang.db", None, ""
        self.written, self.published, self.held = 0, 0, {}
        subprocess.run([build / "yichuang-hub", "init", self.hub_dir, "--county", "421202", "--url",
                        f"https://127.0.0.1:{self.port}"], env=ENV, check=True, capture_output=True)
        self.start_hub()
        self.desks = [Desk(self, name) for name in UNITS]
        for desk in self.desks:
            desk.join()

    # --- the hub ---

    def hub_does(self, command, *arguments):
        run = Run([str(self.build / "yichuang-hub"), command, str(self.hub_dir), *arguments], ENV)
        run.end() == 0 or wrong(f"hub {command}: {run.said}")

    def start_hub(self):
        log = open(self.dir / "hub.log", "ab")
        at = log.tell()
        self.hub = subprocess.Popen([self.build / "yichuang-hub", "serve", self.hub_dir], env=with_clock(ENV, self.hub_clock),
                                    stderr=log, stdin=subprocess.DEVNULL)
        log.close()
        end = time.monotonic() + 20
        while b"listening on " not in (self.dir / "hub.log").read_bytes()[at:]:
            self.hub.poll() is None and time.monotonic() < end or wrong("the hub does not start")
            pause(0.005)

    def stop_hub(self, how):
        if self.hub:
            self.hub.send_signal(how)
            status = self.hub.wait()
            self.hub = None
            status == -how or status == 0 or wrong(f"the hub ended with {status}")

    # --- what must hold after every step ---

    def check(self):
        for desk in self.desks:
            desk.look()
        journal = {i: (d, c) for i, d, c in rows(self.hub_db, "SELECT id, digest, chain FROM journal")}
        feeds = {}
        for unit, pos, entry in rows(self.hub_db, "SELECT unit, pos, entry FROM feed ORDER BY unit, pos"):
            feeds.setdefault(unit, []).append(entry)
            pos == len(feeds[unit]) or wrong(f"the feed of {unit} has a gap")
        self.held.items() <= journal.items() or wrong("the hub lost entries or changed them")
        self.held = journal
        stations = {desk.number: desk for desk in self.desks}
        for entry in journal:
            number, seq = entry >> 32, entry & 0xffffffff
            if number & 8191:
                number in stations or wrong(f"the hub has an entry of nobody: {entry}")
                who = stations[number]
                who.own.get(seq) == journal[entry] or wrong(f"the hub has what {who.name} did not write: {seq}")
        for desk in self.desks:
            held = sorted(entry & 0xffffffff for entry in journal if entry >> 32 == desk.number)
            held == list(range(1, len(held) + 1)) or wrong(f"{desk.name}: the hub has a gap")
            len(held) >= desk.acked or wrong(f"{desk.name}: {desk.acked} marked as sent, the hub has {len(held)}")
            for entry, digest in desk.foreign.items():
                entry in journal and journal[entry][0] == digest or wrong(f"{desk.name} holds what the hub has not: {entry}")
            feed = feeds.get(desk.unit, [])
            desk.cursor <= len(feed) or wrong(f"{desk.name}: its place is behind the end of the feed")
            missing = [e for e in feed[:desk.cursor] if e not in desk.foreign and e >> 32 != desk.number]
            missing and wrong(f"{desk.name}: passed over {missing} in the feed")
        self.feeds = feeds

    # --- steps: each gives a line for the history ---

    def bad_rule(self):
        r = self.random
        place = f"{r.choice(('up', 'down'))} {int(4000 * r.random() ** 2)}"
        return r.choice([f"cut {place}", f"cut {place}", f"reset {place}", f"reset {place}\nalone", f"half {place}",
                         f"swallow {place}", f"stall {place}", f"slow {r.randint(3000, 20000)}", f"delay {r.randint(1, 40)}",
                         f"delay {r.randint(1, 20)}\ncut {place}"])

    def form(self, desk):
        kind, which, length = self.random.random(), self.random.random(), self.random.randint(0, 60)
        known = [no for no, in rows(desk.db, "SELECT no FROM record WHERE kind = 'case' ORDER BY id")]
        self.written += 1
        if not known or kind < 0.4:
            return ["intake", f"title=第 {self.written} 件", "type=0101", f"place={desk.unit}001"]
        no = known[int(which * len(known))]
        if kind < 0.5:
            return ["correct", no, "field=事件名称", f"value=改 {self.written}", "reason=听错了"]
        return ["handle", no, "kind=02", f"content=第 {self.written} 句 {'谈' * length}"]

    def write_one(self, desk):
        form = self.form(desk)
        run = desk.start("yichuang", "fill", *form)
        status = run.end()
        # where two wrote the same thing differently a person has to choose first
        status == 0 or (form[0] == "correct" and status == 3) or wrong(f"{desk.name}: {form}: exit {status} {run.said}")
        desk.promised += status == 0

    def write(self, desk):
        n = self.random.randint(1, 4)
        for _ in range(n):
            self.write_one(desk)
        return f"{desk.name} writes {n}"

    def killed_write(self, desk):
        run = desk.start("yichuang", "fill", *self.form(desk))
        pause(self.random.random() * 0.02)
        run.kill()
        desk.promised += run.end() == 0
        return f"{desk.name} is killed while it writes: {run.process.returncode}"

    def judge(self, desk, run):
        status = run.end()
        status in (0, 6) or wrong(f"{desk.name}: sync: exit {status} {run.said}")
        run.memory < MEMORY or wrong(f"{desk.name}: a run held {run.memory} KB")
        return status

    def sync(self, desk):
        before = len(desk.own) - desk.acked
        run = desk.sync()
        status = self.judge(desk, run)
        sent = json.loads(run.said[run.said.index("{"):run.said.rindex("}") + 1])["entries_up"] if status == 0 else 0
        status != 0 or sent == before or wrong(f"{desk.name}: {before} were not marked, {sent} sent")
        return f"{desk.name} syncs: {status}"

    def bad_sync(self, desk):
        desk.rule = self.bad_rule()
        said = f"{desk.name} over “{desk.rule}”: {self.judge(desk, desk.sync())}".replace("\n", "; ")
        desk.rule = ""
        return said

    def crowd(self, desk):
        runs = []
        for other in self.desks:
            other.rule = self.bad_rule() if self.random.random() < 0.4 else ""
            runs.append((other, other.sync()))
        said = [f"{other.name} “{other.rule}” {self.judge(other, run)}" for other, run in runs]
        for other in self.desks:
            other.rule = ""
        return "all at once: " + ", ".join(said)

    def write_while_syncing(self, desk):
        desk.rule = f"delay {self.random.randint(5, 40)}"
        run = desk.sync()
        self.write_one(desk)
        status = self.judge(desk, run)
        desk.rule = ""
        return f"{desk.name} writes while it syncs: {status}"

    def until_struck(self, desk, run):
        """The line struck, or the run ended without it, or it just takes long."""
        end = time.monotonic() + 0.7
        while run.running() and not desk.line.struck.is_set() and time.monotonic() < end:
            pause(0.001)

    def killed_sync(self, desk):
        word, way = self.random.choice(("stall", "swallow")), self.random.choice(("up", "down"))
        desk.rule = f"{word} {way} {self.random.randint(0, 2000)}"
        run = desk.sync()
        self.until_struck(desk, run)
        run.kill()
        run.end()
        rule, desk.rule = desk.rule, ""
        return f"{desk.name} is killed at “{rule}”: {run.process.returncode}"

    def killed_hub(self, desk):
        """In the middle of whatever it is at."""
        if self.random.random() < 0.5:
            desk.rule = f"stall {self.random.choice(('up', 'down'))} {self.random.randint(0, 2000)}"
        runs = [(other, other.sync()) for other in self.desks]
        if desk.rule:
            self.until_struck(desk, runs[self.desks.index(desk)][1])
        else:
            pause(self.random.random() * 0.03)
        self.stop_hub(signal.SIGKILL)
        statuses = [self.judge(other, run) for other, run in runs]
        desk.rule = ""
        self.start_hub()
        return f"the hub is killed: {statuses}"

    def hub_away(self, desk):
        self.stop_hub(self.random.choice((signal.SIGKILL, signal.SIGTERM)))
        self.write_one(desk)
        self.judge(desk, desk.sync()) == 6 or wrong(f"{desk.name}: a hub that is not there was reached")
        self.hub_clock = self.random.choice(("", "", "+1d", "-1d"))
        self.start_hub()
        return f"the hub was away, and is back at {self.hub_clock or 'the right time'}"

    def publish(self, desk):
        self.published += 1
        folder = self.dir / "new" / "data"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "colour.csv").write_text(f"code,name\n{self.published},红\n")
        self.hub_does("publish", str(folder.parent))
        return "the hub publishes"

    def part(self, desk):
        away = [other for other in self.desks if other.parted]
        which = self.random.random()
        if away and which < 0.7:
            desk = away[int(which / 0.7 * len(away))]
        desk.parted = not desk.parted
        return f"{desk.name} is {'parted from' if desk.parted else 'joined with'} the hub"

    def turn_clock(self, desk):
        desk.clock = self.random.choice(("", "+1d", "-23h", "+2h", "-40m"))
        return f"the clock of {desk.name} stands at {desk.clock or 'the right time'}"

    STEPS = {write: 28, sync: 14, bad_sync: 22, crowd: 4, write_while_syncing: 8, killed_write: 3, killed_sync: 6, killed_hub: 4,
             hub_away: 2, publish: 2, part: 6, turn_clock: 5}

    def step(self):
        what = self.random.choices(list(self.STEPS), list(self.STEPS.values()))[0]
        return what(self, self.random.choice(self.desks))

    # --- the end ---

    def heal(self):
        self.stop_hub(signal.SIGTERM)
        self.hub_clock = ""
        self.start_hub()
        for desk in self.desks:
            desk.clock, desk.rule, desk.parted = "", "", False
        for _ in range(2):
            for desk in self.desks:
                run = desk.sync()
                self.judge(desk, run) == 0 or wrong(f"{desk.name}: a line that works: {run.said}")
        self.check()

    def converged(self):
        holds = {}
        for desk in self.desks:
            desk.acked == len(desk.own) or wrong(f"{desk.name}: {len(desk.own)} written, {desk.acked} marked")
            desk.cursor == len(self.feeds[desk.unit]) or wrong(f"{desk.name}: not at the end of its feed")
            mine = {desk.number << 32 | seq: digest for seq, (digest, _) in desk.own.items()} | desk.foreign
            holds.setdefault(desk.unit, mine) == mine or wrong(f"desks of {desk.unit} hold different entries")
            run = desk.start("yichuang", "verify")
            run.end() == 0 or wrong(f"{desk.name}: {run.said}")
        self.hub_does("verify")
        total = sum(len(desk.own) for desk in self.desks)
        held = sum(1 for entry in self.held if entry >> 32 & 8191)
        total == held or wrong(f"{total} written, the hub has {held}")
        return total

    def same_cases(self):
        """A case looks the same wherever it is known."""
        nos = [no for no, in rows(self.desks[0].db, "SELECT no FROM record WHERE kind = 'case' ORDER BY id")]
        for no in nos[:: max(1, len(nos) // 8)]:
            shown = []
            for desk in self.desks[:2]:
                run = desk.start("yichuang", "show", no, "--json")
                run.end() == 0 or wrong(f"{desk.name}: show {no}: {run.said}")
                case = json.loads(run.said)
                shown.append([case["step"], case["fields"], [(e["form"], e["fields"]) for e in case["timeline"]]])
            shown[0] == shown[1] or wrong(f"{no} looks different at two desks")

    def close(self):
        if self.hub:
            self.hub.kill()
            self.hub.wait()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("build", type=lambda p: pathlib.Path(p).resolve())
    options.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3), "big"))
    options.add_argument("--steps", type=int, default=50)
    given = options.parse_args()
    name = f"seed {given.seed}, {given.steps} steps"
    history = []
    world = World(given.build, given.seed)
    try:
        for n in range(given.steps):
            history.append(f"{n + 1:4} {world.step()}")
            world.check()
        world.heal()
        total = world.converged()
        world.same_cases()
        print(f"ok - {name}: {total} entries are everywhere, once")
    except Broken as broken:
        print(f"not ok - {name}: {broken}", *history[-25:], sep="\n    ")
        return 1
    finally:
        world.close()
        if "KEEP" in os.environ:
            print(world.dir, *history, sep="\n    ")
        else:
            shutil.rmtree(world.dir, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
