#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Somebody who answers instead of the hub: portal.py [OPTION…] PORT CERT KEY ANSWER_FILE LOG

    --hub PORT     where the real hub listens, for the answers that ask it
    --keep FOLDER  every body that passes is kept there: 001.up, 001.down …
    --tls12        speaks TLS 1.2 and nothing newer
    --plain        speaks no TLS at all

With the hub's own certificate and key it is the man who holds the key: whatever he does, he cannot sign. The answer file says
what he does with the requests that come from then on:

    page | page STATUS     a page of HTML          redirect               to a page that wants a login
    status N | status N S  an empty answer, with Retry-After: S           refusal N     in the hub's own form
    garbage                nonsense in our type    flood | endless        12 MB, or without end
    file PATH              what somebody overheard short PATH N           its first N bytes, and the end of the line
    forward                to the hub and back     twice                  to the hub two times, back the second answer
    lose                   to the hub; its answer is lost
    clip N                 to the hub; back the first N bytes of the answer, as if that were all of it
    least N                413 for more than N bytes, as a forwarder on the way; others to the hub

Whoever gets through the handshake leaves "handshake" in the log, every request "PATH BYTES". "ready" on stdout when it listens.
"""
import argparse
import http.client
import http.server
import pathlib
import ssl

OURS = "application/vnd.yichuang"
PAGE = "<!DOCTYPE html><html><head><title>login</title></head><body>请登录</body></html>".encode() * 20

options = argparse.ArgumentParser()
options.add_argument("--hub", type=int)
options.add_argument("--keep", type=pathlib.Path)
options.add_argument("--tls12", action="store_true")
options.add_argument("--plain", action="store_true")
options.add_argument("port", type=int)
for name in ("cert", "key", "answer", "log"):
    options.add_argument(name)
given = options.parse_args()
kept = 0


def note(text):
    with open(given.log, "a") as f:
        f.write(text + "\n")


def ask_hub(path, body):
    global kept
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    line = http.client.HTTPSConnection("127.0.0.1", given.hub, context=context, timeout=30)
    line.request("POST", path, body, {"Content-Type": OURS})
    answer = line.getresponse()
    status, headers, reply = answer.status, dict(answer.getheaders()), answer.read()
    line.close()
    if given.keep:
        kept += 1
        (given.keep / f"{kept:03}.up").write_bytes(body)
        (given.keep / f"{kept:03}.down").write_bytes(reply)
    return status, {k: v for k, v in headers.items() if k.lower() not in ("content-length", "connection")}, reply


def answer_of(words, path, body):
    """Status, headers and body; status 0 where the line goes dead instead."""
    word, n = words[0], words[1] if words[1:] else None
    ours = {"Content-Type": OURS}
    if word == "page":
        return int(n or 200), {"Content-Type": "text/html"}, PAGE
    if word == "redirect":
        return 302, {"Location": "http://login.example/"}, b""
    if word == "status":
        return int(n), {"Retry-After": words[2]} if words[2:] else {}, b""
    if word == "refusal":
        return int(n), {"Yichuang-Error": "garbled", "Content-Type": "text/plain"}, "不收\x1b[31m".encode()
    if word == "garbage":
        return 200, ours, b"YC\x01 and then nonsense" * 20
    if word == "flood":
        return 200, ours, b"x" * (12 << 20)
    if word in ("file", "short"):
        return 200, ours, pathlib.Path(n).read_bytes()
    if word == "least" and len(body) > int(n):
        return 413, {"Content-Type": "text/html"}, PAGE
    if word == "twice":
        ask_hub(path, body)
    status, headers, reply = ask_hub(path, body)
    if word == "lose":
        return 0, {}, b""
    return status, headers, reply[:int(n)] if word == "clip" else reply


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        size = int(self.headers.get("Content-Length", 0))
        note(f"{self.path} {size}")
        body = self.rfile.read(size)
        words = pathlib.Path(given.answer).read_text().split()
        try:
            self.endless() if words[0] == "endless" else self.say(words, *answer_of(words, self.path, body))
        except OSError:
            self.close_connection = True

    def say(self, words, status, headers, body):
        if not status:
            self.close_connection = True
            return
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if words[0] == "short":
            body = body[:int(words[2])]
            self.close_connection = True
        self.wfile.write(body)

    def endless(self):
        self.send_response_only(200)
        self.send_header("Content-Type", OURS)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while True:
            self.wfile.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")

    def log_message(self, *_):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
if given.tls12:
    context.maximum_version = ssl.TLSVersion.TLSv1_2
context.load_cert_chain(given.cert, given.key)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def finish_request(self, request, address):
        try:
            if not given.plain:
                request = context.wrap_socket(request, server_side=True)
                note("handshake")
            super().finish_request(request, address)
        except OSError:
            request.close()


server = Server(("127.0.0.1", given.port), Handler)
print("ready", flush=True)
server.serve_forever()
