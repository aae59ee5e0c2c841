from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from odoo import api, fields, models

# A mail server tries for five days before it gives a mail up.
BOUNCE_AGE = timedelta(days=7)
# What has been on the wire, whatever became of it.
HAVE_LEFT = ("sent", "delivered", "failed", "in_doubt")


class MortgageTouch(models.Model):
    """What an email owes its reader: a way out that a mail program can offer."""

    _inherit = "mortgage.touch"

    def _mail_headers(self):
        """Add the two ways out of RFC 8058 and RFC 2369, to marketing only.

        One press would otherwise stop the emails about a loan under way; Gmail and
        Yahoo ask for it on marketing, and leave transactional mail alone.
        """
        headers = super()._mail_headers()
        if self.kind == "marketing":
            ways = [self.point_id._unsubscribe_url(), self._unsubscribe_mailto()]
            headers["List-Unsubscribe"] = ", ".join(f"<{way}>" for way in ways if way)
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return headers

    def _unsubscribe_mailto(self):
        """Return the mailto: link of List-Unsubscribe, "" where no mail comes in."""
        catchall = self.company_id.alias_domain_id.catchall_email
        subject = f"unsubscribe {self.point_id._preference_token()}"
        return f"mailto:{catchall}?subject={quote(subject)}" if catchall else ""

    @api.model
    def _mailed_lately(self, addresses):
        """Return the last email to each of ``addresses`` that can still come back."""
        touches = self.sudo().search(
            [
                ("channel", "=", "email"),
                ("state", "in", HAVE_LEFT),
                ("queued_at", ">", fields.Datetime.now() - BOUNCE_AGE),
                ("point_id.kind", "=", "email"),
                ("point_id.value", "in", list(addresses)),
            ],
            order="queued_at desc, id desc",
        )
        return self.union(
            *(group[:1] for group in touches.grouped("point_id").values())
        )

    def _keeps_coming_back(self, rule):
        """Say whether the last emails to this address all came back: as many as
        ``rule`` names, within its period."""
        self.ensure_one()
        since = fields.Datetime.now() - timedelta(hours=rule.period_hours)
        last = self.sudo().search(
            [
                ("channel", "=", "email"),
                ("state", "in", HAVE_LEFT),
                ("point_id", "=", self.point_id.id),
                ("queued_at", ">", since),
            ],
            order="queued_at desc, id desc",
            limit=rule.number,
        )
        came_back = last.filtered(
            lambda touch: "bounced" in touch.event_ids.mapped("type")
        )
        return bool(rule.number) and len(came_back) == rule.number

    def _take_return(self, returned):
        """Learn from what came back: a dead address is not written to again, one that
        takes nothing for long is asked about."""
        for touch in self:
            touch._note_bounce(returned.code)
            if returned.kind == "hard":
                self.env["mortgage.suppression"].sudo()._suppress(
                    touch.point_id.ids, "email", "bounced", returned.code
                )
            else:
                touch._pause_if_it_keeps_coming_back()

    def _note_bounce(self, code):
        if "bounced" not in self.event_ids.mapped("type"):
            self._note_return("bounced", code)

    def _note_return(self, event, note=""):
        """Note what came back for ``self`` that is nobody's word."""
        self.env["mortgage.touch.event"].sudo().create(
            {
                "type": event,
                "touch_id": self.id,
                "point_id": self.point_id.id,
                "channel": "email",
                "res_model": self.res_model,
                "res_id": self.res_id,
                "company_id": self.company_id.id,
                "note": note,
            }
        )

    def _pause_if_it_keeps_coming_back(self):
        """Hold emails to an address that takes none and ask the LO for another."""
        book = self.env["mortgage.contact.policy"]._rulebook()
        now = datetime.now(timezone.utc)
        rule = book.find("bounce.soft", self.company_id.id, now)
        if not rule or not self._keeps_coming_back(rule):
            return
        paused = (
            self.env["mortgage.suppression"]
            .sudo()
            ._suppress(self.point_id.ids, "email", "bouncing", self.error_code or "")
        )
        document = self.env[self.res_model].sudo().browse(self.res_id).exists()
        if paused and hasattr(document, "activity_schedule"):
            document.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._(
                    "Emails to %(address)s keep coming back: ask for another address",
                    address=self.point_id.value,
                ),
                user_id=self.user_id.id or self.env.ref("base.user_root").id,
            )
