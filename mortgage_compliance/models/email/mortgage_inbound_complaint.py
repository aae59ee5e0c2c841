from odoo import api, fields, models

from ...tools.holidays import next_business_day


class MortgageInboundMessage(models.Model):
    """Readers who pressed "spam": their provider reports it (RFC 5965)."""

    _inherit = "mortgage.inbound.message"

    meaning = fields.Selection(
        selection_add=[("complaint", "Marked as spam")],
        ondelete={"complaint": "set default"},
    )

    @api.model
    def _receive_complaint(self, mail, message_dict, complaint):
        """Stop emails to who complained and tell compliance; False where the mail
        complained about is none of ours."""
        touch, point = self._complained(complaint)
        if not point:
            return False
        company = touch.company_id or self.env.company
        message = self.with_company(company)._keep(
            "email",
            message_dict["message_id"],
            {
                "sender": message_dict.get("email_from"),
                "receiver": message_dict.get("to"),
                "body": self.env._("The mailbox provider reports: %s", complaint.kind),
                "point_id": point.id,
                "touch_id": touch.id,
                "meaning": "complaint",
            },
        )
        if not message:
            return True
        message._file_under(message._find_document())
        point._opt_out("email", "complained", complaint.kind)
        message._note_event("complained")
        self.env["mortgage.ledger.entry"]._append(
            [message._ledger_values("revocation", scope="email")]
        )
        message.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=next_business_day(fields.Date.context_today(message)),
            summary=self.env._("Marked as spam: was this email wanted?"),
            user_id=message._reviewers()[:1].id,
        )
        return True

    @api.model
    def _complained(self, complaint):
        """Return ``(touch, point)`` of the mail complained about: by its Message-Id, by
        the token in it, or by an address that we wrote to lately."""
        touches = self.env["mortgage.touch"]
        touch = touches._by_message_ids(complaint.message_ids)[:1]
        if touch:
            return touch, touch.point_id
        point = self.env["mortgage.contact.point"]._by_token(complaint.token)
        touch = touches._mailed_lately(complaint.addresses)[:1]
        if point:
            return touch if touch.point_id == point else touches, point
        return touch, touch.point_id
