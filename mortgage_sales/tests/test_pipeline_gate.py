from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged, users

from odoo.addons.mortgage_compliance.tools.preferences import Choice

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

    def test_an_officer_writes_down_what_the_own_borrower_wants_to_hear(self):
        changes = self.env["mortgage.preference.change"].with_user(self.maria)
        changes.with_context(default_partner_id=self.lead.partner_id.id).create(
            {"quiet_sun": True, "lang": "es", "method": "call", "note": "On the phone"}
        ).action_save()
        self.assertEqual(
            self.lead._mortgage_contact_facts()[self.lead.id]["lang"][:2], "es"
        )
        told = self.lead.with_user(self.maria).mortgage_permissions
        self.assertIn("no marketing on Sunday", told)
        self.assertIn("recorded by Maria Gomez", told)
        self.assertEqual(told.count("On the phone"), 1)
        with self.assertRaises(UserError):
            changes.with_context(default_partner_id=self.other.partner_id.id).create({})

    def test_people_see_the_points_and_consents_of_their_own_borrowers(self):
        every = self.points | self.other.mortgage_point_ids
        suppression = self.env["mortgage.suppression"]
        suppression._suppress(every.ids, "all", "internal_dnc")
        self.env["mortgage.preference"]._choose(every, Choice(lang="es"), "call")
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
                for model in (
                    "mortgage.consent",
                    "mortgage.suppression",
                    "mortgage.preference",
                ):
                    rows = self.env[model].with_user(user)
                    rows = rows.search([("point_id", "in", every.ids)])
                    self.assertEqual(rows.point_id, seen)
