import csv
from io import StringIO

from psycopg2 import IntegrityError

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ...tools import rule_file

# More than that nobody reads; the rest shows once these are mended.
MOST_FAULTS = 50


class MortgageRuleFile(models.AbstractModel):
    """Rows that compliance takes out as CSV, edits and brings back.

    What comes back as it was changes nothing; a file with one bad line changes nothing
    either. A model that inherits this names its columns and its key.
    """

    _name = "mortgage.rule.file"
    _description = "Rules as a file"

    @api.model
    def _file_columns(self):
        """Return the names of the fields in the file, in order."""
        raise NotImplementedError

    @api.model
    def _file_key(self):
        """Return the fields by which a line finds its record."""
        raise NotImplementedError

    @api.model
    def _file_needs(self):
        """Return the columns no file does without; no company means the usual one."""
        return [name for name in self._file_key() if name != "company_id"]

    @api.model
    def _file_records(self):
        """Return the records of the file, the one that counts last of a key."""
        return self.search([("id", "!=", False)])

    @api.model
    def _export_csv(self):
        """Return the rows as the text of a CSV file."""
        self.check_access("read")
        columns = self._file_columns()
        text = StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows(
            [record._file_cell(name) for name in columns]
            for record in self._file_records()
        )
        return text.getvalue()

    @api.model
    def _import_csv(self, text):
        """Bring the rows to those of a file, all or nothing.

        Returns how many are ``new``, ``changed`` and ``unchanged``; a ValidationError
        names every bad line with its field and what to write instead.
        """
        self.check_access("write")
        lines, faults = rule_file.read(text, self._file_columns(), self._file_needs())
        faults = [self._fault_words(*fault) for fault in faults]
        rows = []
        for number, cells in lines:
            values = {}
            for name, cell in cells.items():
                try:
                    values[name] = self._file_value(name, cell)
                except ValueError as error:
                    faults.append(self._line_words(number, name, str(error)))
            rows.append((number, values))
        if faults:
            self._refuse_file(faults)
        with self.env.cr.savepoint():
            counted, faults = self._apply_rows(rows)
            if faults:
                self._refuse_file(faults)
        return counted

    def _apply_rows(self, rows):
        known = {record._file_mark(): record for record in self._file_records()}
        counted, faults, seen = {"new": 0, "changed": 0, "unchanged": 0}, [], {}
        for number, values in rows:
            mark = self.new(values)._file_mark()
            if mark in seen:
                faults.append(
                    self.env._(
                        "Line %(line)s: the same row as line %(other)s. Keep one.",
                        line=number,
                        other=seen[mark],
                    )
                )
                continue
            seen[mark] = number
            try:
                with self.env.cr.savepoint():
                    counted[self._apply_row(known.get(mark), values)] += 1
            except (UserError, IntegrityError) as error:
                words = error.args[0] if isinstance(error, UserError) else str(error)
                faults.append(
                    self.env._(
                        "Line %(line)s: %(what)s", line=number, what=words.strip()
                    )
                )
        return counted, faults

    def _apply_row(self, record, values):
        """Write one line and say what it was."""
        if not record:
            self.create([values])
            return "new"
        changed = {
            name: value
            for name, value in values.items()
            if record._file_cell(name) != self.new({name: value})._file_cell(name)
        }
        if not changed:
            return "unchanged"
        record.write(changed)
        return "changed"

    def _file_mark(self):
        """Return what a line and its record have in common."""
        return tuple(self._file_cell(name) for name in self._file_key())

    def _file_cell(self, name):
        """Return a field as the file has it."""
        field, value = self._fields[name], self[name]
        if field.type == "many2one":
            return value.sudo().name or ""
        if field.type == "boolean":
            return "1" if value else "0"
        if field.type == "float":
            return rule_file.clock(value)
        if field.type in ("integer", "monetary"):
            return f"{value:.15g}" if value else ""
        if field.type in ("date", "datetime"):
            return field.to_string(value) if value else ""
        # As a cell comes back: spreadsheets change the ends of lines.
        return (value or "").replace("\r\n", "\n").strip()

    @api.model
    def _file_value(self, name, cell):
        """Return a cell as the field has it; a ValueError says what to write."""
        field = self._fields[name]
        if not cell and field.required and field.default:
            return field.default(self) if callable(field.default) else field.default
        if not cell and field.required:
            raise ValueError(self.env._("is empty: fill it in."))
        if field.type == "many2one":
            return self._file_company(cell)
        if field.type == "selection":
            return self._file_choice(field, cell)
        example = {
            "boolean": "1, 0",
            "float": "09:00",
            "integer": "24",
            "monetary": "10000",
            "date": "2027-02-09",
            "datetime": "2027-02-09 06:00:00",
        }.get(field.type)
        try:
            return rule_file.value(field.type, cell)
        except ValueError:
            raise ValueError(
                self.env._(
                    "“%(cell)s” cannot be read: write it as %(example)s.",
                    cell=cell,
                    example=example,
                )
            ) from None

    def _file_company(self, cell):
        company = self.env.companies.filtered(lambda one: one.name == cell)
        if cell and len(company) != 1:
            raise ValueError(
                self.env._(
                    "“%(cell)s” is none of your companies: write %(known)s.",
                    cell=cell,
                    known=", ".join(self.env.companies.mapped("name")),
                )
            )
        return company.id

    def _file_choice(self, field, cell):
        codes = field.get_values(self.env)
        if cell and cell not in codes:
            raise ValueError(
                self.env._(
                    "“%(cell)s” is unknown: write one of %(known)s.",
                    cell=cell,
                    known=", ".join(codes),
                )
            )
        return cell or False

    def _line_words(self, line, name, what):
        return self.env._(
            "Line %(line)s, %(field)s: %(what)s", line=line, field=name, what=what
        )

    def _fault_words(self, line, code, what):
        return {
            "empty": self.env._("The file is empty: export one and change it."),
            "column": self.env._(
                "Line 1: column “%(what)s” is unknown: known are %(known)s.",
                what=what,
                known=", ".join(self._file_columns()),
            ),
            "key": self.env._("Line 1: add the column %s.", what),
            "cells": self.env._(
                "Line %(line)s: it has more cells than line 1 has columns: put words"
                " with commas in quotes.",
                line=line,
            ),
            "broken": self.env._(
                "The file cannot be read as CSV (%s): save it as CSV UTF-8.", what
            ),
        }[code]

    def _refuse_file(self, faults):
        shown = faults[:MOST_FAULTS]
        if len(faults) > MOST_FAULTS:
            shown.append(self.env._("and %s more", len(faults) - MOST_FAULTS))
        raise ValidationError(
            self.env._("Nothing was changed.") + "\n" + "\n".join(shown)
        )
