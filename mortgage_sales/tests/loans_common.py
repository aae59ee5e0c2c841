from datetime import timedelta

from odoo import Command, fields

from .common import SalesCase


class LoansCase(SalesCase):
    """The lender with a loan file of maria's borrower and one of frank's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env.user)
        cls.of_maria = cls._lead("Dana Ruiz", user_id=cls.maria.id)
        cls.of_frank = cls._lead("Lee Park", user_id=cls.frank.id)
        cls.loan = cls._loan("24-1001", cls.of_maria)
        cls.other_loan = cls._loan("24-1002", cls.of_frank)

    @classmethod
    def _milestone(cls, code):
        return cls.env.ref(f"mortgage_sales.milestone_{code}")

    @classmethod
    def _stage(cls, name):
        return cls.env.ref(f"mortgage_sales.stage_{name}")

    @classmethod
    def _loan(cls, number, lead, milestone="application", **values):
        return cls.env["mortgage.loan"].create(
            {
                "los": "test",
                "loan_number": number,
                "lead_id": lead.id,
                "milestone_id": cls._milestone(milestone).id,
                "purpose": "purchase",
                "amount": 320000,
                **values,
            }
        )

    @classmethod
    def _in(cls, days):
        return cls.today + timedelta(days=days)

    @classmethod
    def _co_borrower(cls, lead, name):
        partner = cls.env["res.partner"].create({"name": name})
        lead.party_ids = [
            Command.create({"partner_id": partner.id, "role": "co_borrower"})
        ]
