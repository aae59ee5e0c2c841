#!/usr/bin/env python3
"""Check an exam export by yourself: python3 -I -S verify.py EXPORT.zip ["ANCHOR LINE"]

Nothing but Python is needed: no database, no Odoo, nothing of the lender. Each ledger
entry is hashed again and looked up in the chain, the chain is walked to its end, each
message is hashed again, and the file is written again in mind, byte for byte. The
anchor line is what the lender mailed on some day: the chain must pass through it.
"""

import hashlib
import json
import struct
import sys
import zipfile


def check(path, anchor=""):
    """Return what is wrong with the export at ``path``, one line each, or nothing."""
    try:
        return list(_complaints(path, anchor.split()))
    except Exception as error:  # Whatever damaged bytes make a reader do.
        return [f"The zip cannot be read: {error}"]


def _complaints(path, anchor):
    with open(path, "rb") as raw, open(path, "rb") as same, zipfile.ZipFile(path) as z:
        infos = {info.filename: info for info in z.infolist()}
        yield from _wrong_members(raw, infos)
        yield from _wrong_entries(raw, infos, anchor)
        yield from _wrong_bytes(raw, infos, same)


def _pieces(raw, info):
    raw.seek(info.header_offset + 26)
    raw.seek(sum(struct.unpack("<HH", raw.read(4))), 1)
    for start in range(0, info.file_size, 1 << 20):
        yield raw.read(min(1 << 20, info.file_size - start))


def _wrong_members(raw, infos):
    told = json.loads(b"".join(_pieces(raw, infos["manifest.json"])))["files"]
    for name in sorted(told.keys() ^ (infos.keys() - {"manifest.json"})):
        yield f"{name}: it is {'missing' if name in told else 'not in the manifest'}"
    for name in filter(infos.get, told):
        digest = hashlib.sha256()
        for piece in _pieces(raw, infos[name]):
            digest.update(piece)
        stem = name[9:].split(".")[0] if name.startswith("messages/") else told[name]
        if not digest.hexdigest() == told[name] == stem:
            yield f"{name}: it is not what was exported"


def _wrong_entries(raw, infos, anchor):
    manifest = json.loads(b"".join(_pieces(raw, infos["manifest.json"])))
    leaves = b"".join(_pieces(raw, infos["chain/leaves.bin"]))
    roots = [bytes(32)]
    for start in range(0, len(leaves), 32):
        roots.append(hashlib.sha256(roots[-1] + leaves[start : start + 32]).digest())
    ends = [(manifest["positions"], manifest["root"], "the manifest")]
    if anchor:
        ends.append((int(anchor[4]), anchor[5], "the anchor"))
    for end, root, whose in ends:
        if end >= len(roots) or roots[end].hex() != root:
            yield f"chain/leaves.bin: at position {end} it is not the chain of {whose}"
    bodies = {name[9:].split(".")[0] for name in infos if name.startswith("messages/")}
    wanted, purged, count = {}, [], 0
    lines = b"".join(_pieces(raw, infos["ledger/entries.jsonl"])).splitlines()
    for count, line in enumerate(lines, 1):
        try:
            told = json.loads(line)
            entry, position = told["entry"], told["position"]
        except (ValueError, KeyError):
            yield f"ledger/entries.jsonl: line {count} cannot be read"
            continue
        text = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
        leaf = leaves[32 * position - 32 : 32 * position] if position > 0 else b""
        if hashlib.sha256(text).digest() != leaf or line != (
            b'{"entry":%b,"position":%d}' % (text, position)
        ):
            yield f"Ledger entry {entry[0]}, position {position}: not what was sealed"
        wanted[entry[10]] = entry[0]
        purged += [entry[9]] if entry[4] == "purge" else []
    if count != manifest["entries"]:
        yield f"ledger/entries.jsonl: {count} entries, not {manifest['entries']}"
    for sha256 in filter(None, wanted.keys() - bodies):
        if not any(sha256 in payload for payload in purged):
            yield f"Ledger entry {wanted[sha256]}: its message {sha256} is missing"


class _Same:
    """Takes what is written only where the file at hand says the same."""

    def __init__(self, raw):
        self.raw = raw

    def write(self, data):  # pylint: disable=method-required-super
        if self.raw.read(len(data)) != bytes(data):
            raise ValueError("changed")
        return len(data)

    def flush(self):
        pass


def _wrong_bytes(raw, infos, same):
    name = "The list of members at the end of the zip"
    try:
        with zipfile.ZipFile(_Same(same), "w") as again:
            for name, info in infos.items():
                member = zipfile.ZipInfo(name)
                member.create_system, member.file_size = 3, info.file_size
                with again.open(member, "w") as copy:
                    for piece in _pieces(raw, info):
                        copy.write(piece)
            name = "The list of members at the end of the zip"
        if same.read(1):
            raise ValueError("longer")
    except ValueError as error:
        yield f"{name}: the bytes of the zip were {error}"


if __name__ == "__main__":
    wrong = check(sys.argv[1], " ".join(sys.argv[2:]))
    told = "\n".join(wrong) or "OK: every message and every ledger entry is as sealed."
    sys.stdout.write(f"{told}\n")
    sys.exit(1 if wrong else 0)
