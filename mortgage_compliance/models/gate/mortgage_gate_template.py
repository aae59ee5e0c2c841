from odoo import api, models
from odoo.tools import format_date

from ...tools import audience
from ...tools.places import state_name
from ...tools.products import PRODUCTS

DAY = "MMMM d, yyyy"


class MortgageGateTemplate(models.AbstractModel):
    """Automatic messages say approved words only, to whom they were approved for, and
    as long as they are good."""

    _inherit = "mortgage.gate.checks"

    @api.model
    def _check_template(self, cases, book):
        versions = self._versions(cases)
        stopped = {}
        for case in cases:
            rule = book.require("template.approved", case.company_id, case.at)
            if case.request.origin != "automatic" or case.channel == "call":
                continue
            version = versions.get(case.request.version_id)
            reason = self._template_flaw(version, case)
            if reason:
                stopped[case.position] = self._block(case, rule, reason)
        return stopped

    def _template_flaw(self, version, case):
        """Return why these words may not go to this borrower now, empty if they may."""
        if not version:
            return self.env._("This automatic message has no template.")
        return (
            self._approval_flaw(version)
            or self._age_flaw(version, case)
            or self._state_flaw(version, case)
            or self._product_flaw(version, case)
        )

    def _approval_flaw(self, version):
        if version._is_approved():
            return ""
        if version.state == "approved" and version.template_id.active:
            return self.env._(
                "The words of “%(template)s” are not those that were approved",
                template=version.display_name,
            )
        return self.env._(
            "“%(template)s” is not approved", template=version.display_name
        )

    def _age_flaw(self, version, case):
        company = self.env["res.company"].browse(case.company_id)
        today = company._mortgage_today(case.at)
        expires = version.template_id.expires_on
        if expires and expires < today:
            return self.env._(
                "“%(template)s” was to be sent until %(day)s. %(who)s renews it.",
                template=version.display_name,
                day=format_date(self.env, expires, date_format=DAY),
                who=version.template_id.owner_id.name
                or self.env._("A compliance officer"),
            )
        overdue = version.review_ids.filtered(lambda review: review.due_on < today)
        if overdue:
            return self.env._(
                "“%(template)s” was to be read again by %(day)s (%(reason)s). A"
                " compliance officer does so.",
                template=version.display_name,
                day=format_date(self.env, overdue[0].due_on, date_format=DAY),
                reason=overdue[0].reason,
            )
        return ""

    def _state_flaw(self, version, case):
        allowed = audience.shared(
            version.covered_states, version.template_id.audience_states
        )
        if allowed is None:
            return ""
        states = {case.license_state} if case.license_state else set(case.states)
        if states and states <= allowed:
            return ""
        names = {
            "template": version.display_name,
            "states": _names(allowed),
            "state": _names(states - allowed),
        }
        if not allowed:
            return self.env._(
                "“%(template)s” was approved for other states than it is for now",
                **names,
            )
        if not states:
            return self.env._(
                "“%(template)s” is for borrowers in %(states)s, and this borrower's"
                " state is not known",
                **names,
            )
        return self.env._(
            "“%(template)s” is for borrowers in %(states)s, not in %(state)s", **names
        )

    def _product_flaw(self, version, case):
        wanted = {version.covered_product, version.template_id.product} - {False}
        product = case.request.product
        if not wanted or not product or wanted == {product}:
            return ""
        names = dict(PRODUCTS)
        return self.env._(
            "“%(template)s” is for %(wanted)s loans, not for %(product)s",
            template=version.display_name,
            wanted=", ".join(names[name] for name in sorted(wanted)),
            product=names.get(product, product),
        )


def _names(states):
    return ", ".join(map(state_name, sorted(states)))
