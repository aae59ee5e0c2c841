import secrets

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from odoo.addons.mortgage_compliance.models.caller import check_caller
from odoo.addons.mortgage_compliance.tools.email import canonical
from odoo.addons.mortgage_compliance.tools.phone import e164

MARK = "test-lead-"
FORESEEN = 6
VERDICTS = {
    "allow": "fa-check text-success",
    "hold": "fa-clock-o text-warning",
    "block": "fa-ban text-danger",
}


class MortgageTestLead(models.TransientModel):
    """Sends a marked inquiry down the real road and says what became of it."""

    _name = "mortgage.test.lead"
    _description = "Send a test lead"

    source_id = fields.Many2one(
        "mortgage.lead.source",
        "Through",
        required=True,
        default=lambda self: self.env["mortgage.lead.source"].search([], limit=1),
    )
    state_id = fields.Many2one(
        "res.country.state",
        "Home in",
        required=True,
        domain="[('country_id.code', '=', 'US')]",
        default=lambda self: self._default_state(),
    )
    email = fields.Char(required=True, default=lambda self: self._default_email())
    phone = fields.Char()
    lead_id = fields.Many2one("crm.lead", readonly=True)
    result = fields.Html(readonly=True, sanitize=False)

    @api.model
    def _default_state(self):
        licensed = self.env["mortgage.license"]._licensed([], self.env.company.ids)
        codes = sorted(licensed["company", self.env.company.id])
        return self.env["res.country.state"].search(
            [("country_id.code", "=", "US"), ("code", "in", codes[:1])], limit=1
        )

    @api.model
    def _default_email(self):
        """Return an address of the user's own mailbox that is no contact's yet."""
        name, at, domain = (self.env.user.email or "").partition("@")
        return f"{name}+{MARK}{secrets.token_hex(2)}@{domain}" if at else ""

    def action_send(self):
        """Submit the test inquiry and show how it went."""
        self.ensure_one()
        self._check_may()
        self._check_address()
        source = self.source_id.sudo()
        [answer] = source.env["mortgage.inquiry"]._submit(source, [self._inquiry()])
        # The plan starts when the transaction ends; the result is shown before that.
        self.env.cr.precommit.run()
        self.lead_id = answer["lead_id"]
        self.result = self._report(answer)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What became of the test lead"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
            "target": "new",
        }

    def action_open_lead(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "views": [[False, "form"]],
        }

    def action_remove(self):
        """Take the test lead away again; what was sent stays on record."""
        self._check_may()
        lead = self.lead_id.sudo()
        if not self._is_test(lead):
            raise AccessError(self.env._("That is no test lead."))
        borrower = lead.partner_id
        lead.unlink()
        if not borrower.user_ids and not borrower.opportunity_ids:
            borrower.active = False
        return {"type": "ir.actions.act_window_close"}

    def _check_may(self):
        check_caller(self.env, ("group_admin",), self.env._("send a test lead"))

    def _is_test(self, lead):
        """Whether nothing but test inquiries made ``lead``: one may also have been
        merged into a borrower's lead."""
        inquiries = lead.inquiry_ids
        return bool(inquiries) and all(
            (inquiry.external_id or "").startswith(MARK) and inquiry.state != "merged"
            for inquiry in inquiries
        )

    def _check_address(self):
        """A test writes to people, and its consent would count for them."""
        values = [canonical(self.email), e164(self.phone or "")]
        points = self.env["mortgage.contact.point"].sudo()
        people = points.search(
            [("value", "in", list(filter(None, values)))]
        ).partner_ids
        leads = people.mortgage_lead_ids
        if any(not self._is_test(lead) for lead in leads):
            raise UserError(
                self.env._(
                    "A borrower has this email or phone. Take one of your own: the test"
                    " lead is written to."
                )
            )

    def _inquiry(self):
        """Return what a web form would post, marked as a test for who reads it."""
        now = fields.Datetime.to_string(fields.Datetime.now())
        company = self.source_id.company_id.sudo().name
        return {
            "external_id": f"{MARK}{secrets.token_hex(8)}",
            "first_name": "TEST",
            "last_name": self.env._("Lead, please ignore"),
            "email": self.email,
            "phone": self.phone or "",
            "loan_purpose": "purchase",
            "loan_amount": "320000",
            "property": {"state": self.state_id.code},
            "comments": self.env._(
                "Test lead of %(who)s: nobody to call.", who=self.env.user.name
            ),
            "consent": {
                "text": self.env._("I agree to get the messages of this test."),
                "at": now,
                "channels": ["sms", "call", "email"],
                "seller": company,
            },
        }

    def _report(self, answer):
        """Return as HTML who got the lead and what the plan will do."""
        lead = self.lead_id.sudo()
        parts = [self._routing_words(answer)]
        plans = lead._mortgage_running_plans()
        if not lead:
            return Markup().join(parts)
        if not plans:
            parts.append(Markup("<p>%s</p>") % self._no_plan_words(lead.team_id))
        for plan in plans:
            rows = plan.cadence_id.preview(plan.cadence_id.id, lead.id)
            parts.append(self._plan_words(plan, rows))
        return Markup().join(parts)

    def _no_plan_words(self, team):
        if not team.mortgage_active:
            return self.env._(
                "No follow-up plan started: follow-up is off for %(team)s.",
                team=team.name,
            )
        return self.env._(
            "No follow-up plan started: no automation rule puts new inquiries on one."
        )

    def _routing_words(self, answer):
        reasons = Markup("<br/>").join(row["text"] for row in answer["reasons"])
        if answer["assigned_to"]:
            words = self.env._("It went to %(officer)s.", officer=answer["assigned_to"])
            icon = "fa-check text-success"
        elif answer["lead_id"]:
            words = self.env._("It waits: no loan officer may own it.")
            icon = "fa-exclamation-triangle text-warning"
        else:
            words = self.env._("It was not taken.")
            icon = "fa-ban text-danger"
        return Markup(
            '<p class="fs-4"><i class="fa %s me-2" aria-hidden="true"></i>%s</p>'
            "<p>%s</p>"
        ) % (icon, words, reasons)

    def _plan_words(self, plan, rows):
        title = self.env._("%(plan)s will do:", plan=plan.cadence_id.display_name)
        channels = dict(
            self.env["mortgage.touch"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        lines = [self._row_words(row, channels) for row in rows[:FORESEEN]]
        more = len(rows) - len(lines)
        if more > 0:
            later = self.env._("and %(more)s more on later days", more=more)
            lines.append(Markup('<li class="text-muted">%s</li>') % later)
        listed = Markup('<ul class="list-unstyled">%s</ul>') % Markup().join(lines)
        return Markup('<p class="fw-bold mb-1">%s</p>%s') % (title, listed)

    def _row_words(self, row, channels):
        can_go = self.env._("can go")
        return Markup(
            '<li><i class="fa %s me-2" aria-hidden="true"></i>%s · %s %s: %s</li>'
        ) % (
            VERDICTS[row["verdict"]],
            format_datetime(self.env, row["due_at"]),
            channels[row["channel"]],
            row["step"] or "",
            row["reason"] or can_go,
        )
