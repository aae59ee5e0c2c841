import json
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models.privacy import mortgage_privacy_erasure
from ..tools.privacy import BLANK, DELETE
from .channel_common import ChannelCase

OURS = ("mortgage_compliance", "mortgage_sales", "mortgage_rates")
# Whatever points at one of these is about a person.
ABOUT_PEOPLE = ("res.partner", "mortgage.contact.point", "crm.lead")
# Ours that point at a partner who is no borrower, or hold ids and nothing else.
ABOUT_NOBODY = {"mortgage.branch"}


@tagged("post_install", "-at_install")
class TestPrivacy(ChannelCase):
    """Who asks is verified, told, deleted; what law keeps waits, the opt-out stays."""

    def _request(self, **values):
        return (
            self.env["mortgage.privacy.request"]
            .with_user(self.compliance)
            .create(
                {
                    "requester": "Dana Ruiz, by email",
                    "partner_ids": self.dana.ids,
                    "received_at": "2030-01-18 16:00:00",
                    **values,
                }
            )
        )

    def _step(self, request, step, words="Called back at the number on file."):
        return (
            self.env["mortgage.privacy.step"]
            .with_user(self.compliance)
            .create({"request_id": request.id, "step": step, "words": words})
            .action_take()
        )

    def _erased(self, **values):
        request = self._request(**values)
        self._step(request, "verify")
        request.action_erase()
        self.env["mortgage.privacy.request"]._cron_go_on()
        return request

    def _events(self, request):
        entries = self.env["mortgage.ledger.entry"].search(
            [("event", "=", "privacy"), ("res_id", "=", request.id)], order="id"
        )
        return [json.loads(entry.payload) for entry in entries]

    # The map

    def test_every_stored_model_of_ours_about_people_is_on_the_map(self):
        mapped = {place.model for place in self.env["mortgage.privacy.map"]._places()}
        missing = set()
        for name, cls in self.env.registry.items():
            if cls._abstract or cls._transient or not cls._auto:
                continue
            if cls._original_module not in OURS:
                continue
            links = [
                field.name
                for field in self.env[name]._fields.values()
                if field.store
                and (field.comodel_name in ABOUT_PEOPLE or field.name == "point_id")
                and field.type != "one2many"
            ]
            if links and name not in mapped | ABOUT_NOBODY:
                missing.add((name, *links))
        self.assertFalse(missing, "Say what a request to delete does with these")

    def test_what_the_map_blanks_can_be_blanked(self):
        for place in self.env["mortgage.privacy.map"]._places():
            model = self.env.get(place.model)
            if model is None:
                continue
            with self.subTest(place=place.code):
                for name in (*place.links, *place.blank):
                    field = model._fields.get(name)
                    known = field or (name == "point_id" and not place.blank)
                    self.assertTrue(known, name)
                for name, value in place.blank.items():
                    field = model._fields[name]
                    self.assertTrue(field.store, name)
                    self.assertFalse(field.required and not value, name)

    # Clocks and steps

    def test_the_state_says_by_when(self):
        request = self._request(state_code="California")
        self.assertEqual(request.clock_id.state, "CA")
        self.assertEqual(request.answer_due, date(2030, 3, 4))
        # Ten business days, with Martin Luther King Jr. Day in between.
        self.assertEqual(request.confirm_due, date(2030, 2, 4))
        self.dana.state_id = self.env.ref("base.state_us_44")
        self.assertEqual(self._request().clock_id.state, "TX")
        self.assertFalse(self._request(state_code="NY").clock_id.state)
        with self.assertRaisesRegex(ValidationError, "is no state"):
            self._request(state_code="XX")

    def test_it_is_extended_once(self):
        request = self._request()
        before = request.answer_due
        self._step(request, "extend", "Told her on Jan 20.")
        self.assertEqual((request.answer_due - before).days, 45)
        with self.assertRaises(UserError):
            self._step(request, "extend", "Again")

    def test_nothing_goes_before_it_is_known_who_asks(self):
        request = self._request()
        with self.assertRaises(UserError):
            request.action_erase()
        with self.assertRaises(UserError):
            request.state = "verified"
        with self.assertRaises(UserError):
            request.unlink()
        self._step(request, "verify")
        with self.assertRaisesRegex(UserError, "was verified"):
            request.partner_ids = self.maria.partner_id
        with self.assertRaisesRegex(ValidationError, "works here"):
            self._request(partner_ids=self.maria.partner_id.ids)
        refused = self._request()
        self._step(refused, "refuse", "Could not show who she is.")
        self.assertEqual(refused.state, "refused")
        with self.assertRaises(UserError):
            refused.action_erase()

    def test_a_copy_is_an_export_of_everything(self):
        request = self._request(kind="access")
        self._step(request, "verify")
        with self.assertRaises(UserError):
            request.action_erase()
        export = (
            self.env["mortgage.exam.export"]
            .with_user(self.compliance)
            .with_context(**request.action_copy()["context"])
            .create({})
        )
        self.assertEqual(export.scope_ids._points(), request.point_ids)
        self._step(request, "answer", "Sent through the portal.")
        self.assertEqual(request.state, "done")

    # Looking up

    def test_a_phone_shared_with_somebody_else_is_not_theirs_alone(self):
        self._borrower("Lee Ruiz", "lee@example.com", self.phone_point.value)
        request = self._request()
        self.assertEqual(request.point_ids, self.email_point)

    def test_it_shows_what_is_held_and_what_becomes_of_it(self):
        self._touch()._dispatch()
        request = self._request()
        lines = {
            (line["model"], line["does"].split(".")[0]): line["count"]
            for line in request._look_up()
        }
        self.assertEqual(
            lines["res.partner", "Stays, without anything that names the person"], 1
        )
        self.assertEqual(
            lines["mortgage.archive", "Goes when no law keeps it any more"], 1
        )
        self.assertGreaterEqual(
            lines["mortgage.ledger.entry", "Goes when no law keeps it any more"], 1
        )
        self.assertIn("Contact with a borrower", request.held)
        self.assertNotIn("example.com", request.held)

    # Deleting

    def test_what_no_law_keeps_goes_and_the_opt_out_stays(self):
        touch = self._touch()
        touch._dispatch()
        self.dana.message_post(body="Dana said she moved to 5 Elm St.")
        inbound = self.env["mortgage.inbound.message"].create(
            {
                "at": "2030-01-10 12:00:00",
                "channel": "sms",
                "external_id": "SM1",
                "company_id": self.company.id,
                "sender": self.phone_point.value,
                "body": "I am Dana",
                "point_id": self.phone_point.id,
            }
        )
        points = self.dana.mortgage_point_ids
        request = self._erased()
        self.assertEqual(request.state, "waiting")
        self.assertEqual(self.dana.name, "Deleted on request")
        self.assertFalse(self.dana.email or self.dana.phone or self.dana.active)
        self.assertFalse(inbound.body or inbound.sender)
        self.assertFalse(
            self.env["mail.message"].search(
                [("model", "=", "res.partner"), ("res_id", "=", self.dana.id)]
            )
        )
        # What was sent is evidence.
        archived = self.env["mortgage.archive"].search([("touch_id", "=", touch.id)])
        self.assertTrue(archived)
        stopped = self.env["mortgage.suppression"]._active(points.ids)
        for point in points:
            self.assertIn("all", stopped[point.id])
        told = self._events(request)
        self.assertEqual(
            [entry["what"] for entry in told],
            ["received", "verified", "begun", "deleted"],
        )
        self.assertEqual(told[-1]["counts"]["res.partner/blank"], 1)
        self.assertNotIn("Dana", json.dumps(told))

    def test_the_salts_go_last_and_nothing_is_tied_to_the_person_any_more(self):
        self._touch()._dispatch()
        points = self.dana.mortgage_point_ids
        salts = self.env["mortgage.person.salt"].sudo()
        request = self._erased()
        keys = salts._known_keys(points.ids)
        self.assertTrue(keys)
        with patch.object(
            self.env.registry["mortgage.privacy.request"],
            "_is_kept_by_law",
            lambda *_args: False,
        ):
            request.sudo()._cron_go_on()
        self.assertEqual(request.state, "done")
        self.assertFalse(salts.search([("point_id", "in", points.ids)]))
        entries = self.env["mortgage.ledger.entry"]
        self.assertTrue(entries.search_count([("person_key", "in", keys)]))
        self.assertFalse(
            self.env["mortgage.touch"].search(
                ["|", ("partner_id", "=", self.dana.id), ("point_id", "in", points.ids)]
            )
        )
        self.assertEqual(self._events(request)[-1]["what"], "ended")
        self.assertFalse(salts.search([("point_id", "in", points.ids)]))
        # And somebody who comes in at the same address again is not contacted.
        stopped = self.env["mortgage.suppression"]._active(points.ids)
        self.assertTrue(all("all" in stopped[point.id] for point in points))

    def test_a_person_nobody_ever_wrote_to_is_gone_at_once(self):
        lee = self._borrower("Lee Park", "lee@example.com", "7135550133")
        request = self._erased(partner_ids=lee.ids)
        self.assertEqual(request.state, "done")
        self.assertEqual(lee.name, "Deleted on request")

    def test_a_hold_keeps_it_also_one_opened_meanwhile(self):
        hold = self.env["mortgage.legal.hold"].create(
            {"name": "Ruiz", "reason": "Lawsuit", "partner_ids": self.dana.ids}
        )
        request = self._request()
        self._step(request, "verify")
        with self.assertRaisesRegex(UserError, "Ruiz"):
            request.action_erase()
        self.assertEqual(request.hold_words, "Ruiz")
        hold._release("Settled")
        request.action_erase()
        hold.copy({"name": "Ruiz II", "partner_ids": self.dana.ids})
        request.sudo()._cron_go_on()
        self.assertEqual(request.state, "verified")
        self.assertEqual(self.dana.name, "Dana Ruiz")
        self.assertEqual(self._events(request)[-1]["what"], "held")

    def test_it_goes_on_where_it_was(self):
        for number in range(5):
            self.dana.message_post(body=f"Note {number}")
        request = self._request()
        self._step(request, "verify")
        request.action_erase()
        with patch.object(mortgage_privacy_erasure, "BATCH", 2):
            steps = 0
            while request.sudo()._step():
                steps += 1
        self.assertGreater(steps, 10)
        self.assertEqual(self.dana.name, "Deleted on request")
        self.assertFalse(
            self.env["mail.message"].search(
                [("model", "=", "res.partner"), ("res_id", "=", self.dana.id)]
            )
        )

    def test_only_compliance_sees_and_decides(self):
        request = self._request()
        for user in (
            *(self.maria, self.manager, self.mortgage_admin, self.processor),
            *(self.marketing, self.integration, self.outsider, self.portal),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                request.with_user(user).read(["requester"])
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        other = self.env["mortgage.privacy.request"].create(
            {"requester": "Ann", "company_id": elsewhere.id}
        )
        with self.assertRaises(AccessError):
            other.with_user(self.compliance).read(["requester"])

    def test_what_is_late_is_counted(self):
        self._request(received_at="2026-01-05 16:00:00")
        today = self.env["mortgage.compliance.today"].with_user(self.compliance)
        shown = {count["name"]: count for count in today.show()["counts"]}
        self.assertIn("past their date", shown["Privacy requests"]["detail"])

    def test_no_two_places_have_one_code(self):
        codes = [
            place.code
            for place in self.env["mortgage.privacy.map"]._places()
            if place.does in (DELETE, BLANK)
        ]
        self.assertEqual(len(codes), len(set(codes)))
