#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Somebody who answers instead of the hub: impostor.py PORT CERT KEY LOG [--tls12] ANSWER

ANSWER: page, redirect, busy, broken, garbage, flood, refusal, or a file with an answer that was overheard. Every request that gets
through the handshake leaves a line in the log. "ready" on stdout when it listens.
"""
import http.server
import ssl
import sys

port, cert, key, log = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
answer = sys.argv[-1]
OURS = "application/vnd.yichuang"
PAGE = "<html>请登录</html>".encode()
ANSWERS = {
    "page": (200, {"Content-Type": "text/html"}, PAGE),
    "redirect": (302, {"Location": "http://login.example/"}, b""),
    "busy": (503, {"Retry-After": "77"}, b""),
    "broken": (500, {}, b""),
    "garbage": (200, {"Content-Type": OURS}, b"YC\x01 and then nonsense" * 20),
    "flood": (200, {"Content-Type": OURS}, b"x" * (12 << 20)),
    "refusal": (400, {"Yichuang-Error": "garbled", "Content-Type": "text/plain"}, "不收\x1b[31m".encode()),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with open(log, "a") as f:
            f.write(self.path + "\n")
        status, headers, body = ANSWERS.get(answer) or (200, {"Content-Type": OURS}, open(answer, "rb").read())
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *_):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
if "--tls12" in sys.argv:
    context.maximum_version = ssl.TLSVersion.TLSv1_2
context.load_cert_chain(cert, key)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def finish_request(self, request, address):
        try:
            super().finish_request(context.wrap_socket(request, server_side=True), address)
        except OSError:
            pass


server = Server(("127.0.0.1", port), Handler)
print("ready", flush=True)
server.serve_forever()
