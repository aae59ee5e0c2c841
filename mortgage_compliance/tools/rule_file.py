"""Reads rules that were taken out as CSV and come back (no ORM)."""

import csv
from datetime import date, datetime
from io import StringIO

TRUE, FALSE = ("1", "yes", "true", "x"), ("", "0", "no", "false")


def read(text, columns, key):
    """Return ``([(line number, {column: cell})], faults)``.

    A fault is ``(line number, code, what)``. Empty lines and columns of no name are
    passed over.
    """
    text = text.replace("\x00", "").lstrip("\ufeff")
    if not text.strip():
        return [], [(1, "empty", "")]
    head = text.lstrip().splitlines()[0]
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=max(",;\t", key=head.count)
    )
    lines, faults = [], []
    try:
        names = [name.strip() for name in next(reader)]
        faults += [
            (1, "column", name) for name in names if name and name not in columns
        ]
        faults += [(1, "key", name) for name in key if name not in names]
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if any(cell.strip() for cell in cells[len(names) :]):
                faults.append((reader.line_num, "cells", ""))
            told = zip(names, cells, strict=False)
            lines.append(
                (reader.line_num, {name: cell.strip() for name, cell in told if name})
            )
    except csv.Error as error:
        faults.append((reader.line_num, "broken", str(error)))
    return lines, faults


def value(kind, cell):
    """Return a cell as a field of this kind holds it; a ValueError if it cannot.

    >>> value("float", "08:30"), value("boolean", "yes"), value("integer", "")
    (8.5, True, 0)
    """
    if kind == "boolean":
        if cell.lower() not in TRUE + FALSE:
            raise ValueError(cell)
        return cell.lower() in TRUE
    if kind == "float":
        return _hours(cell)
    if kind == "integer":
        return int(cell or 0)
    if kind == "monetary":
        return float(cell.replace(",", "") or 0)
    if kind == "date":
        return date.fromisoformat(cell) if cell else False
    if kind == "datetime":
        return datetime.fromisoformat(cell) if cell else False
    return cell.replace("\r\n", "\n") or False


def clock(hours):
    """Return 8.5 as ``08:30``; midnight at either end of nothing is empty."""
    return "{:02d}:{:02d}".format(*divmod(round(hours * 60), 60)) if hours else ""


def _hours(cell):
    hour, colon, minute = cell.partition(":")
    if cell and not (colon and hour.isdecimal() and minute.isdecimal()):
        raise ValueError(cell)
    hours, minutes = int(hour or 0), int(minute or 0)
    if minutes > 59 or hours * 60 + minutes > 24 * 60:
        raise ValueError(cell)
    return hours + minutes / 60
