#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A request that is still on its way when the hub is told to stop: half.py PORT CA PID

Sends half of a body, stops the process, sees that nobody new is let in, sends the rest and prints the status of the answer.
"""
import os
import signal
import socket
import ssl
import sys
import time

port, ca, pid = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
context = ssl.create_default_context(cafile=ca)


def call():
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), 10), server_hostname="127.0.0.1")


with call() as s:
    s.sendall(b"POST /v1/sync HTTP/1.1\r\nHost: hub\r\nContent-Length: 8\r\nExpect: 100-continue\r\n\r\n")
    told = b""
    while b"100 Continue\r\n\r\n" not in told:  # then the request is in hand
        told += s.recv(4096)
    s.sendall(b"half")
    os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            call().close()
        except OSError:
            break
    else:
        print("still open")
    s.sendall(b"half")
    print(s.recv(4096).split(b" ")[1].decode())
