"""The workbook of an exam export (no ORM): rows in, one .xlsx out."""

import xlsxwriter

# Excel's own limits; the last rows of a sheet stay free.
ROWS = 1_000_000
CHARACTERS = 32_767


class ExamBook:
    """Writes ``path`` row by row, in the memory of one row.

    Texts are cells of text whatever they begin with: nothing that a borrower wrote is
    ever a formula or a link.
    """

    def __init__(self, path, rows=ROWS):
        self._book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._head = self._book.add_format({"bold": True, "bottom": 1})
        self._rows = rows

    def sheet(self, name, columns, rows):
        """Add a sheet, or as many as ``rows`` need: ``columns`` are pairs of title and
        width, a row has a text, number or None for each."""
        number, sheet, at = 1, self._begin(name, columns), 1
        for row in rows:
            if at > self._rows:
                number, at = number + 1, 1
                sheet = self._begin(f"{name} {number}", columns)
            for column, value in enumerate(row):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(at, column, value)
                elif value not in (None, False, ""):
                    sheet.write_string(at, column, _cell(value))
            at += 1

    def close(self):
        """Write the file."""
        self._book.close()

    def _begin(self, name, columns):
        sheet = self._book.add_worksheet(name)
        for column, (title, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, self._head)
        sheet.freeze_panes(1, 0)
        return sheet


def _cell(value):
    text = str(value)
    return text if len(text) <= CHARACTERS else text[: CHARACTERS - 1] + "…"
