#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An envelope that grows when it is opened, rightly signed: bomb.py KIND FROM_STORE TO_NUMBER FILE

FROM_STORE is the yichuang.db of the hub or desk whose key signs it. KIND:

    big     8 GB of zeros, and says so
    liar    the same, but says 1,000 bytes
    zeros   64 MB of zeros, which no reader refuses for its size alone
    rows    60,000 empty entries
    text    40 MB of text in a few entries

Of rows and text the last entry is none that could be, which shows when all of them have been taken apart.
"""
import ctypes
import ctypes.util
import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "vectors"))
sys.dont_write_bytecode = True
import yichuang as y  # noqa: E402

BLOCK = 128 << 10


def zeros(size, says):
    """A frame whose blocks are one repeated byte."""
    whole, rest = divmod(size, BLOCK)
    out = [b"\x28\xb5\x2f\xfd\xc0\x38" + says.to_bytes(8, "little")]  # content size in 8 bytes, a window of 128 KB
    out += [(BLOCK << 3 | 2).to_bytes(3, "little") + b"\0"] * whole
    return b"".join(out) + (rest << 3 | 3).to_bytes(3, "little") + b"\0"


def pack(data):
    lib = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
    lib.ZSTD_compressBound.restype = lib.ZSTD_compress.restype = ctypes.c_size_t
    room = lib.ZSTD_compressBound(ctypes.c_size_t(len(data)))
    out = ctypes.create_string_buffer(room)
    n = lib.ZSTD_compress(out, ctypes.c_size_t(room), data, ctypes.c_size_t(len(data)), 3)
    return out.raw[:n]


def entries(number, kind):
    fields = {f"f{n}": "x" * (255 << 10) for n in range(15)} if kind == "text" else {}
    for n in range(1, 11 if kind == "text" else 60000):
        key = y.entry_id(number, n)
        yield {"id": key, "at": n << 16, "record": key, "version": 1, "who": "", "form": "x", "parents": [], "fields": fields}
    yield {"id": 0, "at": 0, "record": 0, "version": 1, "who": "", "form": "x", "parents": [], "fields": {}}


kind, store, receiver, out = sys.argv[1], sys.argv[2], int(sys.argv[3]), pathlib.Path(sys.argv[4])
with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
    number, secret = db.execute("SELECT number, secret FROM self").fetchone()
head = {"sender": number, "receiver": receiver, "layout": y.ENTRIES, "from": 1, "count": 0}
if number & 8191:
    head["chain"] = bytes(16)
if kind in ("rows", "text"):
    inside = list(entries(number, kind))
    head["count"] = len(inside)
    frame = pack(y.entries_encode(inside, head))
else:
    frame = zeros(64 << 20 if kind == "zeros" else 8 << 30, {"zeros": 64 << 20, "big": 8 << 30, "liar": 1000}[kind])
y.zstd_raw = lambda _: frame
out.write_bytes(y.seal(secret[:32], b"bomb", **head))
