#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A bad line: line.py PORT TARGET_PORT RULES_FILE LOG_FILE

Carries TCP from PORT to TARGET_PORT of loopback. The rules file says what is wrong with connections that begin from then on,
one rule a line; WAY is up or down, N bytes of that way of the connection:

    refuse              turned away with a reset, as by a partition
    alone               once a rule has struck, whoever comes is turned away until the rules change
    delay MS            each piece is so late, in both directions
    slow RATE           so many bytes per second
    cut WAY N           ended politely once N bytes have passed
    reset WAY N         likewise, but torn down
    half WAY N          the receiver of that way is told that nothing more comes; the other way goes on
    drip WAY N          from then on one byte a second, both ways
    swallow WAY N       whatever follows is lost, and nobody is told
    stall WAY N         from then on everything is lost, both ways, and nobody is told before the other leaves

Anything else is no rule. Each connection leaves "begun" in the log, the word of the rule when that strikes, and when it ends
"UP DOWN FAULT": the bytes that passed, and the rule that struck or "-". "ready" on stdout when it listens. The random test
uses the class.
"""
import select
import socket
import struct
import sys
import threading


def pause(seconds):
    """Time that passes is what is played here, or a look at a condition and the next."""
    select.select([], [], [], seconds)

AT_ONCE = ("refuse", "alone", "delay", "slow")
STRIKES = ("cut", "reset", "half", "drip", "swallow", "stall")
PIECE = 4096


def parse(text):
    """Rules as (word, way, number); way and number are None where the word has none."""
    rules = []
    for words in (line.split() for line in text.splitlines()):
        if len(words) == 3 and words[0] in STRIKES and words[1] in ("up", "down"):
            rules.append((words[0], words[1], int(words[2])))
        elif words and words[0] in AT_ONCE:
            rules.append((words[0], None, int(words[1]) if words[1:] else None))
    return rules


def reset(end):
    """Closed without a farewell: the other side gets RST."""
    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.close()


def left(end):
    """Whether the other side has gone and everything it sent was read."""
    try:
        return end.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False


class Connection:
    """One connection through the line, carried by one thread."""

    def __init__(self, client, hub, rules, line):
        self.ends = {"up": client, "down": hub}  # where that way comes from
        self.rules, self.line = rules, line
        self.passed = {"up": 0, "down": 0}
        self.deaf = set()  # ways whose bytes are lost
        self.fault = "-"
        self.rate = next((n for word, _, n in rules if word == "slow"), None)
        self.delay = next((n for word, _, n in rules if word == "delay"), 0) / 1000

    def other(self, way):
        return self.ends["down" if way == "up" else "up"]

    def next_strike(self, way):
        """The rule of this way that comes first, and how many bytes may pass before it."""
        waiting = [(n, word) for word, rule_way, n in self.rules if rule_way == way and word in STRIKES]
        n, word = min(waiting, default=(1 << 60, None))
        return word, max(0, n - self.passed[way])

    def strike(self, way, word):
        self.fault = word
        self.line.struck.set()
        self.line.say(word)
        self.rules = [r for r in self.rules if r[:2] != (word, way)]
        if word == "half":
            self.other(way).shutdown(socket.SHUT_WR)
            self.deaf.add(way)
        elif word == "drip":
            self.rate = 1
        elif word == "swallow":
            self.deaf.add(way)
        elif word == "stall":
            self.deaf.update(("up", "down"))
        else:
            for end in self.ends.values():
                reset(end) if word == "reset" else end.close()
            self.ends.clear()

    def due(self):
        """Strikes whose bytes have all passed."""
        for way in ("up", "down"):
            word, left = self.next_strike(way)
            if self.ends and word and left == 0:
                self.strike(way, word)

    def pass_on(self, way, data):
        if way in self.deaf:
            return
        pause(self.delay)
        while data and self.ends and way not in self.deaf:
            step = max(1, self.rate // 20) if self.rate else len(data)
            piece = data[:min(step, self.next_strike(way)[1])]
            if self.rate:
                pause(len(piece) / self.rate)
                if left(self.ends["up"]):
                    raise ConnectionAbortedError
            self.other(way).sendall(piece)
            self.passed[way] += len(piece)
            data = data[len(piece):]
            self.due()

    def carry(self):
        going = {"up", "down"}
        self.due()
        while self.ends and going:
            ready, _, _ = select.select([self.ends[way] for way in going], [], [])
            for way in [w for w in going if self.ends.get(w) in ready]:
                data = self.ends[way].recv(PIECE)
                if data:
                    self.pass_on(way, data)
                else:
                    going.discard(way)
                    if way not in self.deaf:
                        self.other(way).shutdown(socket.SHUT_WR)
                    elif way == "up" or len(self.deaf) == 2:  # nobody is left who could see anything
                        going.clear()
                if not self.ends:
                    break

    def run(self):
        try:
            self.carry()
        except OSError:  # an end that was torn down tears the other
            for end in self.ends.values():
                reset(end)
            self.ends.clear()
        for end in self.ends.values():
            end.close()
        self.line.say(f"{self.passed['up']} {self.passed['down']} {self.fault}")


class Line:
    """rules() gives the text of the rules for a connection that begins; log(text) hears what became of it."""

    def __init__(self, port, target, rules, log):
        self.target, self.rules, self.log = target, rules, log
        self.struck = threading.Event()
        self.read = ""  # the rules as they were when the last connection began
        self.lock = threading.Lock()
        self.server = socket.socket()
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, PIECE)  # what waits here would count as sent
        self.server.bind(("127.0.0.1", port))
        self.server.listen(64)
        self.port = self.server.getsockname()[1]

    def say(self, text):
        with self.lock:
            self.log(text)

    def begin(self, client):
        text = self.rules()
        if text != self.read:
            self.read = text
            self.struck.clear()
        rules = parse(text)
        self.say("begun")
        try:
            if any(word == "refuse" or word == "alone" and self.struck.is_set() for word, _, _ in rules):
                raise ConnectionRefusedError
            hub = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            self.struck.set()
            self.say("0 0 refuse")
            return reset(client)
        for end in (client, hub):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=Connection(client, hub, rules, self).run, daemon=True).start()

    def serve(self):
        while True:
            self.begin(self.server.accept()[0])


def main():
    port, target, rules_file, log_file = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]

    def rules():
        with open(rules_file) as f:
            return f.read()

    def log(text):
        with open(log_file, "a") as f:
            f.write(text + "\n")

    line = Line(port, target, rules, log)
    print("ready", flush=True)
    line.serve()


if __name__ == "__main__":
    main()
