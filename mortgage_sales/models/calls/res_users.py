from markupsafe import Markup

from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def _mortgage_alert(self, notes):
        """Ring for people at once: a pop-up with a button to act, a push message to
        their devices, and a message in the inbox or by email.

        ``notes`` are dicts ``users, title, message, lead, activity, kind`` (call,
        reply, or lead where there is only something to look at). Not
        ``message_notify``: that is called per record, and a batch of new leads rings
        for many at a time.
        """
        notes = [note for note in notes if note["users"]]
        for note in notes:
            note["users"]._bus_send(
                "mortgage_alert",
                {
                    "title": note["title"],
                    "message": note["message"],
                    "lead_id": note["lead"].id,
                    "activity_id": note["activity"].id,
                    "kind": note["kind"],
                },
            )
        if notes:
            self.sudo()._mortgage_deliver(notes)
            self.sudo()._mortgage_push(notes)

    def _mortgage_deliver(self, notes):
        author = self.env.ref("base.partner_root")
        note_id = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        messages = self.env["mail.message"].create(
            [
                {
                    "model": note["lead"]._name,
                    "res_id": note["lead"].id,
                    "record_name": note["lead"].display_name,
                    "subject": note["title"],
                    "body": Markup("<p>%s</p>") % note["message"],
                    "message_type": "user_notification",
                    "subtype_id": note_id,
                    "author_id": author.id,
                    "email_from": author.email_formatted,
                    "reply_to": author.email_formatted,
                    "partner_ids": note["users"].partner_id.ids,
                }
                for note in notes
            ]
        )
        delivered = [
            (message, user)
            for message, note in zip(messages, notes, strict=True)
            for user in note["users"]
        ]
        self._mortgage_put_in_inboxes(delivered, author)
        self._mortgage_send_mails(delivered)

    def _mortgage_put_in_inboxes(self, delivered, author):
        self.env["mail.notification"].create(
            [
                {
                    "author_id": author.id,
                    "mail_message_id": message.id,
                    "res_partner_id": user.partner_id.id,
                    "notification_type": "inbox",
                    "notification_status": "sent",
                }
                for message, user in delivered
                if user.notification_type == "inbox"
            ]
        )

    def _mortgage_send_mails(self, delivered):
        mails = self.env["mail.mail"].create(
            [
                {
                    "mail_message_id": message.id,
                    "recipient_ids": user.partner_id.ids,
                    "body_html": self._mortgage_mail_body(message),
                    "auto_delete": True,
                }
                for message, user in delivered
                if user.notification_type == "email" and user.email
            ]
        )
        if mails:
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _mortgage_mail_body(self, message):
        url = f"{self.get_base_url()}/odoo/mortgage-call/{message.res_id}"
        return message.body + Markup('<p><a href="%s">%s</a></p>') % (
            url,
            message.record_name,
        )
