from dataclasses import replace

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_time, html2plaintext

from ...tools import loan_words
from ...tools.day_order import (
    ANSWER,
    DUE,
    NEW_LEAD,
    PROMISED,
    SOON,
    Task,
    day_order,
    part_of_day,
)
from ...tools.quoted import beginning
from ..calls.mail_activity import ANSWER_TYPE, CALL_TYPE

# Of each: due, coming, and those that have a day and no hour.
SHOWN = 100
QUOTED_LENGTH = 160
PARTS = ("now", "later", "tomorrow")
CALLED = ("sent", "delivered", "failed")


class MortgageDay(models.AbstractModel):
    """The tasks of a day in the order they should be done."""

    _inherit = "mortgage.day"

    def _tasks(self, people, day):
        """Return the rows of ``now``, ``later`` today and ``tomorrow``, in order, and
        ``more``: whether there are tasks that are not shown."""
        activities, more = self._open_activities(people, day)
        known = self._known(activities)
        shown = activities.filtered(lambda task: task.res_id in known["leads"])
        tasks = {task.id: self._task(task, known, day) for task in shown}
        calls = self._calls_beside_answers(shown, tasks)
        parts = {part: [] for part in PARTS}
        for task, rank in day_order(tasks.values(), day.now):
            part = part_of_day(task, day)
            if part:
                activity = shown.browse(task.key)
                row = self._row(activity, task, known, day)
                reason = self._reason(activity, task, rank, known, day)
                beside = calls.get(activity.id, False)
                parts[part].append(row | {"reason": reason, "call_id": beside})
        return parts | {"more": more}

    def _calls_beside_answers(self, shown, tasks):
        """Take the calls of borrowers who wait for an answer out of ``tasks``: one row
        is enough for a borrower. It is due when the first of both is.

        Return ``{answer: call}``, the ids of the tasks that share a row.
        """
        calls = {
            task.res_id: tasks[task.id]
            for task in shown
            if tasks[task.id].kind == "call"
        }
        beside = {}
        for answer in shown.filtered(lambda task: tasks[task.id].kind == "reply"):
            task, call = tasks[answer.id], calls.get(answer.res_id)
            if call and call.is_snoozed == task.is_snoozed:
                beside[answer.id] = call.key
                tasks.pop(call.key, None)
                if not call.is_held:
                    tasks[answer.id] = replace(
                        task,
                        due=min(task.due, call.due),
                        is_uncalled=call.is_uncalled,
                    )
        return beside

    def _open_activities(self, people, day):
        """Return the tasks up to tomorrow's, and whether that is not all."""
        activities = self.env["mail.activity"]
        mine = Domain("user_id", "in", people.ids) & Domain(
            "res_model", "=", "crm.lead"
        )
        soon = day.now + SOON
        answer = Domain("activity_type_id", "=", self.env.ref(ANSWER_TYPE).id)
        coming = Domain("mortgage_due_at", ">", soon)
        tomorrow = day.local(day.midnight).date()
        # The newest of what is due: it is done first. Of the rest, the soonest.
        searches = [
            (Domain("mortgage_due_at", "<=", soon), "mortgage_due_at desc, id"),
            (
                coming & (answer | Domain("mortgage_due_at", "<", day.end)),
                "mortgage_due_at, id",
            ),
            (
                Domain("mortgage_due_at", "=", False)
                & Domain("date_deadline", "<=", tomorrow),
                "date_deadline desc, id",
            ),
        ]
        found = [
            activities.search(mine & domain, order=order, limit=SHOWN)
            for domain, order in searches
        ]
        return activities.union(*found), any(len(some) == SHOWN for some in found)

    def _known(self, activities):
        """Return what the rows of ``activities`` say of their leads, read in batch."""
        leads = self.env["crm.lead"].browse(set(activities.mapped("res_id"))).exists()
        leads = leads._filtered_access("read").sudo().filtered("is_mortgage")
        facts = leads._mortgage_contact_facts()
        asked = leads._mortgage_hand_over_requests()
        return {
            "leads": {lead.id: lead for lead in leads},
            "call_type": self.env.ref(CALL_TYPE),
            "answer_type": self.env.ref(ANSWER_TYPE),
            "calls": self._calls_made(leads),
            "written": self._last_written(leads),
            "clocks": leads._mortgage_local_clocks(),
            "zones": leads._mortgage_zones(facts),
            "contact": leads._mortgage_contactability(),
            "asked": {request.res_id: request for request in asked},
        }

    def _calls_made(self, leads):
        groups = (
            self.env["mortgage.touch"]
            .sudo()
            ._read_group(
                [
                    ("lead_id", "in", leads.ids),
                    ("channel", "=", "call"),
                    ("state", "in", CALLED),
                ],
                ["lead_id"],
                ["__count"],
            )
        )
        return {lead.id: count for lead, count in groups}

    def _last_written(self, leads):
        """Return ``{lead id: the borrower's last message}``. The borrower's words are
        the lead's: whoever reads the lead reads them in its chatter, too."""
        messages = self.env["mortgage.inbound.message"].sudo()
        groups = messages._read_group(
            [
                ("res_model", "=", "crm.lead"),
                ("res_id", "in", leads.ids),
                ("meaning", "in", ("none", "doubt")),
            ],
            ["res_id"],
            ["id:max"],
        )
        latest = messages.browse(message_id for _lead_id, message_id in groups)
        return {message.res_id: message for message in latest}

    def _task(self, activity, known, day):
        """Return ``activity`` as the order of the day sees it."""
        lead = known["leads"][activity.res_id]
        called = known["calls"].get(lead.id) or lead.mortgage_talked_at
        kind = self._kind(activity, known)
        due, snoozed = activity.mortgage_due_at, activity.mortgage_snoozed_until
        is_snoozed = bool(snoozed and (not due or snoozed > due))
        return Task(
            key=activity.id,
            kind=kind,
            due=snoozed if is_snoozed else due or day.end_of(activity.date_deadline),
            is_uncalled=kind == "call" and not called,
            is_held=kind in ("call", "callback") and self._is_held(lead, known),
            is_snoozed=is_snoozed and snoozed > day.now,
            all_day=not due and not is_snoozed,
        )

    def _is_held(self, lead, known):
        return known["contact"][lead.id]["call"]["verdict"] == "hold"

    def _kind(self, activity, known):
        if activity.activity_type_id == known["answer_type"]:
            return "reply"
        if activity.activity_type_id != known["call_type"]:
            return "task"
        # A promised call rings when its time has come.
        return "callback" if activity.mortgage_ring_at else "call"

    def _row(self, activity, task, known, day):
        """Return what the row of a task shows, except why it stands where it does."""
        lead = known["leads"][activity.res_id]
        written = known["written"].get(lead.id)
        asked = known["asked"].get(lead.id)
        return {
            "id": activity.id,
            "lead_id": lead.id,
            "kind": task.kind,
            "is_new": task.is_uncalled,
            "due_at": fields.Datetime.to_string(task.due),
            "all_day": task.all_day,
            "day": task.all_day and self._day_words(activity, day),
            "name": self._borrower(lead),
            "loan": self._loan(lead),
            "local_time": known["clocks"][lead.id],
            "zone": known["zones"][lead.id][0].key,
            "line": self._line(activity, task, known),
            "quote": self._quote(activity, written) if task.kind == "reply" else "",
            "reply_by": written.channel if written else "sms",
            "contact": {
                channel: {name: answer[name] for name in ("verdict", "words")}
                for channel, answer in known["contact"][lead.id].items()
            },
            "phone": lead._mortgage_phone(),
            "partner_id": lead.partner_id.id,
            "lo": "" if lead.user_id == self.env.user else lead.user_id.name or "",
            "asked": self.env._(
                "%(manager)s was asked to hand it over", manager=asked.user_id.name
            )
            if asked and asked.id != activity.id
            else "",
        }

    def _borrower(self, lead):
        return lead.partner_id.name or lead.contact_name or lead.name

    def _loan(self, lead):
        """Return the loan in few words: ``purchase $320k · Austin``."""
        purposes = dict(lead._fields["loan_purpose"]._description_selection(self.env))
        amount = loan_words.short_amount(lead.loan_amount)
        loan = [
            (purposes.get(lead.loan_purpose) or "").lower(),
            amount and f"{lead.company_currency.symbol or ''}{amount}",
        ]
        place = lead.property_city or lead.property_state
        return " · ".join(filter(None, [" ".join(filter(None, loan)), place]))

    def _line(self, activity, task, known):
        """Return the second line: what the task is, and where the lead came from."""
        lead = known["leads"][activity.res_id]
        source = lead.lead_source_id.name or lead.referral_partner
        if task.is_uncalled:
            first = self.env._("1st call")
            if not source:
                return self.env._("new · %(call)s", call=first)
            return self.env._(
                "new from %(origin)s · %(call)s", origin=source, call=first
            )
        if task.kind == "reply":
            return ""
        if task.kind == "call":
            number = known["calls"].get(lead.id, 0) + 1
            step = activity.mortgage_touch_id.step_id.name
            return " · ".join(
                filter(None, [step, self.env._("call no. %(number)s", number=number)])
            )
        return activity.summary or activity.activity_type_id.name

    def _quote(self, activity, written):
        """Return how the borrower's message begins, on one line."""
        said = written.body if written else html2plaintext(activity.note or "")
        return beginning(said, QUOTED_LENGTH)

    def _reason(self, activity, task, rank, known, day):
        """Say in words why a task stands where it does."""
        when = self._when(task.due, day)
        if task.is_snoozed:
            return self.env._("You moved it to %(time)s", time=when)
        if task.is_held:
            until = known["contact"][activity.res_id]["call"]["until"] or task.due
            return self._reason_of_held_call(task, self._when(until, day))
        if rank == NEW_LEAD and task.kind == "reply":
            return self.env._(
                "New lead who wrote: call or answer by %(time)s", time=when
            )
        if rank == NEW_LEAD and task.due > day.now:
            return self.env._("New lead, not called yet: call by %(time)s", time=when)
        if rank == NEW_LEAD:
            return self.env._(
                "New lead, not called yet: the call was due at %(time)s", time=when
            )
        if rank == ANSWER:
            written = known["written"].get(activity.res_id)
            since = self._when(written.at if written else activity.create_date, day)
            return self.env._("Waits for your answer since %(time)s", time=since)
        if task.all_day:
            return self._reason_of_a_day(activity, day)
        if rank == PROMISED:
            return self.env._("You promised to call at %(time)s", time=when)
        if rank == DUE:
            return self.env._("Due at %(time)s", time=when)
        return self.env._("Overdue since %(time)s", time=when)

    def _reason_of_held_call(self, task, when):
        if task.is_uncalled:
            return self.env._(
                "New lead, not called yet: may be called from %(time)s", time=when
            )
        return self.env._("May be called from %(time)s", time=when)

    def _reason_of_a_day(self, activity, day):
        words = self._day_words(activity, day)
        if activity.date_deadline < day.date:
            return self.env._("Overdue since %(day)s", day=words)
        return self.env._("Due %(day)s", day=words)

    def _day_words(self, activity, day):
        date = activity.date_deadline
        if date == day.date:
            return self.env._("today")
        if date > day.date:
            return self.env._("tomorrow")
        return format_date(self.env, date, date_format="MMM d")

    def _when(self, moment, day):
        """Return ``moment`` on the caller's clock, with its day unless it is today."""
        local = day.local(moment)
        clock = format_time(self.env, local.time(), time_format="h:mm a")
        if local.date() == day.date:
            return clock
        return (
            f"{format_date(self.env, local.date(), date_format='EEE MMM d')}, {clock}"
        )
