#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Something on the way that takes no large request: gate.py PORT HUB_PORT CERT KEY CA MOST LOG

Stands before a hub with its certificate, passes requests of at most MOST bytes on and answers 413 to others, as web servers do that
stand before a program; MOST 0: 429 to all of them, with Retry-After. Each request leaves its size in the log. "ready" on stdout when it
listens.
"""
import http.client
import http.server
import ssl
import sys

port, hub_port, cert, key, ca, most, log = sys.argv[1:]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        size = int(self.headers.get("Content-Length", 0))
        with open(log, "a") as f:
            f.write(f"{size}\n")
        body = self.rfile.read(size)
        if most == "0":
            return self.answer(429, {"Retry-After": "77"}, b"")
        if size > int(most):
            return self.answer(413, {"Content-Type": "text/html"}, b"<html>Request Entity Too Large</html>")
        hub = http.client.HTTPSConnection("127.0.0.1", int(hub_port), context=ssl.create_default_context(cafile=ca))
        hub.request("POST", self.path, body)
        reply = hub.getresponse()
        return self.answer(reply.status, dict(reply.getheaders()), reply.read())

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in ("content-length", "connection", "date"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(cert, key)
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Handler)
server.socket = context.wrap_socket(server.socket, server_side=True)
print("ready", flush=True)
server.serve_forever()
