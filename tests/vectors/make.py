#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the test vectors beside this file, from yichuang.py alone: tests/vectors/make.py"""
import pathlib

import yichuang as y

HERE = pathlib.Path(__file__).parent
HUB, DESK = 54 << 18 | 1 << 13, 54 << 18 | 1 << 13 | 7
SEED = bytes(range(32))
HUB_SEED = bytes(range(32, 64))
VERSION = y.entry_id(HUB, 40)
AT = 1795484467000  # 2026-11-24T09:41:07+08:00


def entry(seq, record, form, fields, parents=(), at=AT):
    return {"id": y.entry_id(DESK, seq), "at": at << 16, "record": record, "version": VERSION, "who": "张三", "form": form,
            "parents": list(parents), "fields": fields}


FIRST = entry(1, y.entry_id(DESK, 1), "intake", {
    "no": "421202101-7-2026-0001", "title": "宅基地边界纠纷", "party1.name": "李𠮷", "party1.phone": "13800001234", "party2.name": "",
})
SECOND = entry(2, FIRST["id"], "handle", {".method": "01", "step": "办", "party~1.name": "王五", "party~1.idno": "未提供"}, [FIRST["id"]], AT + 1)
THIRD = entry(3, y.entry_id(DESK, 3), "note", {}, (), 0)


def write_entries():
    previous, out = bytes(32), ["# Entries of one station, in order. body is what the digest covers; chain = H(chain before ‖ digest)."]
    for e in (FIRST, SECOND, THIRD):
        body = y.entry_encode(e)
        assert y.entry_decode(body) == e
        digest = y.blake(body)
        previous = y.blake(previous, digest)
        out += ["", *(f"{k} = {e[k]}" for k in ("id", "at", "record", "version", "who", "form"))]
        out += [f"parent = {p}" for p in e["parents"]]
        out += [f"field.{k} = {v}" for k, v in e["fields"].items()]
        out += [f"body = {body.hex()}", f"digest = {digest.hex()}", f"chain = {previous.hex()}"]
    (HERE / "entries.txt").write_text("\n".join(out) + "\n")


def envelopes():
    pub, hub_pub = y.public_key(SEED), y.public_key(HUB_SEED)
    up = y.entries_encode([FIRST, SECOND, THIRD])
    yield "up: three entries", pub, up, y.seal(
        SEED, up, y.chain_of([FIRST, SECOND, THIRD]), sender=DESK, receiver=HUB, layout=y.ENTRIES, cursor=300, **{"from": 1, "to": 3})
    down = y.entries_encode([FIRST])
    yield "down: one entry, receipt for 3, more to come", hub_pub, down, y.seal(
        HUB_SEED, down, sender=HUB, receiver=DESK, layout=y.ENTRIES, cursor=3, flags=1, **{"from": 301, "to": 303})
    none = y.entries_encode([])
    yield "up: nothing to say", pub, none, y.seal(
        SEED, none, y.chain_of([FIRST, SECOND, THIRD]), sender=DESK, receiver=HUB, layout=y.ENTRIES, **{"from": 4, "to": 3})
    code = y.fields_encode({"code": "00112233445566778899aabbccddeeff"})
    yield "enrolment: the chain is the sender's key", pub, code, y.seal(
        SEED, code, pub, sender=DESK, receiver=HUB, layout=y.FIELDS, **{"from": 1, "to": 0})


def write_envelopes():
    out = ["# Envelopes. seed and hub_seed are Ed25519 seeds (RFC 8032); payload is what comes out, envelope what travels.",
           f"# seed = {SEED.hex()}", f"# hub_seed = {HUB_SEED.hex()}"]
    for name, pub, payload, envelope in envelopes():
        head, again = y.open_envelope(envelope, pub)
        assert again == payload
        out += ["", f"name = {name}", f"public = {pub.hex()}",
                *(f"{k} = {head[k]}" for k in ("sender", "receiver", "layout", "from", "to", "cursor", "flags")),
                f"chain = {head['chain'].hex()}", f"payload = {payload.hex()}", f"envelope = {envelope.hex()}"]
    (HERE / "envelopes.txt").write_text("\n".join(out) + "\n")


def bad_bodies():
    body = y.entry_encode(FIRST)
    yield "cut by one byte", body[:-1]
    yield "an id of seq 0", y.entry_encode({**FIRST, "id": y.entry_id(DESK, 0)})
    yield "an opener with a parent", y.entry_encode({**FIRST, "parents": [SECOND["id"]]})
    yield "parents out of order", y.entry_encode({**SECOND, "parents": [THIRD["id"], FIRST["id"]]})
    yield "a parent twice", y.entry_encode({**SECOND, "parents": [FIRST["id"], FIRST["id"]]})
    yield "a form's name with a slash", y.entry_encode({**FIRST, "form": "../x"})
    yield "a number written longer than needed", y.varint(FIRST["id"])[:-1] + bytes([y.varint(FIRST["id"])[-1] | 0x80, 0]) + \
        body[len(y.varint(FIRST["id"])):]
    keys = y.varint(2) + y.block("b") + y.block("1") + y.block("a") + y.block("2")
    head = body[:len(body) - len(y.fields_encode(FIRST["fields"]))]
    yield "keys out of order", head + keys
    yield "a key twice", head + y.varint(2) + (y.block("a") + y.block("1")) * 2
    yield "a value that is not UTF-8", head + y.varint(1) + y.block("a") + y.block(b"\xff")
    yield "a value with NUL", head + y.varint(1) + y.block("a") + y.block(b"x\0y")


def write_bad():
    out = ["# Bodies that no reader may take for an entry."]
    for name, body in bad_bodies():
        out += ["", f"name = {name}", f"body = {body.hex()}"]
    (HERE / "bad-entries.txt").write_text("\n".join(out) + "\n")


write_entries()
write_envelopes()
write_bad()
