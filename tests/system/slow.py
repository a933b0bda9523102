#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A slow line: slow.py PORT TARGET_PORT RATE

Carries TCP from PORT to TARGET_PORT of loopback, upward RATE bytes a second and no faster than the target takes them: what it has not
passed on, the sender still has. "ready" on stdout when it listens.
"""
import select
import socket
import sys
import threading
import time

port, target, rate = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
PIECE = 256


def up(client, hub):
    due = time.monotonic()
    while data := client.recv(PIECE):
        due = max(due, time.monotonic()) + len(data) / rate
        select.select([], [], [], max(0, due - time.monotonic()))
        hub.sendall(data)


def carry(way, source, sink):
    try:
        way(source, sink)
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def down(hub, client):
    while data := hub.recv(65536):
        client.sendall(data)


def connection(client):
    hub = socket.create_connection(("127.0.0.1", target))
    threading.Thread(target=carry, args=(up, client, hub), daemon=True).start()
    carry(down, hub, client)


server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # what waits here would count as sent
server.bind(("127.0.0.1", port))
server.listen(16)
print("ready", flush=True)
while True:
    accepted, _ = server.accept()
    threading.Thread(target=connection, args=(accepted,), daemon=True).start()
