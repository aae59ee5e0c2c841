from odoo.tests import tagged

from .common import SalesCase


@tagged("post_install", "-at_install")
class TestHousehold(SalesCase):
    """Who shares the budget of contacts: co-borrowers and one residence."""

    def _resident(self, number, **values):
        partner = self.env["res.partner"].create(
            {
                "name": "Dana Ruiz",
                "email": f"home{number}@example.com",
                "phone": f"+1713555{number:04}",
                **values,
            }
        )
        partner._mortgage_sync_points()
        return partner

    def _household(self, partner):
        return set(partner._mortgage_relationships()[partner.id].household)

    def _home(self, **values):
        return {"street": "12 Oak Street", "zip": "77002", **values}

    def test_borrower_and_co_borrowers(self):
        dana, lee, sam = (self._resident(number) for number in (2001, 2002, 2003))
        lead = self._lead(partner=dana)
        parties = self.env["mortgage.party"]
        for who, role in ((lee, "co_borrower"), (sam, "buyer_agent")):
            parties.create({"lead_id": lead.id, "partner_id": who.id, "role": role})
        for who in (dana, lee):
            self.assertEqual(self._household(who), {dana.id, lee.id})
        self.assertEqual(self._household(sam), {sam.id})

    def test_one_residence_but_never_one_name(self):
        dana = self._resident(2001, **self._home())
        lee = self._resident(
            2002, **self._home(street="12 oak street", zip="77002-1234")
        )
        for number, other in enumerate(
            (
                self._home(zip="77003"),
                self._home(street="14 Oak Street"),
                self._home(street2="Apt 4"),
                {},
            )
        ):
            self._resident(2010 + number, **other)
        self.assertEqual(self._household(dana), {dana.id, lee.id})

    def test_no_street_is_no_residence(self):
        for number, address in enumerate(
            (
                {"street": "", "zip": "77002"},
                {"street": "TBD", "zip": "77002"},
                {"street": "12 Oak Street", "zip": ""},
            )
        ):
            with self.subTest(address):
                one = self._resident(2020 + 2 * number, **address)
                self._resident(2021 + 2 * number, **address)
                self.assertEqual(self._household(one), {one.id})

    def test_colleagues_and_neighbors_are_no_household(self):
        office = self.env["res.partner"].create(
            {"name": "Acme", "is_company": True, **self._home()}
        )
        staff = [self._resident(2030 + n, parent_id=office.id) for n in range(2)]
        self.assertEqual(self._household(staff[0]), {staff[0].id})
        tower = self._home(street="900 Main Street")
        neighbors = [self._resident(2040 + number, **tower) for number in range(8)]
        self.assertEqual(self._household(neighbors[0]), {neighbors[0].id})

    def test_two_queries_for_any_batch(self):
        people = self.env["res.partner"]
        for number in range(20):
            people |= self._resident(
                2100 + number, **self._home(street=f"{number} Elm")
            )
        costs = []
        for size in (2, 20):
            before = self.env.cr.sql_log_count
            people[:size]._mortgage_households()
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs, [2, 2])
