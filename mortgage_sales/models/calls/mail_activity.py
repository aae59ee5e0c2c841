from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError

CALL_TYPE = "mortgage_sales.activity_type_call"
ANSWER_TYPE = "mortgage_sales.activity_type_answer"
OUTCOMES = [
    ("reached", "Talked to the borrower"),
    ("no_answer", "No answer"),
    ("left_voicemail", "Left a voicemail"),
    ("callback", "Call back"),
    ("wrong_number", "Wrong number"),
    ("do_not_call", "Do not call"),
]


class MailActivity(models.Model):
    """Tasks of an LO that are due at a minute: call or answer the borrower."""

    _inherit = "mail.activity"

    mortgage_due_at = fields.Datetime(
        "Due at", readonly=True, index="btree_not_null", help="To the minute."
    )
    mortgage_escalate_at = fields.Datetime(
        "Manager is told at", readonly=True, index="btree_not_null"
    )
    mortgage_touch_id = fields.Many2one(
        "mortgage.touch",
        "Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    mortgage_ring_at = fields.Datetime(
        "Rings at", readonly=True, index="btree_not_null", help="A promised call does."
    )
    mortgage_outcome = fields.Selection(OUTCOMES, "How did it go?", readonly=True)
    mortgage_callback_at = fields.Datetime("Call back at", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("mortgage_touch_id") for vals in vals_list):
            self._mortgage_check_may_tie()
        return super().create(vals_list)

    def write(self, vals):
        if "mortgage_touch_id" in vals:
            self._mortgage_check_may_tie()
        return super().write(vals)

    def _mortgage_check_may_tie(self):
        """What is said about a task is said about its contact: only we tie them."""
        if not self.env.su:
            raise AccessError(self.env._("A task's contact is not chosen by hand."))

    @api.model
    def _mortgage_create_tasks(self, tasks):
        """Create tasks for ``tasks`` and return them in the same order.

        Each is a dict ``lead, type (XML id), user, due_at, summary``, and where there
        is one ``note, touch, escalate_at, ring_at``. Whom they ring for is told by an
        alert, so Odoo's own mail per activity stays out.
        """
        model_id = self.env["ir.model"]._get_id("crm.lead")
        type_id = self.env["ir.model.data"]._xmlid_to_res_id
        return (
            self.sudo()
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        "res_model_id": model_id,
                        "res_id": task["lead"].id,
                        "activity_type_id": type_id(task["type"]),
                        "user_id": task["user"].id,
                        "summary": task["summary"],
                        "note": task.get("note"),
                        "automated": True,
                        "mortgage_due_at": task["due_at"],
                        "mortgage_escalate_at": task.get("escalate_at"),
                        "mortgage_ring_at": task.get("ring_at"),
                        "mortgage_touch_id": task["touch"].id
                        if task.get("touch")
                        else False,
                        "date_deadline": _local_date(task["due_at"], task["user"]),
                    }
                    for task in tasks
                ]
            )
        )

    @api.ondelete(at_uninstall=False)
    def _mortgage_unlink_calls(self):
        """A call whose task somebody deletes is not made: its plan goes on."""
        calls = self.sudo().mortgage_touch_id.filtered(
            lambda touch: touch.state == "due" and touch.channel == "call"
        )
        calls._skip(self.env._("The task was deleted"))
        calls.lead_id._mortgage_go_on_after(calls)

    def _mortgage_call_off(self, reason):
        """Remove these open call tasks and say why the calls are not made."""
        tasks = self.sudo()
        tasks.mortgage_touch_id._cancel(reason)
        tasks.unlink()

    @api.model
    def _mortgage_drop_tasks(self, touches):
        """Remove the open tasks of ``touches``: their plan no longer wants them."""
        self.sudo().search([("mortgage_touch_id", "in", touches.ids)]).unlink()

    @api.model
    def _mortgage_follow_owner(self, leads):
        """Hand the open tasks of ``leads`` to the owner of today, due in his or her
        shift and with a script in his or her name; whoever got leads by hand is told
        of them all at once."""
        tasks = self.sudo().search(
            [
                ("res_model", "=", "crm.lead"),
                ("res_id", "in", leads.ids),
                ("mortgage_due_at", "!=", False),
            ]
        )
        owners = leads._mortgage_workers()
        moved = tasks.filtered(lambda task: task.user_id != owners[task.res_id])
        quick = moved.with_context(mail_activity_quick_update=True)
        for owner, theirs in quick.grouped(lambda task: owners[task.res_id]).items():
            theirs.write({"user_id": owner.id})
            theirs.mortgage_touch_id.write({"user_id": owner.id})
        calls = moved.filtered("mortgage_touch_id")
        dues = leads._mortgage_call_dues(calls.mortgage_touch_id)
        notes = leads._mortgage_call_notes(calls.mortgage_touch_id)
        for task in calls:
            # What was promised to the borrower stays; it rings for who is there then.
            promised = task.mortgage_ring_at and task.mortgage_due_at
            due_at = promised or dues[task.mortgage_touch_id.id]
            task.write(
                {
                    "note": notes.get(task.mortgage_touch_id.id, task.note),
                    "mortgage_due_at": due_at,
                    "date_deadline": _local_date(due_at, task.user_id),
                }
            )
        if not self.env.context.get("mortgage_by_hand"):
            leads.browse(set(moved.mapped("res_id")))._mortgage_ring(moved)
        return moved

    @api.model
    def _cron_mortgage_escalate(self):
        """Tell the manager of answers that are still owed to a borrower."""
        late = self.search(
            [("mortgage_escalate_at", "<=", fields.Datetime.now())], limit=1000
        )
        if not late:
            return
        leads = self.env["crm.lead"].browse(set(late.mapped("res_id"))).exists()
        leads._mortgage_tell_of_late_answers(late)
        late.write({"mortgage_escalate_at": False})

    @api.model
    def _cron_mortgage_ring(self):
        """Ring for the promised calls whose time has come."""
        due = self.search(
            [("mortgage_ring_at", "<=", fields.Datetime.now())], limit=1000
        )
        if not due:
            return
        leads = self.env["crm.lead"].browse(set(due.mapped("res_id"))).exists()
        leads._mortgage_ring(due.filtered(lambda task: task.res_id in set(leads.ids)))
        due.write({"mortgage_ring_at": False})


def _local_date(moment, user):
    zone = ZoneInfo(user.tz or "UTC")
    return moment.replace(tzinfo=timezone.utc).astimezone(zone).date()
