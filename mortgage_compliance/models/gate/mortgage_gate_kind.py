from odoo import api, models

from ...tools.verdict import KINDS


class MortgageGateKind(models.AbstractModel):
    """What kind of contact it is: what sells is marketing, whatever it calls itself."""

    _inherit = "mortgage.gate.checks"

    @api.model
    def _check_kind(self, cases, book):
        return {
            case.position: self._block(
                case,
                book.require("kind", case.company_id, case.at),
                self.env._("It does not say what kind of contact it is."),
            )
            for case in cases
            if case.request.kind not in KINDS
        }

    def _read_kinds(self, cases):
        """Count as marketing what uses the words of a marketing template."""
        named = [
            case
            for case in cases
            if case.request.version_id and case.kind != "marketing"
        ]
        versions = self._versions(named) if named else {}
        for case in named:
            version = versions.get(case.request.version_id)
            if (
                case.kind in KINDS
                and version
                and version.template_id.kind == "marketing"
            ):
                case.kind = "marketing"
