from odoo.exceptions import AccessError, ValidationError

from .test_call_panel import CallPanelCase


class TestInboundInACall(CallPanelCase):
    """What a borrower asks for in a call ends in the same transaction."""

    def _scopes(self):
        active = self.env["mortgage.suppression"]._active(
            self.lead.mortgage_point_ids.ids
        )
        return {point.kind: active[point.id] for point in self.lead.mortgage_point_ids}

    def _choices(self):
        (asked,) = [
            button
            for button in self._panel()["outcomes"]
            if button["code"] == "do_not_call"
        ]
        return {choice["scope"]: choice["effect"] for choice in asked["choices"]}

    def test_the_panel_says_what_each_would_do(self):
        effects = self._choices()
        self.assertEqual(list(effects), ["phone", "email", "all"])
        self.assertEqual(
            effects["phone"],
            "Nobody calls or texts Dana again, the follow-up plan ends now",
        )
        self.running.with_user(self.maria).action_stop()
        self.assertEqual(self._choices()["all"], "Nobody contacts Dana again")

    def test_only_what_was_asked_for_ends(self):
        for scope, left in (
            ("phone", {"phone": {"phone"}, "email": set()}),
            ("email", {"phone": set(), "email": {"email"}}),
            ("all", {"phone": {"all"}, "email": {"all"}}),
        ):
            with self.subTest(scope), self.env.cr.savepoint() as savepoint:
                self._log("do_not_call", scope=scope)
                self.assertEqual(self._scopes(), left)
                self.assertEqual(self.running.state, "stopped")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_every_running_plan_and_open_call_of_the_person_ends_at_once(self):
        other = self.lead.copy({"name": "Dana, second house"})
        self.assertEqual(other.partner_id, self.lead.partner_id)
        task = self.env["mail.activity"]._mortgage_create_tasks(
            [
                {
                    "lead": other,
                    "type": "mortgage_sales.activity_type_call",
                    "user": self.maria,
                    "due_at": self._utc("2026-03-04 12:00"),
                    "summary": "Call",
                }
            ]
        )
        self._log("do_not_call", scope="all")
        self.assertFalse(task.exists().active)
        waiting = self.env["mortgage.touch"].search(
            [
                ("partner_id", "=", self.lead.partner_id.id),
                ("state", "in", ("planned", "held", "queued")),
            ]
        )
        self.assertFalse(waiting)

    def test_only_compliance_takes_it_back(self):
        self._log("do_not_call", scope="all")
        rows = self.env["mortgage.suppression"].search(
            [("point_id", "in", self.lead.mortgage_point_ids.ids)]
        )
        for user in (self.maria, self.assistant, self.manager):
            with self.assertRaises(AccessError):
                rows.with_user(user).action_lift()
        rows.with_user(self.compliance).action_lift()
        self.assertFalse(any(self._scopes().values()))

    def test_a_scope_that_is_none_is_named(self):
        with self.assertRaisesRegex(ValidationError, "scope: give one of"):
            self._log("do_not_call", scope="pigeons")
        self.assertFalse(any(self._scopes().values()))
