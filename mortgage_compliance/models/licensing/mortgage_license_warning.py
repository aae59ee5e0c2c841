from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

from ...tools.licenses import STAGES, WEEKLY, warning_stage
from ...tools.places import state_name

# How long after its end a license that nobody renewed is still spoken of.
AFTER_END = timedelta(days=90)


class MortgageLicense(models.Model):
    """Who has to renew a license is told in time, and each time once."""

    _inherit = "mortgage.license"

    # The last warning: about which end, at how many days before it, on which day.
    warned_end = fields.Date(readonly=True, copy=False)
    warned_stage = fields.Integer(readonly=True, copy=False)
    warned_on = fields.Date("Last warned", readonly=True, copy=False)

    @api.model
    def _cron_warn(self):
        """Tell LOs, managers and compliance which licenses end: 90, 30 and 7 days
        before, and each week of the renewal season."""
        warned = self.sudo()._ending()._mark_warned()
        for user, licenses in warned._warned_people().items():
            licenses._warn(user)

    @api.model
    def _ending(self):
        """Return what ends within the longest warning or ended lately, and has no
        successor."""
        now = fields.Datetime.now()
        found = self.search(
            [
                ("valid_to", ">=", now - AFTER_END),
                ("valid_to", "<=", now + timedelta(days=max(STAGES) + 1)),
                ("status", "!=", "revoked"),
                "|",
                ("user_id", "=", False),
                ("user_id.active", "=", True),
            ]
        )
        return found - found._succeeded()

    def _succeeded(self):
        """Return those of ``self`` that another license of the same holder outlasts."""
        others = self.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("state", "in", list(set(self.mapped("state")))),
                ("status", "in", ("approved", "temporary", "federal")),
            ]
        )
        last = {}
        for record in others:
            key = record._holder_key(), record.company_id, record.state
            ends = record.valid_to or fields.Datetime.now() + timedelta(days=36500)
            last[key] = max(last.get(key, ends), ends)
        return self.filtered(
            lambda record: (
                last.get(
                    (record._holder_key(), record.company_id, record.state),
                    record.valid_to,
                )
                > record.valid_to
            )
        )

    def _mark_warned(self):
        """Note on those that are due for a warning that they had it; return them."""
        due = self.browse()
        for record in self:
            zone = record.company_id._mortgage_zone()
            today = fields.Datetime.now().astimezone(zone).date()
            ends = record._last_day(record.valid_to, record.company_id)
            ends += timedelta(days=1)
            stage = warning_stage(
                ends, today, record.warned_end, record.warned_stage, record.warned_on
            )
            if not stage:
                continue
            kept = record.warned_stage if record.warned_end == ends else 0
            record.write(
                {
                    "warned_end": ends,
                    "warned_stage": kept if stage == WEEKLY else stage,
                    "warned_on": today,
                }
            )
            due |= record
        return due

    def _warned_people(self):
        """Return ``{user: the licenses of self that user is told of}``."""
        told = {}
        managers = self._managers()
        for company, licenses in self.grouped("company_id").items():
            people = self.env["mortgage.readiness"].with_company(company)
            officers = people._people("group_compliance")
            for record in licenses:
                for user in officers | managers[record] | record.user_id:
                    told[user] = told.get(user, self.browse()) | record
        return told

    def _managers(self):
        """Hook: return ``{license: who leads its holder}``."""
        people = self.env["mortgage.readiness"]
        leaders = {
            company: people.with_company(company)._people("group_manager")
            for company in self.company_id
        }
        return {record: leaders[record.company_id] for record in self}

    def _warn(self, user):
        """Send ``user`` one note about all of ``self``, the first to end first."""
        lines = [
            Markup("<li>%s</li>") % record._ending_words()
            for record in self.sorted("valid_to")
        ]
        link = f"{self.browse().get_base_url()}/odoo/mortgage-licenses-ending"
        body = Markup("<p>%s</p><ul>%s</ul><p><a href='%s'>%s</a></p>") % (
            self.env._(
                "Renew in time: after the end no lead comes and nothing is sent."
            ),
            Markup("").join(lines),
            link,
            self.env._("Licenses ending"),
        )
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=self.env._("Licenses ending: %s", len(self)),
            body=body,
        )

    def _ending_words(self):
        """Return ``Frank Hall, Texas: ends December 31, 2026``."""
        last = self._last_day(self.valid_to, self.company_id)
        told = {
            "whose": self._holder_name(),
            "state": state_name(self.state),
            "day": format_date(self.env, last, date_format="MMMM d, yyyy"),
        }
        requested = self.status == "renewal_requested"
        if self.valid_to <= fields.Datetime.now():
            return self.env._(
                "%(whose)s, %(state)s: ended %(day)s, not renewed", **told
            )
        if requested:
            return self.env._(
                "%(whose)s, %(state)s: ends %(day)s, renewal requested", **told
            )
        return self.env._("%(whose)s, %(state)s: ends %(day)s", **told)
