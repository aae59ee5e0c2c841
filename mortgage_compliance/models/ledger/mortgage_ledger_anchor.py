import os
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, config

EMAIL = "mortgage_compliance.anchor_email"
# Only whoever runs the server says where files may be written.
FOLDER = "mortgage_anchor_dir"
FILE = "mortgage-anchors.txt"
WORD = "mortgage-anchor"
FORMAT = "1"


class MortgageLedgerAnchor(models.Model):
    """The root of the chain on a day, deposited where the database has no hand.

    Whoever rewrites the whole record, seals and all, cannot rewrite that.
    """

    _name = "mortgage.ledger.anchor"
    _description = "Anchor of the record"
    _log_access = False
    _order = "id desc"
    _rec_name = "line"

    at = fields.Datetime("Deposited", required=True, readonly=True)
    position = fields.Integer("Entries", required=True, readonly=True)
    root = fields.Char(required=True, readonly=True)
    line = fields.Char("Anchor line", required=True, readonly=True)
    email = fields.Char("Mailed to", readonly=True)
    in_file = fields.Boolean("In the file", readonly=True)

    def init(self):
        self.env["mortgage.ledger.entry"]._refuse_changes(self._table)
        return super().init()

    # A deposit is made by the cron and stays.
    # pylint: disable=method-required-super

    def write(self, vals):
        raise UserError(self.env._("Nobody changes an anchor."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Nobody deletes an anchor."))

    @api.model
    def _places(self):
        """Return the email address and the folder that anchors go to, where set."""
        email = self.env["ir.config_parameter"].sudo().get_param(EMAIL) or ""
        return email.strip(), str(config.get(FOLDER) or "").strip()

    @api.model
    def _cron_anchor(self):
        """Deposit the root of the chain, if it went on since the last time."""
        email, folder = self._places()
        last = self.env["mortgage.ledger.seal"].search([], limit=1)
        before = self.search([], limit=1)
        if not (email or folder) or not last or before.position == last.position:
            return
        self._deposit(last.position, self._root_at(last.position), email, folder)

    @api.model
    def _deposit(self, position, root, email, folder):
        now = fields.Datetime.now()
        line = " ".join(
            [WORD, FORMAT, self._database(), str(now.date()), str(position), root]
        )
        in_file = bool(folder)
        if in_file:
            _append_line(Path(folder) / FILE, line)
        if email:
            self._mail(email, line, now)
        anchor = self.create(
            {
                "at": now,
                "position": position,
                "root": root,
                "line": line,
                "email": email,
                "in_file": in_file,
            }
        )
        self.env["mortgage.ledger.entry"]._append(
            [
                {
                    "event": "anchor",
                    "res_model": self._name,
                    "res_id": anchor.id,
                    "payload": {
                        "position": position,
                        "root": root,
                        "mailed": bool(email),
                        "in_file": in_file,
                    },
                }
            ]
        )
        return anchor

    @api.model
    def _mail(self, email, line, now):
        company = self.env.company
        self.env["mail.mail"].create(
            {
                "email_from": company.email_formatted or self.env.user.email_formatted,
                "email_to": email,
                "subject": self.env._("Anchor of the record, %s", now.date()),
                "body_html": f"<p>{line}</p>",
            }
        )

    @api.model
    def _database(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    @api.model
    def _root_at(self, position):
        """Return the chained root after ``position`` entries, or an empty text."""
        rows = self.env.execute_query(
            SQL(
                "SELECT root FROM mortgage_ledger_seal WHERE position = %s",
                position,
            )
        )
        return bytes(rows[0][0]).hex() if rows else ""

    def _is_passed(self):
        """Return whether the chain passes through this anchor."""
        return self._root_at(self.position) == self.root

    @api.model
    def _judge_line(self, text):
        """Return whether the chain passes through the line ``text``, and in words why
        or why not."""
        words = (text or "").split()
        if len(words) != 6 or words[:2] != [WORD, FORMAT] or not words[4].isdigit():
            return False, self.env._(
                "This is no anchor line. It begins with “%(word)s %(format)s” and has"
                " six words: paste it whole, from the mail or the file.",
                word=WORD,
                format=FORMAT,
            )
        _word, _format, database, day, position, root = words
        if database != self._database():
            return False, self.env._("This line is of another database: %s", database)
        found = self._root_at(int(position))
        if not found:
            return False, self.env._(
                "On %(day)s the record had %(position)s entries; it has fewer now.",
                day=day,
                position=position,
            )
        if found != root.lower():
            return False, self.env._(
                "Of the first %(position)s entries at least one is not what it was on"
                " %(day)s. Check the record: if the chain itself is whole, it was"
                " written anew.",
                day=day,
                position=position,
            )
        return True, self.env._(
            "The first %(position)s entries are the ones of %(day)s, in their order.",
            day=day,
            position=position,
        )


def _append_line(path, line):
    """Append ``line`` so that it is on the disk before anything else happens."""
    with path.open("a", encoding="ascii") as target:
        target.write(f"{line}\n")
        target.flush()
        os.fsync(target.fileno())
