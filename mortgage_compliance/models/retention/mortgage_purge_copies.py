import hashlib

from odoo import models
from odoo.tools import SQL


class MortgagePurge(models.Model):
    """With an archived message go its copies: what Odoo's chatter shows of it, the
    words of an answer and of a message filed from outside."""

    _inherit = "mortgage.purge"

    def _take(self, rule, before, going):
        result = super()._take(rule, before, going)
        if going:
            self._take_of_touches([row.touch_id for row in going if row.touch_id])
            hashes = {row.sha256 for row in going}
            self._take_of_answers(hashes, [row.point_id for row in going])
            self._take_of_journal(hashes)
        return result

    def _gone_words(self):
        return self.env._("Removed at the end of its retention.")

    def _take_of_touches(self, touch_ids):
        touches = self.env["mortgage.touch"].browse(touch_ids).exists()
        touches.sms_ids.unlink()
        touches.mail_ids.unlink()
        self._empty(touches.message_id)
        touches.write({"own_subject": False, "own_body": False, "note": False})

    def _empty(self, messages):
        # Odoo leaves files of a message behind; those of templates are not its own.
        files = messages.attachment_ids.filtered(
            lambda file: (
                (file.res_model, file.res_id)
                in {(one.model, one.res_id) for one in messages}
            )
        )
        files.unlink()
        messages.write({"body": self._gone_words(), "subject": False})

    def _take_of_answers(self, hashes, point_ids):
        """The archive has of an answer its words, and nothing that names its record."""
        answers = self.env["mortgage.inbound.message"].search(
            [("point_id", "in", list(filter(None, point_ids))), ("body", "!=", False)]
        )
        answers = answers.filtered(
            lambda one: hashlib.sha256(one.body.encode()).hexdigest() in hashes
        )
        self._empty(answers.message_id)
        answers.write({"body": False})

    def _take_of_journal(self, hashes):
        # Not the ORM: the entry is an integer on an append-only table.
        rows = self.env.execute_query(
            SQL(
                "SELECT journal.id FROM mortgage_journal_message journal"
                " JOIN mortgage_ledger_entry entry ON entry.id = journal.ledger_id"
                " WHERE entry.event = 'journal' AND entry.content_sha256 = ANY(%s)",
                sorted(hashes),
            )
        )
        filed = self.env["mortgage.journal.message"].browse(one for (one,) in rows)
        self._empty(filed.message_id)
        blank = dict.fromkeys(("body", "subject", "parties", "attachment_words"), False)
        filed.write(blank)
