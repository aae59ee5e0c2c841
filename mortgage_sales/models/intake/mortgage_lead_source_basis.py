from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.mortgage_compliance.models.caller import check_caller

# What compliance signs: a change of any of it is a change of what was signed.
TERMS = {
    *("consent_basis", "names_seller", "vendor_consent_text", "company_id"),
    *("form_consent_text", "form_consent_version"),
}
SIGNATURE = {"basis_signed_at", "basis_signed_by_id"}


class MortgageLeadSource(models.Model):
    """On what basis the leads of a source may be called and texted, and who said so."""

    _inherit = "mortgage.lead.source"

    vendor_consent_text = fields.Text(
        "What their form says",
        tracking=True,
        help="The consent text word for word, as the borrower sees it on the vendor's"
        " page.",
    )
    basis_signed_at = fields.Datetime(
        "Basis signed off", readonly=True, copy=False, tracking=True
    )
    basis_signed_by_id = fields.Many2one(
        "res.users", "Signed off by", readonly=True, copy=False, tracking=True
    )
    basis_missing = fields.Boolean(compute="_compute_basis_missing")

    @api.depends("consent_basis", "basis_signed_at")
    def _compute_basis_missing(self):
        for source in self:
            bought = source.consent_basis == "vendor_form"
            source.basis_missing = bought and not source.basis_signed_at

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_signature(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_signature(vals)
        unsigns = self.filtered(
            lambda source: source.basis_signed_at and source._changes_terms(vals)
        )
        result = super().write(vals)
        if unsigns:
            unsigns._set_signature(False, False)
        return result

    def action_sign_basis(self):
        """Say as compliance that these sources' leads may be called and texted."""
        check_caller(self.env, ("group_compliance",), self.env._("sign off a source"))
        self.check_access("read")
        for source in self:
            source._check_signable()
        self._set_signature(fields.Datetime.now(), self.env.uid)
        self.env["mortgage.touch"].sudo()._release(
            ["consent.basis"], self.company_id.ids
        )

    def action_withdraw_basis(self):
        """Take the signature back: what sells waits again."""
        check_caller(self.env, ("group_compliance",), self.env._("sign off a source"))
        self.check_access("read")
        self._set_signature(False, False)

    def _check_signable(self):
        if self.names_seller and not self.vendor_consent_text:
            raise UserError(
                self.env._(
                    "%(name)s, “What their form says”: paste the consent text that"
                    " names us, word for word.",
                    name=self.name,
                )
            )

    def _changes_terms(self, vals):
        return any(
            self._fields[name].convert_to_write(self[name], self) != vals[name]
            for name in TERMS & vals.keys()
        )

    def _set_signature(self, at, user_id):
        """Put the signature on, past the guard that keeps it from everybody else."""
        self.sudo().with_context(mortgage_signing_basis=True).write(
            {"basis_signed_at": at, "basis_signed_by_id": user_id}
        )
        self._log_signature(at)

    def _refuse_signature(self, vals):
        if SIGNATURE & vals.keys() and not (
            self.env.su and self.env.context.get("mortgage_signing_basis")
        ):
            raise AccessError(
                self.env._("Compliance signs the basis of a source off, nobody else.")
            )

    def _log_signature(self, at):
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "approval",
                    "res_model": source._name,
                    "res_id": source.id,
                    "company_id": source.company_id.id,
                    "payload": {
                        "what": "consent basis",
                        "signed": bool(at),
                        "source": source.code,
                        "basis": source.consent_basis,
                        "names_seller": source.names_seller,
                        "text": source.vendor_consent_text or "",
                    },
                }
                for source in self
            ]
        )
