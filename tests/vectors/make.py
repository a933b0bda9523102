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
    three = [FIRST, SECOND, THIRD]
    up = {"sender": DESK, "receiver": HUB, "layout": y.ENTRIES}
    head = {**up, "from": 1, "count": 3, "cursor": 300, "chain": y.chain_of(three)}
    yield "up: three entries", pub, SEED, y.entries_encode(three, head), head
    head = {"sender": HUB, "receiver": DESK, "layout": y.ENTRIES, "from": 301, "count": 3, "cursor": 3, "flags": y.MORE}
    yield "down: one entry, receipt for 3, more to come", hub_pub, HUB_SEED, y.entries_encode([FIRST], head), head
    yield "up: nothing to say", pub, SEED, b"", {**up, "from": 4, "chain": y.chain_of(three)}
    code = y.fields_encode({"code": "00112233445566778899aabbccddeeff"})
    yield "enrolment, with the sender's key", pub, SEED, code, {"sender": DESK, "receiver": HUB, "layout": y.FIELDS, "key": pub}


def write_envelopes():
    out = ["# Envelopes. seed and hub_seed are Ed25519 seeds (RFC 8032); payload is what comes out, envelope what travels.",
           f"# seed = {SEED.hex()}", f"# hub_seed = {HUB_SEED.hex()}"]
    for name, pub, seed, payload, head in envelopes():
        envelope = y.seal(seed, payload, **head)
        head, again = y.open_envelope(envelope, pub)
        assert again == payload
        out += ["", f"name = {name}", f"public = {pub.hex()}", *(f"{k} = {head[k]}" for k in y.NUMBERS),
                *(f"{k} = {head[k].hex()}" for k in ("chain", "key") if k in head),
                f"payload = {payload.hex()}", f"envelope = {envelope.hex()}"]
    (HERE / "envelopes.txt").write_text("\n".join(out) + "\n")


# Every way a value may be told, by hand: what columns.txt says of each must come out of any reader.
TOLD = [
    {"id": y.entry_id(DESK, 5), "at": AT << 16 | 7, "record": y.entry_id(DESK, 5), "version": VERSION, "who": "李明", "form": "intake",
     "parents": [], "fields": {"no": "421202101-7-2026-0099", "opened": "2026-11-24 09:40", "due": "2026-12-24", "receiver": "李明",
                               "party1.idno": "420106197801014519", "party1.birth": "1978-01-01", "party1.sex": "1", "answer": ""}},
    {"id": y.entry_id(DESK, 6), "at": AT + 60000 << 16, "record": y.entry_id(DESK, 5), "version": VERSION, "who": "李明",
     "form": "correct", "parents": [y.entry_id(DESK, 5)], "fields": {"party1.idno": "420106197801014519", "answer": "\x01"}},
    {"id": y.entry_id(DESK, 7), "at": AT + 60000 << 16, "record": y.entry_id(DESK, 7), "version": VERSION + 1, "who": "王五",
     "form": "intake", "parents": [], "fields": {"no": "421202101-7-2026-0100", "due": "2026-11-01", "receiver": "李明"}},
]


def told():
    """columns_encode() spells everything out; here is the same by the shortest way."""
    zz, names = y.zz, ["party1.idno", "answer", "due", "no", "opened", "party1.birth", "party1.sex", "receiver"]
    out = y.varint(3) + zz(0) + zz(0) + zz(0) + zz(AT) + zz(60000) + zz(0) + b"\7\0\0" + zz(39) + zz(0) + zz(1)
    out += b"\0\1\0" + zz(0)                                         # links; the record of the second
    out += "李明".encode() + b"\0" + b"\1" + "王五".encode() + b"\0"
    out += b"\0\1\2" + y.varint(len(names)) + b"".join(k.encode() + b"\0" for k in names)
    out += b"intake\0\x08\0\x08" + b"correct\0\2\0\2" + b"intake\0\3\2\2\3\1"
    out += b"420106197801014519\0\7" + b"\0" + b"\x08\1\0"           # idno; answer
    out += b"\3" + zz(30) + b"\3" + zz(-23) + b"421202101-7-2026-0099\0\2" + b"\4" + zz(-1)
    return out + b"\6\6" + b"\5" + b"\1"


def write_columns():
    head = {"sender": DESK, "receiver": HUB, "from": 5}
    assert y.entries_decode(y.Reader(told()), head) == TOLD
    out = ["# A payload upward, from = 5, in which every way to tell a value is used; the entries it holds, as their bodies.",
           "", f"payload = {told().hex()}", *(f"body = {y.entry_encode(e).hex()}" for e in TOLD)]
    (HERE / "columns.txt").write_text("\n".join(out) + "\n")


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
write_columns()
write_bad()
