from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .mortgage_timeline import AHEAD_LIMIT, ICONS

AHEAD = ("planned", "held", "due", "queued")
TONES = {
    "sent": "secondary",
    "delivered": "success",
    "failed": "danger",
    "blocked": "danger",
    "skipped": "secondary",
    "cancelled": "secondary",
    "in_doubt": "warning",
}
# The strongest sign that a message was seen says it all.
SIGNS = ("replied", "clicked", "opened")


class MortgageTimeline(models.AbstractModel):
    """The contacts of a timeline that are over: texts, emails and calls."""

    _inherit = "mortgage.timeline"

    @api.model
    def _find_touches(self, scope, page):
        touches = self.env["mortgage.touch"]
        if not touches.has_access("read"):
            return []
        query = touches._search(scope.domain & Domain("state", "not in", AHEAD))
        moment = self._moment_sql(touches, query)
        record_id = SQL.identifier(query.table, "id")
        if page.before:
            query.add_where(self._behind_sql(page, moment, record_id))
        query.order = SQL("%s DESC, %s DESC", moment, record_id)
        query.limit = page.limit
        # Not search(): when something happened stands in one of several fields.
        rows = self.env.execute_query(query.select(record_id, moment))
        found = {touch.id: touch for touch in touches.browse(row[0] for row in rows)}
        return [(at, found[touch_id]) for touch_id, at in rows]

    def _moment_sql(self, touches, query):
        names = ("state", "sent_at", "attempted_at", "queued_at", "verdict_at")
        column = {
            name: touches._field_to_sql(query.table, name, query)
            for name in (*names, "due_at", "write_date")
        }
        return SQL(
            "date_trunc('second', CASE WHEN %(state)s IN ('skipped', 'cancelled')"
            " THEN LEAST(%(due_at)s, %(write_date)s)"
            " ELSE COALESCE(%(sent_at)s, %(attempted_at)s, %(queued_at)s,"
            " %(verdict_at)s, %(due_at)s) END)",
            **column,
        )

    def _behind_sql(self, page, moment, record_id):
        at, rank = page.before.at, page.before.rank
        if page.rank != rank:
            after = SQL("<=") if page.rank > rank else SQL("<")
            return SQL("%s %s %s", moment, after, at)
        return SQL("(%s, %s) < (%s, %s)", moment, record_id, at, page.before.record_id)

    @api.model
    def _tell_touches(self, scope, touches):
        signs = self._signs(touches)
        tasks = self._done_calls(touches)
        rows = {}
        for touch in touches.sudo():
            row = self._touch_row(scope, touch)
            row |= self._outcome(touch, signs.get(touch.id, {}), tasks.get(touch.id))
            rows[touch.id] = row
        return rows

    @api.model
    def _touch_row(self, scope, touch):
        """Return what a contact is, whatever became of it."""
        own = touch.own_subject or (touch.own_body and self.env._("Own words"))
        template = touch.template_version_id.template_id
        subject = touch.message_id.subject
        channels = self._labels("mortgage.touch", "channel")
        return self._row(
            ICONS[touch.channel],
            channels[touch.channel],
            own or touch.step_id.name or template.name or subject or "",
            who=touch.user_id.name or False,
            by_hand=touch.origin == "manual",
            plan=touch.enrollment_id.cadence_id.name or False,
            channel=touch.channel,
            touch_id=touch.id,
            actions=self._settling(touch),
        )

    def _settling(self, touch):
        may = self.env.user.has_groups(
            "mortgage_compliance.group_manager,mortgage_compliance.group_compliance"
        )
        if not may or touch.channel not in ("email", "sms"):
            return []
        return {
            "in_doubt": ["send_again", "settle_sent"],
            "failed": ["send_again"],
        }.get(touch.state, [])

    def _outcome(self, touch, signs, task):
        """Return what became of a contact that is over, in words."""
        state, tone = self._labels("mortgage.touch", "state")[touch.state], None
        reason = touch.reason
        sign = next((one for one in SIGNS if one in signs), None)
        if touch.channel == "call" and task and task.mortgage_outcome:
            state = self._labels("mail.activity", "mortgage_outcome")[
                task.mortgage_outcome
            ]
            reason = False
        elif touch.channel == "call" and touch.state in ("sent", "delivered"):
            state = self.env._("Done")
        elif touch.state in ("sent", "delivered") and sign:
            state = self._labels("mortgage.touch.event", "type")[sign]
            tone = "success"
        elif touch.state == "failed" and "bounced" in signs:
            state = self.env._("Bounced")
        elif touch.state == "cancelled":
            state = self.env._("Called off")
        elif touch.state == "in_doubt":
            state = self.env._("Nobody knows whether it left")
        called_off = touch.state in ("skipped", "cancelled")
        return {
            "state": state,
            "tone": tone or TONES[touch.state],
            "reason": reason or False,
            "quote": self._said(task, state),
            "facts": self._sign_facts(signs),
            "group": [touch.enrollment_id.id, touch.state, touch.reason]
            if called_off and touch.enrollment_id
            else None,
        }

    def _said(self, task, state):
        """Return what the LO noted about a call, without the outcome before it."""
        note = (task and task.feedback or "").strip()
        return note.removeprefix(state).lstrip(": ") or False

    def _signs(self, touches):
        """Return ``{touch id: {event type: (times, last)}}``."""
        signs = {}
        groups = self.env["mortgage.touch.event"]._read_group(
            [("touch_id", "in", touches.ids)],
            ["touch_id", "type"],
            ["__count", "at:max"],
        )
        for touch, kind, times, last in groups:
            signs.setdefault(touch.id, {})[kind] = (times, last)
        return signs

    def _sign_facts(self, signs):
        labels = self._labels("mortgage.touch.event", "type")
        return [
            {
                "label": self.env._("%(what)s (%(times)s times)", what=label, times=n)
                if (n := signs[kind][0]) > 1
                else label,
                "at": fields.Datetime.to_string(signs[kind][1]),
            }
            for kind, label in labels.items()
            if kind in signs
        ]

    def _done_calls(self, touches):
        """Return ``{touch id: its call task}``, closed ones too."""
        calls = touches.filtered(lambda touch: touch.channel == "call")
        tasks = self.env["mail.activity"].with_context(active_test=False)
        # Who may read the contact may read what was said about it.
        found = tasks.sudo().search([("mortgage_touch_id", "in", calls.ids)])
        return {task.mortgage_touch_id.id: task for task in found}

    # Answers

    @api.model
    def _find_answers(self, scope, page):
        domain = scope.domain & Domain("type", "in", ("replied", "auto_replied"))
        return self._search(self.env["mortgage.touch.event"], "at", domain, page)

    @api.model
    def _tell_answers(self, scope, events):
        channels = self._labels("mortgage.touch", "channel")
        rows = {}
        for event in events.sudo():
            automatic = event.type == "auto_replied"
            rows[event.id] = self._row(
                "fa-reply",
                channels.get(event.channel, ""),
                self.env._("Automatic reply")
                if automatic
                else self.env._("%(who)s answered", who=scope.name),
                tone="secondary" if automatic else "success",
                quote=event.inbound_id.body or event.note or False,
                incoming=True,
            )
        return rows

    @api.model
    def _ahead_touches(self, scope):
        """Return the contacts ahead, the soonest first, and how many there are."""
        touches = self.env["mortgage.touch"]
        if not touches.has_access("read"):
            return touches, 0
        domain = scope.domain & Domain("state", "in", AHEAD)
        found = touches.search(domain, order="due_at, id", limit=AHEAD_LIMIT + 1)
        return found[:AHEAD_LIMIT], len(found) > AHEAD_LIMIT
