import logging

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_domain_extract

from ...tools import mail_domain

_logger = logging.getLogger(__name__)

RESOLVER = "mortgage_compliance.resolver"
STATES = [
    ("ok", "Set up"),
    ("weak", "Could be better"),
    ("missing", "Missing"),
    ("unknown", "Not checked"),
]
PARTS = ("spf", "dkim", "dmarc")


class MortgageMailDomain(models.Model):
    """A domain that stands in From of a company's emails, and what the DNS says of it.

    Looked up by a daily cron and never while somebody waits for a page.
    """

    _name = "mortgage.mail.domain"
    _description = "Domain that emails come from"
    _order = "name"

    name = fields.Char("Domain", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    bounce_domain = fields.Char("Bounces go to", readonly=True)
    dkim_selectors = fields.Char(
        "DKIM selectors",
        help="As your mail provider names them, such as “google” or “s1 s2”.",
    )
    checked_at = fields.Datetime("Checked", readonly=True)
    spf = fields.Selection(STATES, "SPF", readonly=True, default="unknown")
    dkim = fields.Selection(STATES, "DKIM", readonly=True, default="unknown")
    dmarc = fields.Selection(STATES, "DMARC", readonly=True, default="unknown")
    spf_code = fields.Char(readonly=True)
    dkim_code = fields.Char(readonly=True)
    dmarc_code = fields.Char(readonly=True)
    spf_record = fields.Char("SPF record", readonly=True)
    dkim_record = fields.Char("DKIM record", readonly=True)
    dmarc_record = fields.Char("DMARC record", readonly=True)
    advice = fields.Text("To do", compute="_compute_advice")

    _name_uniq = models.Constraint(
        "UNIQUE(name, company_id)", "This domain is listed already."
    )

    @api.depends("checked_at", *(f"{part}_code" for part in PARTS))
    def _compute_advice(self):
        words = self._code_words()
        for domain in self:
            codes = dict.fromkeys(
                filter(None, (domain[f"{part}_code"] for part in PARTS))
            )
            domain.advice = "\n".join(words[code] for code in codes if code in words)

    @api.model
    def _code_words(self):
        return {
            "no_resolver": self.env._("No resolver answers here: not checked."),
            "spf_none": self.env._("No SPF record: name your mail server in one."),
            "spf_several": self.env._(
                "Several SPF records: receivers ignore them all."
            ),
            "spf_lookups": self.env._("The SPF record asks for more than 10 lookups."),
            "spf_open": self.env._("The SPF record ends without “-all” or “~all”."),
            "dkim_no_selector": self.env._(
                "DKIM: enter the selector that your mail provider gave you."
            ),
            "dkim_none": self.env._("No DKIM key under this selector."),
            "dkim_revoked": self.env._(
                "The DKIM key under this selector is withdrawn."
            ),
            "dmarc_none": self.env._("No DMARC record: “v=DMARC1; p=none” is a start."),
            "dmarc_several": self.env._(
                "Several DMARC records: receivers ignore them all."
            ),
            "dmarc_no_policy": self.env._("The DMARC record has no policy (p=)."),
            "not_aligned": self.env._(
                "Emails come from one domain and bounces go to another: SPF does not"
                " count for DMARC."
            ),
        }

    @api.constrains("dkim_selectors")
    def _check_selectors(self):
        for domain in self:
            for selector in (domain.dkim_selectors or "").split():
                labels = selector.split(".")
                if not all(
                    label
                    and len(label) < 64
                    and label.replace("-", "").replace("_", "").isalnum()
                    for label in labels
                ):
                    raise ValidationError(
                        self.env._(
                            "DKIM selectors: “%(selector)s” is none; write the name"
                            " alone, such as google.",
                            selector=selector,
                        )
                    )

    def write(self, vals):
        result = super().write(vals)
        if "dkim_selectors" in vals:
            self._ask_check()
        return result

    def action_check(self):
        """Have the domains looked up by the cron in the next minute."""
        self.check_access("write")
        self._ask_check()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "It is looked up now; open this again in a minute."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.model
    def _ask_check(self):
        self.env.ref("mortgage_compliance.mortgage_mail_domain_cron").sudo()._trigger()

    @api.model
    def _sync(self):
        """Make a row for each domain that companies' emails come from, and return all
        that are in use."""
        used = self.browse()
        known = {
            (row.company_id, row.name): row for row in self.search([("id", "!=", 0)])
        }
        for company in self.env["res.company"].search([("active", "=", True)]):
            name = self._sending_domain(company)
            if not name:
                continue
            alias_domain = company.alias_domain_id
            values = {
                "bounce_domain": email_domain_extract(alias_domain.bounce_email or "")
                or name
            }
            row = known.get((company, name))
            if not row:
                row = self.create({"name": name, "company_id": company.id, **values})
            elif row.bounce_domain != values["bounce_domain"]:
                row.write(values)
            used |= row
        return used

    @api.model
    def _sending_domain(self, company):
        """Return the domain in From of ``company``'s emails, "" where there is none."""
        address = company.alias_domain_id.default_from_email or company.email or ""
        return (email_domain_extract(address) or "").lower()

    @api.model
    def _cron_check(self):
        """Look every domain up and note what was found, with the date."""
        domains = self.sudo()._sync()
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(domains))
        server = self.env["ir.config_parameter"].sudo().get_param(RESOLVER) or ""
        asked = mail_domain.resolver(server)
        for domain in domains:
            domain._look_up(asked)
            commit(1)

    def _look_up(self, asked):
        findings = mail_domain.check(
            self.name,
            self.bounce_domain or self.name,
            (self.dkim_selectors or "").split(),
            asked,
        )
        values = {"checked_at": fields.Datetime.now()}
        for part, finding in findings.items():
            values |= {
                part: finding.state,
                f"{part}_code": finding.code,
                f"{part}_record": finding.record,
            }
        self.write(values)
