"""The file of an exam export, written so that a stranger can write it again (no ORM).

Members are stored, not compressed, and written to a stream that cannot seek: then the
bytes of the zip follow from the names and contents alone, and ``verify_export.py``
compares every one of them.
"""

import hashlib
import json
import zipfile
from pathlib import Path

PIECE = 1 << 20
MANIFEST = "manifest.json"
LEAVES = "chain/leaves.bin"
ENTRIES = "ledger/entries.jsonl"


def entry_line(position, values):
    """Return a line of ``ledger/entries.jsonl``, with its end.

    ``values`` are those of ``tools.seal.values``.
    """
    line = {"entry": values, "position": position}
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class _Stream:
    """The target as something that cannot seek."""

    def __init__(self, target):
        self._target = target

    def write(self, data):  # pylint: disable=method-required-super
        return self._target.write(data)

    def flush(self):
        self._target.flush()


class ExamZip:
    """Writes members to ``target``, a binary file, and the manifest last."""

    def __init__(self, target):
        self._zip = zipfile.ZipFile(_Stream(target), "w")
        self._files = {}

    def add(self, name, content):
        """Add a member: ``content`` is bytes, or the path of a file on disk."""
        if name in self._files:
            raise ValueError(f"{name} is in the zip already")
        is_bytes = isinstance(content, bytes)
        digest = hashlib.sha256()
        info = zipfile.ZipInfo(name)
        info.create_system = 3
        info.file_size = len(content) if is_bytes else Path(content).stat().st_size
        with self._zip.open(info, "w") as member:
            for piece in [content] if is_bytes else _pieces(content):
                digest.update(piece)
                member.write(piece)
        self._files[name] = digest.hexdigest()

    def close(self, manifest):
        """Write ``manifest``, a dict, with the hash of each member, and finish."""
        told = {**manifest, "files": self._files.copy()}
        text = json.dumps(
            told, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        self.add(MANIFEST, text.encode())
        self._zip.close()


def _pieces(path):
    with open(path, "rb") as source:
        while piece := source.read(PIECE):
            yield piece
