"""Reads a body as docs/wfp.md describes it, and prints what it comes to."""
import json, sys

data, at = sys.stdin.buffer.read(), 0

def number():
    global at
    v = shift = 0
    while True:
        b = data[at]
        at += 1
        v |= (b & 127) << shift
        shift += 7
        if b < 128:
            return v

def signed():
    v = number()
    return -(v + 1) // 2 if v & 1 else v // 2

def text():
    global at
    n = number()
    at += n
    assert at <= len(data)
    return data[at - n:at]

def instant():
    return None if number() == 0 else (signed() * 10**9 + number(), signed())

def distinct():
    global at
    n = number()
    size = 1 << 14 if n == 1 else 4 * n
    at += size
    values = data[at - size:at]
    if n == 1:
        return "sketch", sum(values)
    hashes = [values[i:i + 8] for i in range(0, size, 8)]
    assert hashes == sorted(set(hashes))
    return "values", n // 2

def samples():
    bucket, total = 0, 0
    for _ in range(number()):
        bucket += number()
        total += number()
    return total

lines = text().decode().splitlines()
assert lines[0] == "body 1"
keys = [line.split()[1] for line in lines if line.startswith("key ")]
cells = [line.split(" ", 2)[1:] for line in lines if line.startswith("cell ")]
front = text()
sums, rows, last = {}, 0, None
read = {"count": number, "status": number, "holds": number, "numbers": number, "sum": signed, "squares": number,
        "min": signed, "max": signed, "samples": samples, "first": instant, "last": instant, "distinct": distinct}

def row():
    numbers = {}
    for cell in cells:
        kind, name = cell[0], " ".join(cell)
        if kind in ("sum", "squares", "min", "max", "samples") and numbers[cell[1]] == 0:
            continue
        v = read[kind]()
        if kind == "numbers":
            numbers[cell[1]] = v
        if kind == "samples":
            assert v == numbers[cell[1]]
        if v is None:
            continue
        if kind == "min" or kind == "first":
            sums[name] = min(sums.get(name, v), v)
        elif kind == "max":
            sums[name] = max(sums.get(name, v), v)
        elif kind == "last":
            before = sums.get(name, v)
            sums[name] = v if v[0] > before[0] or v[0] == before[0] and v[1] < before[1] else before
        elif kind == "distinct":
            key = name + " " + v[0]
            sums[key] = sums.get(key, 0) + v[1]
        else:
            sums[name] = sums.get(name, 0) + v

while True:
    size = number()
    if size == 0:
        break
    end, key = at + size, b""
    while at < end:
        shared = data[at]
        at += 1
        key = key[:shared] + text()
        assert last is None or last < key
        last = key
        row()
        rows += 1
    assert at == end
assert number() == rows
assert at == len(data)
print(json.dumps({"keys": keys, "rows": rows, "sums": {k: str(v) for k, v in sorted(sums.items())}}))
