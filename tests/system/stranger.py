#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A client that somebody else wrote, from docs/protocol.md alone: stranger.py KIT [ANSWER]

Enrols with the kit, sends two entries that no form of the county knows, and prints what the hub answered, as JSON. The last answer
is kept as it came in the file ANSWER.
"""
import http.client
import json
import os
import pathlib
import ssl
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "vectors"))
sys.dont_write_bytecode = True
import yichuang as y  # noqa: E402

kit, given, published = y.open_kit(pathlib.Path(sys.argv[1]).read_bytes())
hub_key, hub, me = kit["key"], kit["sender"], kit["receiver"]
seed = os.urandom(32)
where = urllib.parse.urlparse(given["url"])
line = http.client.HTTPSConnection(where.hostname, where.port, context=ssl.create_default_context(cadata=given["ca"]))


def post(path, envelope):
    line.request("POST", path, envelope, {"Content-Type": "application/vnd.yichuang"})
    answer = line.getresponse()
    body = answer.read()
    if answer.status != 200:
        sys.exit(f"{answer.status} {answer.headers['Yichuang-Error']}: {body.decode()}")
    if len(sys.argv) > 2:
        pathlib.Path(sys.argv[2]).write_bytes(body)
    head, payload = y.open_envelope(body, hub_key)
    assert head["sender"] == hub and head["receiver"] == me
    return head, y.Reader(payload)


def sync(entries, first, chain, cursor):
    head = {"sender": me, "receiver": hub, "layout": y.ENTRIES, "from": first, "count": len(entries), "cursor": cursor, "chain": chain}
    head, r = post("/v1/sync", y.seal(seed, y.entries_encode(entries, head), **head))
    return head, y.entries_decode(r, head)


_, r = post("/v1/enroll", y.seal(seed, y.fields_encode({"code": given["code"]}), sender=me, receiver=hub, layout=y.FIELDS,
                                 key=y.public_key(seed)))
answer = y.fields_decode(r)

version = max(e["id"] for e in published)
entries = [{"id": y.entry_id(me, n), "at": (1795484467000 + n) << 16, "record": y.entry_id(me, n), "version": version, "who": "王五",
            "form": "of_my_own", "parents": [], "fields": {"title": "测试"}} for n in (1, 2)]
first, _ = sync(entries[:1], 1, y.chain_of(entries[:1]), 0)
again, _ = sync(entries, 1, y.chain_of(entries), 0)
last, fed = sync([], 3, y.chain_of(entries), 0)
print(json.dumps({
    "unit": answer["unit"], "files": len(published), "held": [first["cursor"], again["cursor"], last["cursor"]],
    "refused": sorted(int(e["fields"][".refuses"]) & 0xffffffff for e in fed if e["form"] == "refusal"),
}))
