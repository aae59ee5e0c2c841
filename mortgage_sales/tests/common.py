from odoo import Command

from odoo.addons.mortgage_compliance.tests.common import ComplianceCase


class SalesCase(ComplianceCase):
    """The lender of ComplianceCase with a mortgage team, a source and a rule."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Mortgage Test Team",
                "is_mortgage": True,
                "mortgage_active": True,
                "user_id": cls.manager.id,
                "company_id": cls.company.id,
                "member_ids": [
                    Command.set((cls.maria | cls.frank | cls.cora).ids),
                ],
            }
        )
        cls.source = cls.env["mortgage.lead.source"].create(
            {
                "name": "Website",
                "code": "website-test",
                "consent_basis": "own_form",
                "team_id": cls.team.id,
            }
        )
        cls.rule = cls.env["mortgage.routing.rule"].create(
            {"name": "Everybody", "team_id": cls.team.id}
        )

    @classmethod
    def _lead(cls, name="Dana Ruiz", state="TX", **values):
        """Return a lead as intake makes it: mortgage team, no owner, own borrower."""
        partner = values.pop("partner", None) or cls._borrower(name)
        return cls.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "partner_id": partner.id,
                "team_id": cls.team.id,
                "user_id": False,
                "loan_purpose": "purchase",
                "property_state": state,
                **values,
            }
        )
