# SPDX-License-Identifier: Apache-2.0
"""The protocol as a stranger would write it from docs/protocol.md: Python's standard library, and libzstd only to read.

It shares no line with the C sources. make.py writes the test vectors with it; tests/system/stranger_test.sh talks to a hub with it.
"""
import ctypes
import ctypes.util
import datetime
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


def chain_of(entries, previous=bytes(32)):
    for e in entries:
        previous = blake(previous, blake(entry_encode(e)))
    return previous


# --- entries by column -------------------------------------------------------------------------------------------------

MINUTE, DAY, EAST = 60000, 86400000, 8 * 3600000


def signed(v):
    v &= (1 << 64) - 1
    return v - (1 << 64) if v >> 63 else v


def zz(v):
    v = signed(v)
    return varint(v << 1 if v >= 0 else (-v << 1) - 1)


def zz_back(r):
    v = r.varint()
    return v >> 1 if v % 2 == 0 else -(v + 1 >> 1)


def runs(columns):
    out, at = [], 0
    while columns:
        n = 1
        while n < len(columns) and columns[n] == columns[0] + n:
            n += 1
        out.append((columns[0] - at, n))
        at, columns = columns[0] + n, columns[n:]
    return out


def text_put(text):
    b = text.encode() + b"\0"
    return b"\x08" + b if 0 < b[0] <= 8 else b


def columns_encode(entries, first, version):
    """Everything spelled out: a writer may."""
    if not entries:
        return varint(0)
    names = sorted({k for e in entries for k in e["fields"]})
    shapes = []
    for e in entries:
        shape = (e["form"], sorted(names.index(k) for k in e["fields"]))
        if shape not in shapes:
            shapes.append(shape)
    out, ms, before = varint(len(entries)), 0, first
    for e in entries:
        out, before = out + zz(e["id"] - before), e["id"] + 1
    for e in entries:
        out, ms = out + zz((e["at"] >> 16) - ms), e["at"] >> 16
    out += b"".join(varint(e["at"] & 0xffff) for e in entries)
    for e in entries:
        out, version = out + zz(e["version"] - version), e["version"]
    opens = [e["record"] == e["id"] for e in entries]
    out += bytes(0 if o else 3 if e["parents"] else 4 for o, e in zip(opens, entries))
    before = first
    for o, e in zip(opens, entries):
        out, before = out + (b"" if o else zz(e["record"] - before)), e["record"]
    for o, e in zip(opens, entries):
        if not o and e["parents"]:
            out += varint(len(e["parents"]))
            out += b"".join(zz(p - q) for p, q in zip(e["parents"], [e["record"]] + e["parents"]))
    out += b"".join(text_put(e["who"]) for e in entries)
    out += b"".join(varint(shapes.index((e["form"], sorted(names.index(k) for k in e["fields"])))) for e in entries)
    out += varint(len(names)) + b"".join(k.encode() + b"\0" for k in names)
    for form, columns in shapes:
        out += form.encode() + b"\0" + varint(len(columns)) + b"".join(varint(p) + varint(n) for p, n in runs(columns))
    return out + b"".join(text_put(e["fields"][k]) for k in names for e in entries if k in e["fields"])


def text_get(r):
    end = r.data.index(b"\0", r.at)
    return r.bytes(end + 1 - r.at)[:-1].decode()


def next_of(text):
    n = len(text) - len(text.rstrip("0123456789"))
    return text[:len(text) - n] + str(int(text[-n:]) + 1).zfill(n)


def day_text(ms):
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=ms)).strftime("%Y-%m-%d")


def value_get(r, key, above, e, opener):
    how = r.data[r.at]
    if how > 8:
        return text_get(r)
    r.bytes(1)
    ms = (e["at"] >> 16) + EAST
    if how == 0:
        return ""
    if how == 1:
        return above
    if how == 2:
        return next_of(above)
    if how == 3:
        return day_text((ms // DAY + zz_back(r)) * DAY)
    if how == 4:
        ms = (ms // MINUTE + zz_back(r)) * MINUTE
        return f"{day_text(ms)} {ms % DAY // (60 * MINUTE):02}:{ms % (60 * MINUTE) // MINUTE:02}"
    if how == 5:
        return e["who"]
    if how == 6:
        idno = e["fields"][key[:key.rindex(".")] + ".idno"]
        return f"{idno[6:10]}-{idno[10:12]}-{idno[12:14]}" if key.endswith(".birth") else "21"[int(idno[16]) % 2]
    return opener["fields"][key] if how == 7 else text_get(r)


def columns_decode(r, first, version):
    n = r.varint()
    entries, ms, before, last = [{"fields": {}} for _ in range(n)], 0, first, {}
    if not n:
        return entries
    for e in entries:
        e["id"] = signed(before + zz_back(r))
        before = e["id"] + 1
    for e in entries:
        ms += zz_back(r)
        e["at"] = ms << 16
    for e in entries:
        e["at"] |= r.varint()
    for e in entries:
        e["version"] = version = signed(version + zz_back(r))
    links, before = r.bytes(n), first
    for link, e in zip(links, entries):
        e["record"] = before = e["id"] if link == 0 else signed(before + zz_back(r))
    for link, e in zip(links, entries):
        e["parents"] = [last[e["record"]]] if link == 1 else [e["record"]] if link == 2 else []
        at = e["record"]
        for _ in range(r.varint() if link == 3 else 0):
            at = signed(at + zz_back(r))
            e["parents"].append(at)
        last[e["record"]] = e["id"]
    above = ""
    for e in entries:
        e["who"] = above = value_get(r, "", above, {"at": 0, "who": "", "fields": {}}, None)
    shape_of = [r.varint() for _ in entries]
    names = [text_get(r) for _ in range(r.varint())]
    shapes = []
    for _ in range(max(shape_of) + 1):
        form, left, at, columns = text_get(r), r.varint(), 0, []
        while len(columns) < left:
            at += r.varint()
            for _ in range(r.varint()):
                columns.append(at)
                at += 1
        shapes.append((form, set(columns)))
    firsts = {}
    for e in entries:
        firsts.setdefault(e["record"], e)
    for k, key in enumerate(names):
        above = ""
        for e, s in zip(entries, shape_of):
            e["form"] = shapes[s][0]
            if k in shapes[s][1]:
                opener = firsts[e["record"]]
                e["fields"][key] = above = value_get(r, key, above, e, opener if opener is not e else None)
    for e, s in zip(entries, shape_of):
        e["form"] = shapes[s][0]
    return entries


def entries_encode(entries, head):
    return columns_encode(entries, *frame(head)) if entries else b""


def entries_decode(r, head):
    return columns_decode(r, *frame(head)) if r.at < len(r.data) else []


def frame(head):
    hub = head["receiver"] if head["sender"] & 0x1fff else head["sender"]
    return entry_id(head["sender"], head["from"]), entry_id(hub, 1)


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


def zstd_read(data):
    lib = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
    lib.ZSTD_getFrameContentSize.restype = ctypes.c_ulonglong
    lib.ZSTD_decompress.restype = ctypes.c_size_t
    lib.ZSTD_decompress.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]
    size = lib.ZSTD_getFrameContentSize(data, ctypes.c_size_t(len(data)))
    if size > 64 << 20:
        raise ValueError("zstd")
    out = ctypes.create_string_buffer(size + 1)
    if lib.ZSTD_decompress(out, size, data, len(data)) != size:
        raise ValueError("zstd")
    return out.raw[:size]


# --- envelopes -------------------------------------------------------------------------------------------------------

ENTRIES, FIELDS, KIT = 1, 2, 3
MORE, CHAIN, KEY = 1, 2, 4
NUMBERS = ("sender", "receiver", "layout", "flags", "dictionary", "from", "count", "cursor", "past")


def seal(seed, payload, **head):
    packed = zstd_raw(payload)[4:] if payload else b""
    head = {"dictionary": 0, "cursor": 0, "past": 0, "count": 0, "from": 1, **head}
    head["flags"] = (CHAIN if "chain" in head else 0) | (KEY if "key" in head else 0) | head.get("flags", 0)
    header = b"YC\x02" + b"".join(varint(head[k]) for k in NUMBERS) + head.get("chain", b"")[:16] + head.get("key", b"")
    return header + sign(seed, header + blake(packed)) + packed


def open_envelope(data, pub=None):
    """Header as a dict, and the payload. A kit is checked with the key it carries."""
    r = Reader(data)
    if r.bytes(3) != b"YC\x02":
        raise ValueError("no envelope")
    head = {k: r.varint() for k in NUMBERS}
    if head["flags"] & CHAIN:
        head["chain"] = r.bytes(16)
    if head["flags"] & KEY:
        head["key"] = r.bytes(32)
    header = data[:r.at]
    signature, packed = r.bytes(64), r.rest()
    if not verify(pub or head["key"], header + blake(packed), signature):
        raise ValueError("signature")
    if head["dictionary"] or head["past"]:
        raise ValueError("quotes what is not here")
    return head, zstd_read(b"\x28\xb5\x2f\xfd" + packed) if packed else b""


def open_kit(data):
    if data[:7] != b"YCKIT2\n":
        raise ValueError("no kit")
    head, payload = open_envelope(Reader(data[7:]).block())
    r = Reader(payload)
    return head, fields_decode(r), entries_decode(r, head)
