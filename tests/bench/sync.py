#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What sync costs on the wire: sync.py BUILD [thin]

Real programs: a hub, desks that sample text was played into (tests/bench/text/bench.py, which no dictionary was trained on), and between
them link/count.py, which counts TCP payload and tells the TLS handshake apart. Rows as tests/bench/run.sh prints them: what, measured,
aim. With "thin", also how long 100 cases take on a line of 9,600 bit/s (link/thin.sh).
"""
import json
import os
import select
import pathlib
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile


def pause(seconds):
    """Time that passes is what is played here, or a look at a condition and the next."""
    select.select([], [], [], seconds)

build = pathlib.Path(sys.argv[1]).resolve()
here = pathlib.Path(__file__).parent
root = here.parent.parent
work = pathlib.Path(tempfile.mkdtemp(prefix="yichuang-bench-"))
env = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
env |= {"YICHUANG_SHARE": str(root), "LC_ALL": "C.UTF-8", "LANGUAGE": "", "XDG_CONFIG_HOME": "/nonexistent"}
CASES = 1000
# desks of one unit are sent each other's entries: each has a unit of its own
TOWNS = re.findall(r"^(421202\d{3}),", (root / "data/divisions.csv").read_text(), re.M)


def row(what, measured, aim=""):
    print(f"{what:<58} {measured:>12}   {aim}", flush=True)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run(*command, **more):
    return subprocess.run([str(c) for c in command], env=env | more.pop("env", {}), check=True, capture_output=True, text=True, **more)


def plays(*options):
    return run("python3", here / "text/bench.py", *options).stdout


def start(said, command, **more):
    """A server; ready when `said` was said."""
    p = subprocess.Popen([str(c) for c in command], env=env, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True, **more)
    for line in p.stdout:
        if said in line:
            return p
    raise SystemExit(f"{command[0]} did not start")


class County:
    """A hub behind the counter, and desks."""

    def __init__(self):
        self.home, self.log = work / "hub", work / "count.log"
        self.log.touch()
        outside, inside = free_port(), free_port()
        run(build / "yichuang-hub", "init", self.home, "--county", "421202", "--url", f"https://127.0.0.1:{outside}", "--practice")
        self.hub = start("listening", [build / "yichuang-hub", "serve", self.home, "--listen", f"127.0.0.1:{inside}"])
        self.counter = start("ready", ["python3", here / "link/count.py", outside, inside, self.log])

    def desk(self, name, unit):
        run(build / "yichuang-hub", "kit", self.home, "--unit", unit, "--name", name, "-o", work / f"{name}.kit")
        desk = Desk(self, work / name)
        run(build / "yichuang-sync", "enroll", work / f"{name}.kit", env=desk.env)
        self.connections(1)
        return desk

    def connections(self, n):
        """The next n that ended."""
        found = []
        while len(found) < n:
            found = self.log.read_text().splitlines()
            pause(0.002)
        self.log.write_text("")
        return [json.loads(line) for line in found]

    def close(self):
        for p in (self.counter, self.hub):
            p.terminate()
            p.wait()


class Desk:
    def __init__(self, county, home):
        self.county, self.env = county, {"YICHUANG_HOME": str(home)}
        self.home = home

    def play(self, text):
        run(build / "tests/bench/play", self.home, input=text)

    def sync(self, budget=65536):
        """JSON of the run, and its connection."""
        said = run(build / "yichuang-sync", "sync", "--json", env=self.env | {"YICHUANG_HUB_BUDGET": str(budget)}).stdout
        return json.loads(said.splitlines()[-1]), self.county.connections(1)[0]


def up(connection):
    """All of TCP's payload upward but the handshake."""
    return connection["up"] - connection["handshake_up"]


def split(text, n):
    lines = text.splitlines(keepends=True)
    return ["".join(lines[i:i + n]) for i in range(0, len(lines), n)]


def renumbered(text):
    """The cases of a piece, as the first ones of a new desk."""
    return "".join(re.sub(r"^intake\t\d+", f"intake\t{i + 1}", line) for i, line in enumerate(text.splitlines(keepends=True)))


def used():
    u = resource.getrusage(resource.RUSAGE_CHILDREN)
    return u.ru_utime + u.ru_stime


def bytes_up(county, text):
    everything = county.desk("everything", TOWNS[0])
    everything.play(text)
    before = used()
    said, line = everything.sync()
    cpu = used() - before
    row(f"{CASES:,} cases in one run, a case", f"{up(line) / CASES:.0f} B", "≤ 155 B")
    row(f"requests for {CASES:,} cases at a budget of 64 KB", said["exchanges"], "≤ 4")
    before = used()
    _, idle = everything.sync()
    empty = used() - before
    row("client's CPU for one of these cases / for a TLS connection", f"{(cpu - empty) / CASES / empty:.3f} ×")
    row("an exchange with nothing to say, both ways, no handshake",
        f"{up(idle) + idle['down'] - idle['handshake_down']} B")
    at_once = county.desk("at once", TOWNS[4])
    at_once.play(text)
    row("the same 1,000 with a budget of 1 MB", f"{up(at_once.sync(1 << 20)[1]) / CASES:.0f} B")
    return everything


def in_batches(county, text):
    for n, unit, aim in ((100, TOWNS[1], "≤ 190 B"), (10, TOWNS[2], "≤ 320 B"), (1, TOWNS[3], "≤ 660 B")):
        desk, costs = county.desk(f"by {n}", unit), []
        for piece in split(text, n)[:10]:
            desk.play(piece)
            costs.append(up(desk.sync()[1]) / n)
        name = f"batches of {n}" if n > 1 else "one case alone"
        row(f"{name}, the first of a desk, a case", f"{costs[0]:.0f} B", aim)
        row(f"{name}, ten in turn, a case", f"{statistics.mean(costs):.0f} B", aim)


def edits(desk, text):
    desk.play(text)
    row("three small edits of each of 1,000 cases, a case", f"{up(desk.sync()[1]) / CASES:.1f} B", "≤ 45 B")


def contact(county, text):
    first, kept = [], []
    for i, piece in enumerate(split(text, 1)[:5]):
        desk = county.desk(f"contact {i}", TOWNS[6 + i])
        desk.play(renumbered(piece))
        line = desk.sync()[1]
        first.append(line["up"] + line["down"])
        kept.append(sum(line["exchanges"][-1]))
    row("first contact with one new case, both ways, handshake too", f"{statistics.median(first):.0f} B", "≤ 3,400 B")
    row("the same without the handshake, as on a kept connection", f"{statistics.median(kept):.0f} B", "≤ 1,000 B")


def memory(desk):
    said = run(build / "tests/bench/peak", build / "yichuang-sync", "sync", env=desk.env).stdout
    desk.county.connections(1)
    return int(said)


def peak(county, text):
    desk = county.desk("memory", TOWNS[5])
    desk.play(text)
    row(f"client's peak memory, {CASES:,} cases", f"{memory(desk)} kB", "≤ 12288 kB")
    row("the same with nothing to say", f"{memory(desk)} kB")
    row("the same program asked for its version: libcurl loaded",
        f"{run(build / 'tests/bench/peak', build / 'yichuang-sync', '--version').stdout.strip()} kB")


def reference():
    for line in plays("--reference", "--cases", str(CASES)).splitlines():
        name, size = line.split()
        row(f"for comparison, the same text: {name}", f"{float(size):.0f} B")


def thin(text):
    home = work / "thin"
    made = subprocess.run([here / "link/pair.sh", build, home], env=env, capture_output=True, text=True)
    if made.returncode:
        row("100 cases at 9,600 bit/s, 600 ms, 5 % loss", made.stdout.strip() or "failed")
        return
    Desk(None, home / "desk").play("".join(split(text, 100)[0]))
    middle, worst = re.search(r"middle (\S+) ×, worst (\S+) ×", run(here / "link/thin.sh", build, home).stdout).groups()
    row("100 cases at 9,600 bit/s, 600 ms, 5 % loss / at full rate", f"{middle} ×", f"≤ 1.5 ×; worst of eight {worst} ×")


def main():
    text = plays("--cases", str(CASES))
    county = County()
    try:
        everything = bytes_up(county, text)
        edits(everything, "".join(line for line in plays("--cases", str(CASES), "--edits").splitlines(keepends=True)
                                  if not line.startswith("intake")))
        in_batches(county, text)
        contact(county, text)
        peak(county, text)
    finally:
        county.close()
    if sys.argv[2:] == ["thin"]:
        thin(text)
    reference()


try:
    main()
except subprocess.CalledProcessError as e:
    sys.exit(f"{e.cmd}: {e.stdout}{e.stderr}")
finally:
    shutil.rmtree(work)
