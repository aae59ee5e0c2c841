import json
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .channel_common import ChannelCase


@tagged("post_install", "-at_install")
class TestBreaker(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runs = cls.env["mortgage.send.run"]
        cls.rules = cls.env["mortgage.breaker.rule"]
        cls.partners, cls.points_of = cls._people(60)

    @classmethod
    def _people(cls, number):
        partners = cls.env["res.partner"].create(
            [
                {"name": f"Borrower {i}", "email": f"b{i}@example.com"}
                for i in range(number)
            ]
        )
        points = cls._points(*(("email", partner.email) for partner in partners))
        for partner, point in zip(partners, points, strict=True):
            point.partner_ids = [Command.link(partner.id)]
        return partners, points

    def _rows(self, number, start=0, **values):
        """Return ``number`` touches of one run, each to another borrower."""
        return self.touches._plan(
            [
                {
                    "res_model": "res.partner",
                    "res_id": self.partners[i % 60].id,
                    "partner_id": self.partners[i % 60].id,
                    "point_id": self.points_of[i % 60].id,
                    "channel": "email",
                    "kind": "transactional",
                    "template_version_id": self.email_words.id,
                    "user_id": self.maria.id,
                    "company_id": self.company.id,
                    **values,
                }
                for i in range(start, start + number)
            ]
        )

    def _set(self, code, **values):
        """Change a rule from now on."""
        rule = self.rules.search(
            [("code", "=", code), ("superseded_by", "=", False)], limit=1
        )
        rule.write({**values, "valid_from": "2020-01-02 00:00:00"})
        return rule.superseded_by or rule

    def _events(self, run):
        entries = self.env["mortgage.ledger.entry"].search(
            [("event", "=", "breaker"), ("res_id", "=", run.id)], order="id"
        )
        return [json.loads(entry.payload)["what"] for entry in entries]

    def _stopped_run(self, number=20):
        self._rows(20)._dispatch()
        swapped = self._rows(number, start=20, user_id=self.frank.id)
        swapped._dispatch()
        return swapped.run_id, swapped

    # Runs

    def test_one_wording_on_one_channel_is_one_run_and_a_letter_by_hand_is_none(self):
        first, text, by_hand = (
            self._rows(2),
            self._touch("sms"),
            self._rows(1, origin="manual", author_id=self.maria.id),
        )
        (first | text | by_hand)._dispatch()
        self.assertEqual(len(first.run_id), 1)
        self.assertNotEqual(first.run_id, text.run_id)
        self.assertFalse(by_hand.run_id)
        later = self._rows(1, start=5)
        later._dispatch()
        self.assertEqual(later.run_id, first.run_id)
        self.assertEqual(first.run_id.senders, [self.maria.id])

    def test_after_a_week_the_same_words_begin_another_run(self):
        first = self._rows(1)
        first._dispatch()
        first.run_id.began_at -= timedelta(days=8)
        later = self._rows(1, start=1)
        later._dispatch()
        self.assertEqual(first.run_id.state, "done")
        self.assertNotEqual(later.run_id, first.run_id)

    # The sender

    def test_a_swapped_sender_stops_the_run_before_the_first_wrong_message(self):
        run, swapped = self._stopped_run()
        self.assertEqual(run.state, "stopped")
        self.assertEqual(run.rule_id.code, "breaker.sender")
        self.assertEqual(set(swapped.mapped("state")), {"held"})
        self.assertFalse(swapped.mail_ids)
        self.assertIn("another sender", swapped[0].reason)
        self.assertEqual(swapped[0].rule_code, "breaker.sender")
        self.assertEqual(len(self._entries(swapped, "hold")), 20)
        self.assertEqual(self._events(run), ["stopped"])

    def test_a_swap_in_small_batches_is_found_when_ten_are_together(self):
        self._rows(20)._dispatch()
        sent = 0
        for start in range(20, 60, 4):
            batch = self._rows(4, start=start, user_id=self.frank.id)
            batch._dispatch()
            sent += len(batch.filtered(lambda touch: touch.state == "queued"))
        self.assertEqual(sent, 8)
        self.assertEqual(batch.run_id.state, "stopped")

    def test_a_run_of_ten_thousand_stops_before_the_fiftieth_wrong_message(self):
        self._set("breaker.ceiling.hour", most=20000)
        touches = self._rows(10000)
        with self.at(fields.Datetime.now() + timedelta(minutes=1)):
            self.touches._dispatch_next([])
            first = touches.filtered(lambda touch: touch.state == "queued")
            self.assertEqual(len(first), 100)
            self.env.cr.execute(
                "UPDATE mortgage_touch SET user_id = %s WHERE state = 'planned'"
                " AND id = ANY(%s)",
                [self.frank.id, touches.ids],
            )
            self.env.invalidate_all()
            for _batch in range(3):
                self.touches._dispatch_next([])
        swapped = touches.filtered(lambda touch: touch.user_id == self.frank)
        left = swapped.filtered(lambda touch: touch.state not in ("planned", "held"))
        self.assertEqual((len(swapped), len(left)), (9900, 0))
        self.assertEqual(first.run_id.state, "stopped")

    def test_what_waits_in_the_queue_of_a_stopped_run_does_not_leave(self):
        first = self._rows(5)
        first._dispatch()
        self.assertEqual(set(first.mail_ids.mapped("state")), {"outgoing"})
        self._rows(12, start=5, user_id=self.frank.id)._dispatch()
        self.assertFalse(first.mail_ids._mortgage_admit())
        self.assertEqual(set(first.mapped("state")), {"held"})
        self.assertEqual(set(first.mail_ids.mapped("state")), {"mortgage_held"})

    def test_a_run_stopped_while_its_batch_leaves_sends_no_more_of_it(self):
        first = self._rows(5)
        first._dispatch()
        self.assertEqual(first.mail_ids._mortgage_admit(), first.mail_ids)
        self.assertEqual(first.mail_ids._mortgage_going_on(), first.mail_ids)
        self._rows(12, start=5, user_id=self.frank.id)._dispatch()
        self.assertEqual(first.run_id.state, "stopped")
        self.assertFalse(first.mail_ids._mortgage_going_on())

    def test_another_address_to_send_from_stops_the_run(self):
        self._rows(20)._dispatch()
        self.company.alias_domain_id.default_from = "elsewhere"
        other = self._rows(20, start=20)
        other._dispatch()
        self.assertEqual(set(other.mapped("state")), {"held"})

    # Words, audience

    def test_words_changed_behind_the_approval_stop_the_run(self):
        self._rows(3)._dispatch()
        self.env.cr.execute(
            "UPDATE mortgage_template_version SET body = 'Guaranteed!' WHERE id = %s",
            [self.email_words.id],
        )
        self.env.invalidate_all()
        changed = self._rows(3, start=3)
        changed._dispatch()
        self.assertEqual(changed.run_id.rule_id.code, "breaker.template")
        self.assertEqual(set(changed.mapped("state")), {"held"})

    def test_messages_to_others_than_were_previewed_stop_the_run(self):
        audience = self.env["mortgage.send.audience"]._preview(
            "Spring", self.company, self.partners[:20]
        )
        seen = self._rows(20, audience_id=audience.id)
        seen._dispatch()
        self.assertEqual(set(seen.mapped("state")), {"queued"})
        few = self._rows(4, start=30, audience_id=audience.id)
        few._dispatch()
        self.assertEqual(set(few.mapped("state")), {"queued"})
        more = self._rows(1, start=40, audience_id=audience.id)
        more._dispatch()
        self.assertEqual(more.state, "held")
        self.assertEqual(more.run_id.rule_id.code, "breaker.audience")

    # Volume

    def test_a_new_company_sends_no_more_than_its_ceiling(self):
        self._set("breaker.ceiling.hour", most=30)
        first, second = self._rows(30), self._rows(1, start=30)
        first._dispatch()
        self.assertEqual(set(first.mapped("state")), {"queued"})
        second._dispatch()
        self.assertEqual(second.state, "held")
        text = self._touch("sms")
        text._dispatch()
        self.assertEqual(text.state, "queued", "the other runs go on")

    def test_three_times_the_usual_of_this_hour_stops_the_run(self):
        self._set("breaker.volume", least=20)
        past = self._rows(16)
        past._dispatch()
        now = fields.Datetime.now()
        for week in range(1, 5):
            past[week * 4 - 4 : week * 4].queued_at = now - timedelta(
                weeks=week, minutes=20
            )
        past[0].queued_at = now - timedelta(days=60)
        usual = self._rows(11)
        usual._dispatch()
        self.assertEqual(set(usual.mapped("state")), {"queued"})
        flood = self._rows(30, start=11)
        flood._dispatch()
        self.assertEqual(flood.run_id.rule_id.code, "breaker.volume")
        self.assertIn("usual", flood.run_id.reason)
        self.assertEqual(set(flood.mapped("state")), {"held"})

    # What comes back

    def test_opt_outs_bounces_and_complaints_stop_the_run(self):
        self._set("breaker.opt_out.email", least=20)
        self._set("breaker.bounce.email", least=20)
        self._set("breaker.complaint", least=20)
        touches = self._rows(20)
        touches._dispatch()
        touches._set_outcome("sent")
        run = touches.run_id
        self.runs._cron_watch()
        self.assertEqual(run.state, "running")
        suppress = self.env["mortgage.suppression"]._suppress
        suppress(touches[:3].point_id.ids, "email", "unsubscribed", "")
        self.runs._cron_watch()
        self.assertEqual(run.rule_id.code, "breaker.opt_out.email")
        run.with_user(self.compliance)._resume("All three are one household.")
        self.runs._cron_watch()
        self.assertEqual(run.state, "running", "what was accepted stops no more")
        for touch in touches[:4]:
            touch._note_return("bounced", "5.1.1")
        self.runs._cron_watch()
        self.assertEqual(run.rule_id.code, "breaker.bounce.email")
        run.with_user(self.compliance)._resume("The old domain is gone.")
        for touch in touches[4:6]:
            touch._note_return("complained")
        self.runs._cron_watch()
        self.assertEqual(run.rule_id.code, "breaker.complaint")

    # People

    def test_people_are_told_and_a_reason_lets_the_run_go_on(self):
        run, swapped = self._stopped_run(12)
        told = self.env["mail.message"].search(
            [("model", "=", run._name), ("res_id", "=", run.id)]
        )
        people = told.notified_partner_ids
        self.assertIn(self.compliance.partner_id, people)
        self.assertIn(self.manager.partner_id, people)
        self.assertNotIn(self.maria.partner_id, people)
        settled = run.with_user(self.manager)
        with self.assertRaises(UserError):
            settled._resume(" ")
        self.assertTrue(settled._resume("Frank covers for Maria."))
        self.assertTrue(all(swapped.mapped("ready_at")))
        swapped._dispatch()
        self.assertEqual(set(swapped.mapped("state")), {"queued"})
        self.assertEqual(self._events(run), ["stopped", "resumed"])
        self.assertFalse(swapped[:1].run_flaw)

    def test_a_mass_run_needs_a_second_person(self):
        self._set("breaker.mass", most=30)
        run, _swapped = self._stopped_run()
        self.assertFalse(run.with_user(self.manager)._resume("It is right."))
        self.assertEqual((run.state, run.asked_by_id), ("stopped", self.manager))
        with self.assertRaises(UserError):
            run.with_user(self.manager)._resume("It is right, really.")
        self.assertTrue(run.with_user(self.compliance)._resume("I looked, too."))
        self.assertEqual(self._events(run), ["stopped", "asked", "resumed"])

    def test_the_wizard_tells_the_first_person_that_a_second_is_asked(self):
        self._set("breaker.mass", most=30)
        run, _swapped = self._stopped_run()
        decision = (
            self.env["mortgage.run.decision"]
            .with_user(self.manager)
            .create({"run_id": run.id, "reason": "It is right."})
        )
        self.assertTrue(decision.is_mass)
        self.assertIn("another", decision.action_resume()["params"]["message"])
        decision.with_user(self.compliance).copy().action_resume()
        self.assertEqual(run.state, "running")

    def test_a_run_called_off_sends_nothing_more(self):
        run, swapped = self._stopped_run()
        run.with_user(self.compliance)._call_off("Wrong list.")
        self.assertEqual(set(swapped.mapped("state")), {"cancelled"})
        self.assertIn("Wrong list.", swapped[0].reason)
        self.assertEqual(run.state, "called_off")
        with self.assertRaises(UserError):
            run.with_user(self.compliance)._resume("After all.")

    def test_only_compliance_and_managers_decide(self):
        run, _swapped = self._stopped_run()
        for user in (self.maria, self.assistant, self.marketing, self.processor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                run.with_user(user)._resume("Please.")

    def test_a_person_of_another_company_neither_sees_nor_is_told(self):
        other = self.env["res.company"].create({"name": "Other Lending"})
        stranger = self._person("stranger", "group_compliance", "Sam Far")
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        run, _swapped = self._stopped_run()
        self.assertNotIn(stranger, run._people())
        self.assertFalse(self.runs.with_user(stranger).search([("id", "=", run.id)]))

    def test_compliance_today_counts_the_stopped_runs(self):
        self._stopped_run()
        page = self.env["mortgage.compliance.today"].with_user(self.compliance).show()
        self.assertEqual(page["counts"][0]["count"], 1)
        self.assertTrue(page["counts"][0]["waits"])

    # The record of the past, and cost

    def test_the_rules_are_tried_on_what_was_sent(self):
        touches = self._rows(50)
        touches._dispatch()
        touches._set_outcome("sent")
        suppress = self.env["mortgage.suppression"]._suppress
        suppress(touches[:9].point_id.ids, "email", "unsubscribed", "")
        rules = self.rules.with_user(self.compliance)
        today = fields.Date.to_string(fields.Date.today())
        tomorrow = fields.Date.to_string(fields.Date.today() + timedelta(days=1))
        self.assertEqual(rules.simulate(today, tomorrow), [])
        draft = self.rules.search([("code", "=", "breaker.opt_out.email")])
        draft.copy(
            {"valid_from": fields.Datetime.now() + timedelta(days=1), "least": 40}
        )
        (row,) = rules.simulate(today, tomorrow)
        self.assertEqual(row["rule"], "breaker.opt_out.email")
        self.assertEqual((row["sent"], row["words"]), (50, "Test email transactional"))
        self.assertEqual(self.runs.search_count([("state", "=", "stopped")]), 0)
        with self.assertRaises(UserError):
            rules.simulate("soon", tomorrow)
        with self.assertRaises(AccessError):
            rules.with_user(self.maria).simulate(today, tomorrow)

    def test_a_changed_rule_has_its_successor_and_needs_its_numbers(self):
        rule = self.rules.search([("code", "=", "breaker.sender")])
        rule.with_user(self.compliance).write({"most": 20})
        self.assertEqual((rule.most, rule.superseded_by.most), (10, 20))
        with self.assertRaises(UserError):
            self.rules.create({"code": "x", "name": "X", "kind": "volume"})

    def test_watching_costs_the_same_for_a_small_and_a_large_batch(self):
        self._rows(1)._dispatch()

        def queries(number, start):
            touches = self._rows(number, start=start)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            touches._within_runs()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(5, 1), queries(50, 6))
