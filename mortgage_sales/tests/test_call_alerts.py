import json
from unittest.mock import patch

from odoo import Command
from odoo.tools import file_open

from odoo.addons.mail.models import mail_push
from odoo.addons.mortgage_sales.models.calls.res_users_push import CALL_PATH
from odoo.addons.mortgage_sales.tests.cadence_common import CadenceCase


class TestCallAlerts(CadenceCase):
    def _arrives(self, local="2026-03-03 12:00"):
        self._enrolled(local)
        with self.at(local):
            self._run_dispatcher()
        return self._call_task()

    def _sent(self, kind, user):
        """Return what the screens of ``user`` were told."""
        self.env.cr.precommit.run()
        channel = f'"res.partner",{user.partner_id.id}]'
        messages = self.env["bus.bus"].sudo().search([("message", "like", kind)])
        return [
            json.loads(message.message)["payload"]
            for message in messages
            if message.channel.endswith(channel)
            and json.loads(message.message)["type"] == kind
        ]

    def _device(self, user, number=1):
        params = self.env["ir.config_parameter"].sudo()
        params.set_param("mail.web_push_vapid_private_key", "private")
        params.set_param("mail.web_push_vapid_public_key", "public")
        return self.env["mail.push.device"].create(
            {
                "partner_id": user.partner_id.id,
                "endpoint": f"https://push.example/{user.login}/{number}",
                "keys": json.dumps({"p256dh": "k", "auth": "a"}),
            }
        )

    def test_an_alert_says_what_to_open(self):
        task = self._arrives()
        [alert] = self._sent("mortgage_alert", self.maria)
        self.assertEqual(
            {**alert, "message": ""},
            {
                "title": task.summary,
                "message": "",
                "lead_id": self.lead.id,
                "activity_id": task.id,
                "kind": "call",
            },
        )
        self.assertIn("(713) 555-0101", alert["message"])

    def test_an_answer_opens_the_lead(self):
        with self.at("2026-03-03 12:00"):
            touch = self.env["mortgage.touch"]
            self.lead._mortgage_on_reply("sms", "Can we talk?", touch)
        [alert] = self._sent("mortgage_alert", self.maria)
        self.assertEqual(alert["kind"], "reply")
        self.assertIn("“Can we talk?” · (713) 555-0101", alert["message"])

    def test_who_writes_again_is_quoted_by_the_last_words(self):
        with self.at("2026-03-03 12:00"):
            touch = self.env["mortgage.touch"]
            self.lead._mortgage_on_reply("sms", "Can we talk?", touch)
            self.lead._mortgage_on_reply("sms", "At noon?", touch)
        *_first, alert = self._sent("mortgage_alert", self.maria)
        self.assertIn("“At noon?”", alert["message"])

    def test_it_goes_from_all_screens_once_somebody_acted(self):
        self.team.mortgage_on_call_ids = [Command.set(self.frank.ids)]
        task = self._arrives()
        with self.at("2026-03-03 12:04"):
            task.with_user(self.maria).action_mortgage_call_done("no_answer")
        for user in (self.maria, self.frank, self.manager):
            told = self._sent("mortgage_alert_handled", user)
            self.assertEqual(told, [{"lead_id": self.lead.id}], user.login)

    def test_the_mail_leads_to_the_call_panel(self):
        self.maria.notification_type = "email"
        self._arrives()
        mail = (
            self.env["mail.mail"]
            .search([], order="id desc")
            .filtered(
                lambda mail: f"/odoo/mortgage-call/{self.lead.id}" in mail.body_html
            )
        )
        self.assertEqual(mail.recipient_ids, self.maria.partner_id)

    def test_push_rings_the_devices_of_those_alerted(self):
        phone, laptop = self._device(self.maria), self._device(self.maria, 2)
        self._device(self.frank)
        task = self._arrives()
        pushes = self.env["mail.push"].search([])
        self.assertEqual(pushes.mail_push_device_id, phone | laptop)
        payload = json.loads(pushes[0].payload)
        self.assertEqual(payload["title"], task.summary)
        self.assertIn("(713) 555-0101", payload["options"]["body"])
        self.assertEqual(
            payload["options"]["data"], {"model": CALL_PATH, "res_id": self.lead.id}
        )

    def test_push_leaves_by_the_stock_queue(self):
        device = self._device(self.maria)
        self._arrives()
        with patch.object(mail_push, "push_to_end_point") as sent:
            self.env["mail.push"]._push_notification_to_endpoint()
        [one] = sent.call_args_list
        self.assertEqual(one.kwargs["device"]["endpoint"], device.endpoint)
        self.assertFalse(self.env["mail.push"].search([]))

    def test_the_stock_service_worker_still_opens_what_we_rely_on(self):
        with file_open("mail/static/src/service_worker.js") as worker:
            code = worker.read()
        self.assertIn('model.includes(".") ? model : `m-${model}`', code)
        self.assertIn("clients.openWindow(`/odoo/${modelPath}/${res_id}`)", code)
        self.assertTrue(CALL_PATH.startswith("./"))

    def test_without_devices_nothing_is_queued(self):
        self._arrives()
        self.assertFalse(self.env["mail.push"].search([]))
