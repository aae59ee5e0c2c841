from odoo.tests import tagged

from .common import ComplianceCase


@tagged("post_install", "-at_install")
class TestContactPoint(ComplianceCase):
    def test_email_and_phone_become_points_email_first(self):
        partner = self.env["res.partner"].create(
            {"name": "Dana", "email": "Dana@Example.com", "phone": "(713) 555-0101"}
        )
        found = partner._mortgage_sync_points()
        points = self.env["mortgage.contact.point"].browse(found[partner.id])
        self.assertEqual(points.mapped("value"), ["dana@example.com", "+17135550101"])
        self.assertEqual(partner.mortgage_point_ids, points)
        self.assertEqual(points.partner_ids, partner)

    def test_a_number_given_up_stays_behind_the_present_one(self):
        partner = self._borrower()
        old = partner.mortgage_point_ids.filtered(lambda point: point.kind == "phone")
        partner.phone = "+17135550102"
        point_ids = partner._mortgage_sync_points()[partner.id]
        values = self.env["mortgage.contact.point"].browse(point_ids).mapped("value")
        self.assertEqual(values, ["dana@example.com", "+17135550102", "+17135550101"])
        self.assertEqual(point_ids[-1], old.id)

    def test_two_people_may_share_a_phone(self):
        first = self._borrower("Dana", "dana@example.com", "+17135550101")
        second = self.env["res.partner"].create(
            {"name": "Sam", "email": "sam@example.com", "phone": "713-555-0101"}
        )
        second._mortgage_sync_points()
        self.assertTrue(first.mortgage_point_ids & second.mortgage_point_ids)

    def test_a_person_without_a_usable_address_has_no_point(self):
        partner = self.env["res.partner"].create(
            {"name": "Nobody", "email": "n/a", "phone": "none"}
        )
        self.assertEqual(partner._mortgage_sync_points(), {partner.id: []})

    def test_sync_costs_the_same_for_two_and_for_twenty(self):
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Borrower {number}",
                    "email": f"borrower{number}@example.com",
                    "phone": f"+1713555{number:04}",
                }
                for number in range(100, 124)
            ]
        )
        partners[:2]._mortgage_sync_points()
        self.env.flush_all()
        for some in (partners[2:4], partners[4:24]):
            self.env.invalidate_all()
            with self.subTest(size=len(some)), self.assertQueryCount(6):
                some._mortgage_sync_points()

    def test_points_survive_a_merge_of_partners(self):
        first = self._borrower("Dana", "dana@example.com", "+17135550101")
        second = self._borrower("Dana R", "dana.r@example.com", "+17135550102")
        points = first.mortgage_point_ids | second.mortgage_point_ids
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((first | second).ids, first)
        self.env.invalidate_all()
        self.assertEqual(first.mortgage_point_ids, points)

    def test_a_point_survives_its_partner(self):
        partner = self._borrower()
        points = partner.mortgage_point_ids
        partner.unlink()
        self.assertEqual(points.exists(), points)
