#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A bad line: proxy.py PORT TARGET_PORT CUT_FILE LOG_FILE

Carries TCP from PORT to TARGET_PORT of loopback. The cut file says, for connections that begin from then on, how many bytes may pass:
"up N", "down N", or anything else for no limit; behind the limit both ends are torn down. Each connection that ends leaves a line
"UP DOWN" in the log. "ready" on stdout when it listens.
"""
import socket
import struct
import sys
import threading

port, target, cut_file, log_file = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
lock = threading.Lock()


def limits():
    with open(cut_file) as f:
        words = f.read().split()
    if len(words) == 2 and words[0] in ("up", "down"):
        return {words[0]: int(words[1])}
    return {}


def tear(*ends):
    for end in ends:
        try:  # RST, so that nobody takes it for a polite end
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def carry(source, sink, way, limit, passed):
    while True:
        try:
            data = source.recv(65536)
        except OSError:
            break
        left = limit.get(way, 1 << 60) - passed[way]
        try:
            sink.sendall(data[:left])
        except OSError:
            break
        passed[way] += min(len(data), left)
        if not data or len(data) > left:
            break
    tear(source, sink)


def connection(client):
    try:
        hub = socket.create_connection(("127.0.0.1", target))
    except OSError:
        return tear(client)
    limit, passed = limits(), {"up": 0, "down": 0}
    up = threading.Thread(target=carry, args=(client, hub, "up", limit, passed))
    up.start()
    carry(hub, client, "down", limit, passed)
    up.join()
    with lock, open(log_file, "a") as log:
        log.write(f"{passed['up']} {passed['down']}\n")
    client.close()
    hub.close()


server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("127.0.0.1", port))
server.listen(16)
print("ready", flush=True)
while True:
    accepted, _ = server.accept()
    threading.Thread(target=connection, args=(accepted,), daemon=True).start()
