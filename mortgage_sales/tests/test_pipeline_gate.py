from odoo.exceptions import ValidationError
from odoo.tests import tagged, users

from .common import SalesCase

QUESTION = {"channel": "sms", "kind": "transactional", "at": "2026-11-29 03:47:00"}


@tagged("post_install", "-at_install")
class TestPipelineGate(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._lead(user_id=cls.maria.id, property_zip="77002")
        cls.other = cls._lead(
            "Sam Cole",
            partner=cls._borrower("Sam Cole", "sam@example.com", "+13055550102"),
            state="FL",
            user_id=cls.frank.id,
        )
        cls.points = cls.lead.mortgage_point_ids
        cls.env["mortgage.consent"]._record(
            [
                {"point_id": point.id, "level": "pec"}
                for point in cls.points | cls.other.mortgage_point_ids
            ]
        )

    def _check(self, **values):
        (answer,) = self.env["mortgage.gate"].check([{**QUESTION, **values}])
        return answer

    @users("maria")
    def test_a_lead_says_who_where_and_whose(self):
        answer = self._check(lead_id=self.lead.id)
        self.assertEqual(
            (answer["verdict"], answer["hold_until"], answer["rule"]),
            ("hold", "2026-11-29 18:00:00", "window.TX"),
        )

    @users("maria")
    def test_anothers_lead_is_as_if_it_were_not_there(self):
        messages = []
        for lead_id in (self.other.id, 987654321):
            with self.assertRaises(ValidationError) as refused:
                self._check(lead_id=lead_id)
            messages.append(str(refused.exception))
        self.assertEqual(messages[0], messages[1])

    def test_people_see_the_points_and_consents_of_their_own_borrowers(self):
        every = self.points | self.other.mortgage_point_ids
        suppression = self.env["mortgage.suppression"]
        suppression._suppress(every.ids, "all", "internal_dnc")
        for user, seen in [
            (self.maria, self.points),
            (self.frank, self.other.mortgage_point_ids),
            (self.cora, every.browse()),
            (self.manager, every),
            (self.mortgage_admin, every),
            (self.compliance, every),
            (self.assistant, every.browse()),
        ]:
            with self.subTest(user=user.login):
                mine = [("id", "in", every.ids)]
                found = every.with_user(user).search(mine)
                self.assertEqual(found, seen)
                for model in ("mortgage.consent", "mortgage.suppression"):
                    rows = self.env[model].with_user(user)
                    rows = rows.search([("point_id", "in", every.ids)])
                    self.assertEqual(rows.point_id, seen)
