import logging
import time
from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.mortgage_compliance.tests.gate_common import GateCase, local

from .common import SalesCase

_logger = logging.getLogger(__name__)

MIDNIGHT = local("2027-01-01 00:00")
MINUTE = timedelta(minutes=1)
UNTIL_MARCH = 59 * 24
# Taken before the clock is moved: what is measured is the real one.
REAL_CLOCK = time.monotonic


@tagged("post_install", "-at_install")
class TestNewYear(SalesCase):
    """Three LOs at midnight of New Year in Texas: Maria is renewed, Frank asked for it
    in time and Texas lets him go on, Cora did nothing. Real gate, routing, dispatcher.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "America/Chicago"
        cls.words = GateCase._approved.__func__(cls, "email")
        licenses = cls.env["mortgage.license"]
        end = MIDNIGHT.replace(tzinfo=None)
        cls.cora_s = cls._license("TX", cls.cora, number="TX-CORA")
        lapsing = cls.cora_s | licenses.search(
            [("user_id", "=", cls.frank.id), ("state", "=", "TX")]
        )
        lapsing.valid_to = end
        cls.frank_s = lapsing - cls.cora_s
        cls.frank_s.write(
            {
                "status": "renewal_requested",
                "renewal_requested_on": end - timedelta(days=40),
            }
        )
        rule = cls.env["mortgage.contact.policy"].search(
            [("code", "=", "renewal.TX"), ("superseded_by", "=", False)]
        )
        rule.period_hours = UNTIL_MARCH
        cls.leads = {
            user: cls._lead(
                f"Borrower {user.login}",
                user_id=user.id,
                partner=cls._borrower(
                    f"Borrower {user.login}",
                    f"{user.login}@example.com",
                    f"+1713555010{number}",
                ),
            )
            for number, user in enumerate((cls.maria, cls.frank, cls.cora))
        }

    def _at(self, moment):
        return freeze_time(moment.replace(tzinfo=None))

    def _routed(self, moment, number=6):
        """Return to whom fresh leads go at ``moment``."""
        self.day = getattr(self, "day", 1) + 1
        with self._at(moment):
            leads = self.env["crm.lead"].concat(
                *(
                    self._lead(
                        f"New {moment:%H%M} {n}",
                        partner=self._borrower(
                            f"New {n}",
                            f"new{n}-{self.day}@example.com",
                            f"+171355501{self.day}{n}",
                        ),
                    )
                    for n in range(number)
                )
            )
            leads._mortgage_route()
        return leads.user_id

    def _planned(self, moment):
        """Plan an email in each LO's name; return ``{user: touch}``."""
        with self._at(moment):
            touches = self.env["mortgage.touch"]._plan(
                [
                    {
                        "res_model": "crm.lead",
                        "res_id": lead.id,
                        "lead_id": lead.id,
                        "partner_id": lead.partner_id.id,
                        "channel": "email",
                        "kind": "transactional",
                        "user_id": user.id,
                        "company_id": self.company.id,
                        "template_version_id": self.words.id,
                        "due_at": moment.replace(tzinfo=None),
                    }
                    for user, lead in self.leads.items()
                ]
            )
        return dict(zip(self.leads, touches, strict=True))

    def _dispatch(self, moment):
        with self._at(moment):
            self.env.flush_all()
            self.env["mortgage.touch"]._claim([])._dispatch()
            self.env.flush_all()

    def _states(self, touches):
        return {user.login: touch.state for user, touch in touches.items()}

    def test_at_midnight_exactly_the_right_ones_stop_and_an_upload_starts_them(self):
        self.assertEqual(
            self._routed(MIDNIGHT - MINUTE), self.maria | self.frank | self.cora
        )
        before = self._planned(MIDNIGHT - MINUTE)
        self._dispatch(MIDNIGHT - MINUTE)
        self.assertEqual(set(self._states(before).values()), {"queued"})

        self.assertEqual(self._routed(MIDNIGHT), self.maria | self.frank)
        after = self._planned(MIDNIGHT)
        self._dispatch(MIDNIGHT)
        self.assertEqual(
            self._states(after),
            {"maria": "queued", "frank": "queued", "cora": "held"},
        )
        self.assertEqual(
            after[self.cora].reason,
            "Waits: Cora Diaz's Texas license ended Dec 31, 2026 and is not renewed",
        )
        self._dispatch(MIDNIGHT + timedelta(days=3))
        self.assertEqual(after[self.cora].state, "held")

        began = REAL_CLOCK()
        morning = MIDNIGHT + timedelta(days=4)
        with self._at(morning):
            update = self.env["mortgage.license.update"].with_user(self.compliance)
            wizard = update.create(
                {
                    "pasted": "NMLS ID,State,License Number,Status,Expiration Date\n"
                    "1234103,TX,TX-CORA,Approved,12/31/2027\n"
                }
            )
            wizard.action_preview()
            wizard.action_apply()
        woken = self.env["ir.cron.trigger"].search_count(
            [
                (
                    "cron_id",
                    "=",
                    self.env.ref(
                        "mortgage_compliance.mortgage_touch_cron_dispatch_1"
                    ).id,
                ),
                ("call_at", "<=", morning.replace(tzinfo=None)),
            ]
        )
        self.assertTrue(woken, "the dispatcher was asked at once")
        self._dispatch(morning)
        seconds = REAL_CLOCK() - began
        self.assertEqual(after[self.cora].state, "queued")
        self.assertIn(self.cora, self._routed(morning))
        _logger.info("From upload to queue: %.2f s", seconds)
        self.assertLess(seconds, 120)

    def test_a_request_lets_work_go_on_until_its_day(self):
        end = MIDNIGHT + timedelta(hours=UNTIL_MARCH)
        self.assertIn(self.frank, self._routed(end - MINUTE))
        self.assertNotIn(self.frank, self._routed(end))

    def test_what_was_judged_before_midnight_does_not_leave_after_it(self):
        touch = self._planned(MIDNIGHT - MINUTE)[self.cora]
        self._dispatch(MIDNIGHT - MINUTE)
        self.assertEqual(touch.state, "queued")
        with self._at(MIDNIGHT - MINUTE / 2):
            self.assertTrue(touch._with_fresh_verdict())
        with self._at(MIDNIGHT + MINUTE):
            self.assertFalse(touch._with_fresh_verdict())
        self.assertEqual(touch.rule_code, "license.lo")

    def test_a_new_owner_s_license_counts_for_what_is_held(self):
        touch = self._planned(MIDNIGHT)[self.cora]
        self._dispatch(MIDNIGHT)
        self.assertEqual(touch.state, "held")
        with self._at(MIDNIGHT + MINUTE):
            self.leads[self.cora].user_id = self.maria
        self._dispatch(MIDNIGHT + MINUTE)
        self.assertEqual((touch.state, touch.user_id), ("queued", self.maria))

    def test_the_plan_shows_what_falls_after_the_end(self):
        touch = self._planned(MIDNIGHT - MINUTE)[self.cora]
        with self._at(MIDNIGHT - timedelta(days=7)):
            touch.due_at = touch.ready_at = MIDNIGHT.replace(tzinfo=None) + MINUTE
            [verdict] = touch._foreseen()
            ahead = self.leads[self.cora].with_user(self.manager)
            rows = ahead.mortgage_timeline(self.leads[self.cora].id)["ahead"]
        [row] = [row for row in rows if row["key"] == f"touches-{touch.id}"]
        self.assertEqual(verdict.verdict, "hold")
        self.assertEqual(row["state"], "Will wait for a person")
        self.assertIn("Texas license ended Dec 31, 2026", row["reason"])

    def test_the_lo_s_own_leader_is_warned(self):
        other = self._person("other", "group_manager", "Other Manager")
        with self._at(MIDNIGHT - timedelta(days=20)):
            managers = (self.cora_s | self.frank_s)._managers()
        self.assertEqual(managers[self.cora_s], self.manager)
        self.assertNotIn(other, managers[self.frank_s])
