# SPDX-License-Identifier: Apache-2.0
"""The protocol as a stranger would write it from docs/protocol.md: Python's standard library, and libzstd only to read.

It shares no line with the C sources. make.py writes the test vectors with it; tests/system/stranger_test.sh talks to a hub with it.
"""
import ctypes
import ctypes.util
import hashlib

# --- Ed25519 (RFC 8032, section 6), slow and plain -------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P)
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * I % P
    if (x * x - x2) % P:
        raise ValueError("not a point")
    return P - x if x & 1 != sign else x


GY = 4 * pow(5, P - 2, P) % P
GX = recover_x(GY, 0)
G = (GX, GY, 1, GX * GY % P)


def add(a, b):
    aa, bb = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    cc, dd = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = bb - aa, dd - cc, dd + cc, bb + aa
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
    out = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = add(out, point)
        point, n = add(point, point), n >> 1
    return out


def pack(point):
    z = pow(point[2], P - 2, P)
    x, y = point[0] * z % P, point[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def unpack(b):
    v = int.from_bytes(b, "little")
    y = v & ((1 << 255) - 1)
    x = recover_x(y, v >> 255)
    return x, y, 1, x * y % P


def sha512_int(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def expand(seed):
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little") & ((1 << 254) - 8) | (1 << 254)
    return a, h[32:]


def public_key(seed):
    return pack(times(expand(seed)[0], G))


def sign(seed, message):
    a, prefix = expand(seed)
    pub = pack(times(a, G))
    r = sha512_int(prefix, message) % L
    rs = pack(times(r, G))
    s = (r + sha512_int(rs, pub, message) % L * a) % L
    return rs + s.to_bytes(32, "little")


def verify(pub, message, signature):
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    left = times(s, G)
    right = add(unpack(signature[:32]), times(sha512_int(signature[:32], pub, message) % L, unpack(pub)))
    return pack(left) == pack(right)


# --- bytes -----------------------------------------------------------------------------------------------------------

def blake(*parts):
    return hashlib.blake2b(b"".join(parts), digest_size=32).digest()


def varint(v):
    out = b""
    while v >= 0x80:
        out, v = out + bytes([v & 0x7f | 0x80]), v >> 7
    return out + bytes([v])


def block(b):
    if isinstance(b, str):
        b = b.encode()
    return varint(len(b)) + b


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def bytes(self, n):
        if self.at + n > len(self.data):
            raise ValueError("cut")
        self.at += n
        return self.data[self.at - n:self.at]

    def varint(self):
        v = shift = 0
        while True:
            b = self.bytes(1)[0]
            v |= (b & 0x7f) << shift
            shift += 7
            if b < 0x80:
                return v

    def block(self):
        return self.bytes(self.varint())

    def rest(self):
        return self.bytes(len(self.data) - self.at)


# --- fields and entries ----------------------------------------------------------------------------------------------

def fields_encode(fields):
    items = sorted((k.encode(), v.encode()) for k, v in fields.items())
    return varint(len(items)) + b"".join(block(k) + block(v) for k, v in items)


def fields_decode(r):
    return {r.block().decode(): r.block().decode() for _ in range(r.varint())}


def entry_id(station, seq):
    return station << 32 | seq


def entry_encode(e):
    return (varint(e["id"]) + varint(e["at"]) + varint(e["record"]) + varint(e["version"]) + block(e["who"]) + block(e["form"]) +
            varint(len(e["parents"])) + b"".join(varint(p) for p in e["parents"]) + fields_encode(e["fields"]))


def entry_decode(b):
    r = Reader(b)
    e = {k: r.varint() for k in ("id", "at", "record", "version")}
    e["who"], e["form"] = r.block().decode(), r.block().decode()
    e["parents"] = [r.varint() for _ in range(r.varint())]
    e["fields"] = fields_decode(r)
    return e


def entries_encode(entries):
    return varint(len(entries)) + b"".join(block(entry_encode(e)) for e in entries)


def entries_decode(r):
    return [entry_decode(r.block()) for _ in range(r.varint())]


def chain_of(entries, previous=bytes(32)):
    for e in entries:
        previous = blake(previous, blake(entry_encode(e)))
    return previous


# --- zstd: written as frames of raw blocks (RFC 8878), which need no library; read with libzstd -----------------------

def zstd_raw(data):
    out = b"\x28\xb5\x2f\xfd" + b"\xa0" + len(data).to_bytes(4, "little")
    at = 0
    while True:
        piece = data[at:at + 100000]
        at += len(piece)
        last = at >= len(data)
        out += (len(piece) << 3 | last).to_bytes(3, "little") + piece
        if last:
            return out


def zstd_read(data, size):
    lib = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
    lib.ZSTD_decompress.restype = ctypes.c_size_t
    lib.ZSTD_decompress.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]
    out = ctypes.create_string_buffer(size + 1)
    if lib.ZSTD_decompress(out, size, data, len(data)) != size:
        raise ValueError("zstd")
    return out.raw[:size]


# --- envelopes -------------------------------------------------------------------------------------------------------

ENTRIES, FIELDS, KIT = 1, 2, 3
NAMES = ("sender", "receiver", "layout", "dictionary", "from", "to", "cursor", "flags", "raw", "packed")


def seal(seed, payload, chain=bytes(32), **head):
    packed = zstd_raw(payload)
    head = {"dictionary": 0, "cursor": 0, "flags": 0, **head, "raw": len(payload), "packed": len(packed)}
    header = b"YC\x01" + b"".join(varint(head[k]) for k in NAMES) + chain + blake(packed)
    return header + sign(seed, header) + packed


def open_envelope(data, pub=None):
    """Header as a dict, and the payload. A kit is checked with the key it carries."""
    r = Reader(data)
    if r.bytes(3) != b"YC\x01":
        raise ValueError("no envelope")
    head = {k: r.varint() for k in NAMES}
    head["chain"], digest = r.bytes(32), r.bytes(32)
    header = data[:r.at]
    signature, packed = r.bytes(64), r.rest()
    if not verify(pub or head["chain"], header, signature):
        raise ValueError("signature")
    if len(packed) != head["packed"] or blake(packed) != digest:
        raise ValueError("digest")
    return head, zstd_read(packed, head["raw"])


def open_kit(data):
    if data[:7] != b"YCKIT1\n":
        raise ValueError("no kit")
    head, payload = open_envelope(data[7:])
    r = Reader(payload)
    return head, fields_decode(r), entries_decode(r)
