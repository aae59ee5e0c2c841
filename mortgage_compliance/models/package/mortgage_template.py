import base64
import hashlib
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..caller import check_caller

EXCHANGERS = ("group_compliance", "group_admin")
# A file that lies about is not brought in months later.
DAYS_GOOD = 30
# What of a template travels as it is, beside its code.
TRAVELS = ("name", "channel", "kind", "purpose", "product", "audience_states")


class MortgageTemplate(models.Model):
    """Approved words, ready to be taken to another system."""

    _inherit = "mortgage.template"

    def _export_package(self):
        """Return the approved words of these templates as one signed file."""
        check_caller(self.env, EXCHANGERS, self.env._("export templates"))
        self.check_access("read")
        told = [template._package_values() for template in self]
        empty = [values["name"] for values in told if not values["versions"]]
        if empty or not told:
            raise UserError(
                self.env._(
                    "Only approved words leave, and these have none: %s.",
                    ", ".join(empty),
                )
                if empty
                else self.env._("Choose the templates first.")
            )
        codes = [values["code"] for values in told]
        if len(set(codes)) < len(codes):
            raise UserError(
                self.env._(
                    "Two of these templates have the same code, one for a company and"
                    " one for all. Export them one after the other."
                )
            )
        now = fields.Datetime.now()
        file = self.env["mortgage.signing.key"]._sign(
            {
                "origin": f"{self.env.company.name} ({self.env.cr.dbname})",
                "made_at": fields.Datetime.to_string(now),
                "expires_at": fields.Datetime.to_string(
                    now + timedelta(days=DAYS_GOOD)
                ),
                "lint": self.env["mortgage.template.package"]._lint_version(),
                "templates": told,
            }
        )
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "approval",
                    "res_model": self._name,
                    "payload": {
                        "act": "exported",
                        "templates": codes,
                        "file": hashlib.sha256(file).hexdigest(),
                    },
                }
            ]
        )
        return file

    def _package_values(self):
        self.ensure_one()
        approved = self.sudo().version_ids.filtered(lambda v: v._is_approved())
        return {
            **{name: self[name] or "" for name in TRAVELS},
            "code": self.code,
            "add_footer": self.add_footer,
            "expires_on": fields.Date.to_string(self.expires_on) or "",
            "review_on": fields.Date.to_string(self.review_on) or "",
            "owner": self.sudo().owner_id.name or "",
            "versions": [version._package_values() for version in approved],
        }


class MortgageTemplateVersion(models.Model):
    _inherit = "mortgage.template.version"

    def _package_values(self):
        return {
            "lang": self.lang,
            "number": self.number,
            "subject": self.subject or "",
            "body": self.body,
            "literal_brackets": self.literal_brackets,
            "covered_states": self.covered_states or "",
            "covered_product": self.covered_product or "",
            "sha256": self.content_sha256,
            "authors": ", ".join(self.author_ids.mapped("name")),
            "approved_by": self.approved_by_id.name or "",
            "approved_at": fields.Datetime.to_string(self.approved_at) or "",
            "deputy_for": self.deputy_for_id.name or "",
            "attachments": [
                {
                    "name": file.name,
                    "mimetype": file.mimetype or "",
                    "content": base64.b64encode(file.raw or b"").decode(),
                }
                for file in self.attachment_ids.sorted("id")
            ],
        }
