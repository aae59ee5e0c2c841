from datetime import datetime, timedelta, timezone
from unittest.mock import patch
from zoneinfo import ZoneInfo

from freezegun import freeze_time

from odoo import Command, fields

from odoo.addons.mortgage_compliance.tools.verdict import Verdict
from odoo.addons.mortgage_sales.tests.common import SalesCase

CENTRAL = ZoneInfo("America/Chicago")


class CadenceCase(SalesCase):
    """Maria's lead in Houston, approved words, and a gate that says what a test wants:
    what the gate itself says is tested elsewhere.

    Times in these tests are Houston's.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mortgage.sending"]._bind()
        cls.plan = cls.env.ref("mortgage_sales.cadence_speed_to_lead")
        cls.quiet = cls.env.ref("mortgage_sales.cadence_went_quiet")
        templates = (cls.plan | cls.quiet).step_ids.template_id
        templates.version_ids.with_user(cls.compliance).action_approve()
        cls._works(cls.maria, "0 1 2 3 4", 9, 18)
        cls.lead = cls._lead(user_id=cls.maria.id, property_zip="77002")

    def setUp(self):
        super().setUp()
        self.verdict = Verdict()
        gate = self.env.registry["mortgage.gate"]
        self.real_windows = gate._open_windows
        self.startPatcher(patch.object(gate, "_judge", self._judge_all))
        self.startPatcher(patch.object(gate, "_open_windows", self._calling_hours))

    def _judge_all(self, requests):
        return [self.verdict for _request in requests]

    def _calling_hours(self, requests, days=8):
        """Texas: 9 AM to 9 PM, Sundays from noon."""
        return [
            [
                (opens.astimezone(timezone.utc), closes.astimezone(timezone.utc))
                for opens, closes in self._days(request.at, days)
                if closes > request.at
            ]
            for request in requests
        ]

    def _days(self, start, days):
        day = start.astimezone(CENTRAL).replace(hour=0, minute=0, second=0)
        for ahead in range(days):
            one = (day + timedelta(days=ahead)).date()
            opens = datetime(one.year, one.month, one.day, tzinfo=CENTRAL)
            first = 12 if opens.weekday() == 6 else 9
            yield opens.replace(hour=first), opens.replace(hour=21)

    @classmethod
    def _works(cls, user, days, start, end):
        calendar = cls.env["resource.calendar"].create(
            {
                "name": user.name,
                "tz": "America/Chicago",
                "attendance_ids": [
                    Command.create(
                        {
                            "name": "x",
                            "dayofweek": day,
                            "hour_from": start,
                            "hour_to": end,
                        }
                    )
                    for day in days.split()
                ],
            }
        )
        user.mortgage_calendar_id = calendar

    @classmethod
    def _utc(cls, local):
        """Return ``local`` (Houston, ``2026-03-03 12:00``) as a field holds it."""
        moment = datetime.strptime(local, "%Y-%m-%d %H:%M").replace(tzinfo=CENTRAL)
        return moment.astimezone(timezone.utc).replace(tzinfo=None)

    def _local(self, moment):
        moment = moment.replace(tzinfo=timezone.utc).astimezone(CENTRAL)
        return moment.strftime("%Y-%m-%d %H:%M")

    def at(self, local):
        """Let it be ``local`` in Houston."""
        return freeze_time(self._utc(local))

    def _enrolled(self, local="2026-03-03 12:00", plan=None, leads=None):
        """Put the lead on the plan and let the engine plan; return the enrollment."""
        leads = leads or self.lead
        with self.at(local):
            (plan or self.plan)._enroll(leads)
            self._run_engine()
        return leads._mortgage_running_plans()

    def _run_engine(self):
        return self.env["mortgage.enrollment"]._plan_due()

    def _run_dispatcher(self):
        """What one run of the cron does, without its commits."""
        self._run_engine()
        self.env.flush_all()
        claimed = self.env["mortgage.touch"]._claim([])
        claimed._dispatch()
        self.env.flush_all()
        return claimed

    def _contact(self, plan, name):
        """Return the contact of the step with the XML id that ends on ``name``."""
        step = self.env.ref(
            f"mortgage_sales.cadence_{plan.cadence_id.code}_step_{name}"
        )
        return plan.touch_ids.filtered(lambda touch: touch.step_id == step)

    def _call_task(self):
        return self._tasks("activity_type_call")

    def _tasks(self, kind, lead=None):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "crm.lead"),
                ("res_id", "=", (lead or self.lead).id),
                (
                    "activity_type_id",
                    "=",
                    self.env.ref(f"mortgage_sales.{kind}").id,
                ),
            ]
        )

    def _now(self):
        return fields.Datetime.now()
