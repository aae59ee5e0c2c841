"""Do-not-call files, line by line (no ORM).

The national registry gives full lists (``area code,number`` or ten digits a line) and
change lists (``area code,number,A or D,date``); states and vendors give much the same.
"""

import gzip
import io
import re
import zipfile
from dataclasses import dataclass

# All of the country's numbers fit; what unpacks to more is no list.
MOST_BYTES = 4 * 2**30
LONGEST_LINE = 400
_SEPARATOR = re.compile(r"[,;\t|]")
_NUMBER = re.compile(r"[2-9]\d{9}")


@dataclass(frozen=True)
class Entry:
    """``change`` is A (added), D (taken off) or "" in a full list; ``number`` is 0 for
    a line that is none."""

    line: int
    number: int
    change: str = ""
    text: str = ""


class Unreadable(ValueError):
    """The file as a whole is no list of numbers."""


def entries(file, start=0):
    """Yield an Entry for each line of a binary ``file`` from line ``start`` + 1 on.

    Plain, gzip or zip (of one file) is told by its first bytes. Raises Unreadable.
    """
    size = 0
    with _unpacked(file) as lines:
        for position, raw in enumerate(iter(lambda: lines.readline(LONGEST_LINE), b"")):
            size += len(raw)
            if size > MOST_BYTES:
                raise Unreadable("too_big")
            if position < start:
                continue
            if position == 0:
                raw = raw.removeprefix(b"\xef\xbb\xbf")
            found = read(position + 1, raw.decode("latin-1"))
            if found:
                yield found


def read(line, text):
    """Return the Entry of one line, None for an empty line or a heading.

    >>> read(1, "850,5550142,A,2026-09-01")
    Entry(line=1, number=8505550142, change='A', text='')
    """
    cells = [cell.strip(' "\r\n\x00') for cell in _SEPARATOR.split(text)]
    digits = re.sub(r"\D", "", cells[0])
    rest = cells[1:]
    if len(digits) == 3 and rest:
        digits += re.sub(r"\D", "", rest.pop(0))
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    if _NUMBER.fullmatch(digits):
        change = rest[0].upper() if rest and rest[0].upper() in ("A", "D") else ""
        return Entry(line, int(digits), change)
    if not any(cells) or (line == 1 and not re.search(r"\d", text)):
        return None
    return Entry(line, 0, text=text.strip()[:60])


def _unpacked(file):
    head = file.read(4)
    file.seek(0)
    try:
        if head.startswith(b"\x1f\x8b"):
            return _Guarded(gzip.GzipFile(fileobj=file))
        if head.startswith(b"PK"):
            archive = zipfile.ZipFile(file)
            names = [name for name in archive.namelist() if not name.endswith("/")]
            if len(names) != 1:
                raise Unreadable("one_file")
            return _Guarded(archive.open(names[0]))
    except zipfile.BadZipFile as error:
        raise Unreadable("broken") from error
    return _Guarded(file)


class _Guarded:
    """Reads lines; a broken archive is Unreadable, wherever it breaks."""

    def __init__(self, file):
        self._file = io.BufferedReader(file, 2**20)

    def readline(self, most):
        try:
            return self._file.readline(most)
        except (OSError, EOFError, zipfile.BadZipFile, ValueError) as error:
            raise Unreadable("broken") from error

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return False
