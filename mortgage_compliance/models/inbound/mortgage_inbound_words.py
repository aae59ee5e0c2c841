import logging
from datetime import timedelta

from odoo import fields, models

_logger = logging.getLogger(__name__)

# A machine at the other end would ask for help forever.
HELP_PAUSE = timedelta(minutes=5)
CHANNEL_SCOPES = {"sms": "phone", "email": "email"}


class MortgageInboundMessage(models.Model):
    """Does what a borrower's words ask for."""

    _inherit = "mortgage.inbound.message"

    def _obey(self, confirmed=False):
        """Act on the meaning; ``confirmed`` when Twilio has answered the keyword."""
        scope = CHANNEL_SCOPES[self.channel]
        if self.meaning == "opt_out":
            self._revoke(scope, confirmed)
        elif self.meaning == "opt_out_all":
            self._revoke("all", confirmed)
        elif self.meaning == "wrong_number":
            self._reachable_point()._opt_out(scope, "wrong_number", self.body)
        elif self.meaning == "doubt":
            self._hold_for_review()
        elif self.meaning == "opt_in" and self.channel == "sms":
            self._start_again(confirmed)
        elif self.meaning == "help" and self.channel == "sms" and not confirmed:
            self._help()

    def _reachable_point(self):
        """Return the point, made now for a stranger: an opt-out counts for anyone."""
        if not self.point_id and self._address():
            points = self.env["mortgage.contact.point"]
            (point_id,) = points._upsert([self._address()]).values()
            self.point_id = points.browse(point_id)
        return self.point_id

    def _revoke(self, scope, confirmed=False):
        points = self._reachable_point()
        if not points:
            return
        if scope == "all":
            points = points._of_the_same_people()
        reason = "stop" if self.channel == "sms" else "unsubscribed"
        news = points._opt_out(scope, reason, self.body)
        self._note_event("opted_out")
        self.env["mortgage.ledger.entry"]._append(
            [self._ledger_values("revocation", scope=scope)]
        )
        if self.channel == "sms" and news and not confirmed:
            self._confirm("stop_confirm_sms")

    def _start_again(self, confirmed):
        self._close_reviews(self.point_id)
        self.env["mortgage.suppression"].sudo()._lift(
            self.point_id.ids, "phone", self.body
        )
        self._note_event("opted_in")
        if not confirmed:
            self._confirm("start_confirm_sms")

    def _help(self):
        lately = self.sudo().search_count(
            [
                ("id", "!=", self.id),
                ("point_id", "=", self.point_id.id),
                ("meaning", "=", "help"),
                ("at", ">", fields.Datetime.now() - HELP_PAUSE),
            ]
        )
        if not lately:
            self._confirm("help_sms")

    def _confirm(self, code):
        """Answer a keyword with its one text, which passes the opt-out it confirms."""
        document = self._document()
        templates = self.env["mortgage.template"].sudo()
        template = templates._by_codes([code], self.company_id.id).get(code)
        lang = self._facts().get("lang") or self._partner().lang or ""
        version = template and templates._current_versions(template, [lang]).get(
            (template.id, lang)
        )
        if document is None or not version:
            _logger.info("No approved %s or nobody to send it to", code)
            return
        now = fields.Datetime.now()
        self.env["mortgage.touch"]._plan(
            [
                {
                    "res_model": document._name,
                    "res_id": document.id,
                    "partner_id": self._partner().id,
                    "point_id": self.point_id.id,
                    "channel": "sms",
                    "kind": "transactional",
                    "template_version_id": version.id,
                    "user_id": self._facts().get("user_id"),
                    "company_id": self.company_id.id,
                    "priority": 1,
                    "due_at": now,
                    "confirms_at": now,
                }
            ]
        )
