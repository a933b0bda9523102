#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a conversation over TLS 1.3 costs: count.py PORT TARGET_PORT LOG

Carries TCP from PORT to TARGET_PORT of loopback and counts payload bytes. Each connection that ends leaves one line of JSON in the log:

up, down                        all bytes from the client, from the server
handshake_up, handshake_down    everything up to and including the client's Finished and the server's session tickets
exchanges                       [[up, down], …]: questions and their answers, in the order they came
close_up, close_down            close_notify
records                         [[direction, type, bytes with their header, seconds, part], …]

Nothing is decrypted. A client's first encrypted record of a Finished's length ends its handshake. Tickets look like any other record of
the server, and may cross with the first question: so that question is held back until the server has nothing more to say by itself.
"ready" on stdout when it listens.
"""
import json
import select
import socket
import sys
import threading
import time

HEADER = 5
HANDSHAKE, CHANGE_CIPHER, ALERT, ENCRYPTED = 22, 20, 21, 23
NAMES = {CHANGE_CIPHER: "change_cipher", ALERT: "alert", HANDSHAKE: "handshake", ENCRYPTED: "encrypted"}
# message header, hash of 32 or 48 bytes, inner type, tag
FINISHED = (HEADER + 4 + 32 + 1 + 16, HEADER + 4 + 48 + 1 + 16)
CLOSE_NOTIFY = HEADER + 2 + 1 + 16
# tickets follow a Finished within microseconds on loopback
QUIET = 0.05


class Way:
    """One direction. `rest` is the beginning of a record whose end has not come yet."""

    def __init__(self, name, source, sink):
        self.name, self.source, self.sink, self.rest, self.open = name, source, sink, b"", True

    def read(self):
        """The records that are whole now; the way is no longer open where the source has ended."""
        try:
            data = self.source.recv(65536)
        except OSError:
            data = b""
        self.open, self.rest, whole = bool(data), self.rest + data, []
        while len(self.rest) >= HEADER:
            size = HEADER + int.from_bytes(self.rest[3:5], "big")
            if len(self.rest) < size:
                break
            whole.append(self.rest[:size])
            self.rest = self.rest[size:]
        if not self.open and self.rest:
            whole.append(self.rest)  # torn off
        return whole


class Talk:
    def __init__(self, client, hub):
        self.up, self.down = Way("up", client, hub), Way("down", hub, client)
        self.start, self.records, self.held = time.monotonic(), [], []
        self.part, self.tickets_until = "handshake", None

    def pass_on(self, way, record):
        seconds = round(time.monotonic() - self.start, 4)
        self.records.append([way.name, NAMES.get(record[0], str(record[0])), len(record), seconds, self.part])
        way.sink.sendall(record)

    def begin_application(self):
        self.part, self.tickets_until = "application", None
        for record in self.held:
            self.pass_on(self.up, record)
        self.held = []

    def from_client(self):
        for record in self.up.read():
            if self.tickets_until:
                self.held.append(record)
                continue
            self.pass_on(self.up, record)
            if self.part == "handshake" and record[0] == ENCRYPTED and len(record) in FINISHED:
                self.tickets_until = time.monotonic() + QUIET

    def from_server(self):
        for record in self.down.read():
            self.pass_on(self.down, record)
            if self.tickets_until:
                self.tickets_until = time.monotonic() + QUIET

    def carry(self):
        while self.up.open or self.down.open:
            sources = [way.source for way in (self.up, self.down) if way.open]
            wait = max(0, self.tickets_until - time.monotonic()) if self.tickets_until else None
            ready = select.select(sources, [], [], wait)[0]
            if self.down.source in ready:
                self.from_server()
                if not self.down.open:
                    return
            if self.up.source in ready:
                self.from_client()
            if self.tickets_until and time.monotonic() >= self.tickets_until:
                self.begin_application()
            if not self.up.open and not self.tickets_until and self.up.source in ready:
                self.up.sink.shutdown(socket.SHUT_WR)

    # --- what it came to ---

    def mark_closes(self):
        """A close_notify is the last record of its direction."""
        for way in ("up", "down"):
            last = next((r for r in reversed(self.records) if r[0] == way), None)
            if last and last[2] == CLOSE_NOTIFY and last[4] == "application":
                last[4] = "close"

    def exchanges(self):
        turns, before = [], "down"
        for way, _, size, _, part in self.records:
            if part != "application":
                continue
            if way == "up" and before == "down":
                turns.append([0, 0])
            if turns:
                turns[-1][way == "down"] += size
            before = way
        return turns

    def summary(self):
        def total(way, *parts):
            return sum(r[2] for r in self.records if r[0] == way and (not parts or r[4] in parts))
        self.mark_closes()
        return {"up": total("up"), "down": total("down"),
                "handshake_up": total("up", "handshake"), "handshake_down": total("down", "handshake"),
                "exchanges": self.exchanges(), "close_up": total("up", "close"), "close_down": total("down", "close"),
                "records": self.records}


def connection(client, target, log_file, lock):
    try:
        hub = socket.create_connection(("127.0.0.1", target))
    except OSError:
        return client.close()
    talk = Talk(client, hub)
    try:
        talk.carry()
    except OSError:
        pass  # whoever hung up first: what was passed on is counted
    client.close()
    hub.close()
    with lock, open(log_file, "a") as log:
        log.write(json.dumps(talk.summary()) + "\n")


def main():
    port, target, log_file = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    lock = threading.Lock()
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", port))
    server.listen(16)
    print("ready", flush=True)
    while True:
        accepted, _ = server.accept()
        threading.Thread(target=connection, args=(accepted, target, log_file, lock), daemon=True).start()


main()
