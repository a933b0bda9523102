#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A thin, far and lossy line: shape.py [OPTION…] COMMAND…

Runs COMMAND in a network namespace of its own, at 10.77.0.2, whose only way out is a line to 10.77.0.1 in the namespace this program was
started in. Start it where that may be done: `unshare -Urn shape.py …`. Each direction has its own rate, like a telephone line.

A packet is lost by its number in its direction and the seed, nothing else: programs that send the same packets lose the same ones. A
lost packet has used the line, for what noise breaks has been sent; what the queue has no room for has not.

--report FILE receives one line of JSON:
seconds                 how long the command took
up, down                from and to the command: packets, bytes (of IP), lost, dropped (no room), payload (of TCP, each byte once)
Exit status: that of the command; 77 with a line "skipped: …" on stdout where the system has no such namespaces.
"""
import argparse
import collections
import ctypes
import fcntl
import heapq
import json
import os
import random
import select
import struct
import subprocess
import sys
import time

NEAR, FAR = "10.77.0.1", "10.77.0.2"
CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
TCP = 6
SKIPPED = 77


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def configure(*commands):
    for command in commands:
        subprocess.run(command.split(), check=True, capture_output=True)


def tun(here, there, options):
    """A tun device in the current network namespace; its packets are read and written through the descriptor."""
    try:
        fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", b"tun0", IFF_TUN | IFF_NO_PI))
    except OSError as e:
        skip(f"/dev/net/tun: {e.strerror}")
    configure(f"ip address add {here} peer {there} dev tun0", f"ip link set tun0 mtu {options.mtu} up", "ip link set lo up")
    if options.congestion:
        try:
            configure(f"ip route change {there} dev tun0 src {here} congctl {options.congestion}")
        except subprocess.CalledProcessError:
            print(f"no congestion control {options.congestion} here, the kernel's own is used", file=sys.stderr)
    return fd


def new_network():
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        skip(f"network namespaces: {os.strerror(ctypes.get_errno())}")


class Way:
    """One direction of the line."""

    def __init__(self, name, options):
        self.options, self.chance = options, random.Random(f"{name} {options.seed}")
        self.free_at = 0.0                      # when the line will have sent all that it was given
        self.queue = collections.deque()        # (sent at, bytes)
        self.waiting = 0                        # bytes in the queue
        self.flows = {}                         # ports: (first byte's number, bytes up to the furthest)
        self.count = dict.fromkeys(("packets", "bytes", "lost", "dropped"), 0)

    def take(self, packet, now):
        """When it arrives, or None."""
        while self.queue and self.queue[0][0] <= now:
            self.waiting -= self.queue.popleft()[1]
        if self.waiting + len(packet) > self.options.queue:
            self.count["dropped"] += 1
            return None
        self.free_at = max(now, self.free_at) + len(packet) * 8 / self.options.rate
        self.queue.append((self.free_at, len(packet)))
        self.waiting += len(packet)
        self.count["packets"] += 1
        self.count["bytes"] += len(packet)
        self.note_payload(packet)
        if self.chance.random() * 100 < self.options.loss:
            self.count["lost"] += 1
            return None
        return self.free_at + self.options.delay / 1000

    def note_payload(self, packet):
        if packet[9] != TCP:
            return
        ip = (packet[0] & 15) * 4
        source, target, seq = struct.unpack_from("!HHI", packet, ip)
        n = len(packet) - ip - (packet[ip + 12] >> 4) * 4
        if n > 0:
            first, length = self.flows.get((source, target), (seq, 0))
            self.flows[source, target] = (first, max(length, (seq - first + n) & 0xFFFFFFFF))

    def report(self):
        return {**self.count, "payload": sum(length for _, length in self.flows.values())}


def carry(near, far, up, down, command):
    """Until the command ends; its status."""
    ways, arriving, n = {far: (up, near), near: (down, far)}, [], 0
    ended = os.pidfd_open(command.pid)
    while True:
        wait = max(0, arriving[0][0] - time.monotonic()) if arriving else None
        ready = select.select([near, far, ended], [], [], wait)[0]
        if ended in ready:
            os.close(ended)
            return command.wait()
        now = time.monotonic()
        for fd in ready:
            way, sink = ways[fd]
            packet = os.read(fd, 65536)
            # a new interface asks for IPv6 routers: not ours
            at = way.take(packet, now) if packet[0] >> 4 == 4 else None
            if at is not None:
                n += 1  # two that arrive at once keep their order
                heapq.heappush(arriving, (at, n, sink, packet))
        while arriving and arriving[0][0] <= now:
            _, _, sink, packet = heapq.heappop(arriving)
            os.write(sink, packet)


def parse():
    p = argparse.ArgumentParser(usage="shape.py [OPTION…] COMMAND…")
    p.add_argument("--rate", type=float, default=9600, help="bit/s each way")
    p.add_argument("--delay", type=float, default=300, help="ms each way")
    p.add_argument("--loss", type=float, default=5, help="percent of packets")
    p.add_argument("--queue", type=int, default=60 * 576, help="bytes that may wait each way")
    p.add_argument("--mtu", type=int, default=576)
    p.add_argument("--seed", default="1")
    p.add_argument("--congestion", help="congestion control at both ends, as the kernel names it")
    p.add_argument("--report", default="/dev/stderr")
    p.add_argument("command", nargs=argparse.REMAINDER)
    options = p.parse_args()
    if not options.command:
        p.error("no command")
    return options


def main():
    options = parse()
    near = tun(NEAR, FAR, options)
    new_network()
    far = tun(FAR, NEAR, options)
    up, down = Way("up", options), Way("down", options)
    start = time.monotonic()
    status = carry(near, far, up, down, subprocess.Popen(options.command))
    seconds = round(time.monotonic() - start, 3)
    with open(options.report, "w") as f:
        print(json.dumps({"seconds": seconds, "up": up.report(), "down": down.report()}), file=f)
    sys.exit(status if status >= 0 else 128 - status)


main()
