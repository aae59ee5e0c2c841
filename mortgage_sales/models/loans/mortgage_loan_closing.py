from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import closing, loan_words, trid
from ..pipeline.mortgage_party import HOUSEHOLD_ROLES


class MortgageLoan(models.Model):
    """How long a file has stood where it is, what date comes next, and which closings
    are in danger. Today's date makes all of it, so none is stored."""

    _inherit = "mortgage.loan"

    milestone_days = fields.Integer(
        "Days in the milestone",
        compute="_compute_milestone_age",
        help="Business days since it came here: those on which your offices are open,"
        " without federal holidays.",
    )
    milestone_share = fields.Integer(
        "Share of the days allowed (%)", compute="_compute_milestone_age"
    )
    milestone_age = fields.Char("Time here", compute="_compute_milestone_age")
    is_stalled = fields.Boolean("Stalled", compute="_compute_milestone_age")
    open_condition_count = fields.Integer(
        "Open conditions", compute="_compute_open_condition_count"
    )
    next_date = fields.Date("Next hard date on", compute="_compute_next_date")
    next_date_words = fields.Char("Next hard date", compute="_compute_next_date")
    lock_words = fields.Char("Rate lock", compute="_compute_next_date")
    in_danger = fields.Boolean(
        "Closing in danger", compute="_compute_danger", search="_search_in_danger"
    )
    danger_reason = fields.Char("Why", compute="_compute_danger")
    danger_aside = fields.Char(
        "What else endangers it",
        compute="_compute_danger",
        help="Beside the next hard date and the time in the milestone.",
    )
    is_next_date_in_danger = fields.Boolean(compute="_compute_danger")
    danger_action = fields.Char("What to do", compute="_compute_danger")
    danger_rank = fields.Integer("Urgency", compute="_compute_danger")
    surnames = fields.Char("Borrowers", compute="_compute_surnames")

    @api.model
    def _in_danger(self, domain, limit=None):
        """Return the loans in process of ``domain`` whose closing is in danger, most
        urgent first.

        :param limit: how many at most
        :return: list of ``{loan_id, lead_id, name, reason, reasons, rank, action}``:
            surnames of the borrowers, the most urgent reason and all of them in words,
            rank from 1, and what to do about the first
        """
        found = self.search(Domain(domain) & Domain("state", "=", "active"))
        ranked = found._dangers_ranked()[:limit]
        names = found.browse(loan.id for loan, _dangers in ranked)._surnames()
        rows = []
        for rank, (loan, dangers) in enumerate(ranked, 1):
            reasons = [loan._danger_words(danger) for danger in dangers]
            rows.append(
                {
                    "loan_id": loan.id,
                    "lead_id": loan.lead_id.id,
                    "name": names[loan],
                    "reason": reasons[0],
                    "reasons": reasons,
                    "rank": rank,
                    "action": loan._danger_action(dangers[0]),
                }
            )
        return rows

    @api.depends(
        "milestone_id", "milestone_since", "state", "milestone_id.allowed_days"
    )
    def _compute_milestone_age(self):
        weekdays = self.company_id._mortgage_office_weekdays()
        for loan in self:
            days = loan._days_here(weekdays.get(loan.company_id, trid.OFFICE_WEEKDAYS))
            allowed = loan.milestone_id.allowed_days
            loan.milestone_days = days
            loan.milestone_share = min(100, 100 * days // allowed) if allowed else 0
            loan.is_stalled = bool(
                loan.state == "active" and allowed and days > allowed
            )
            loan.milestone_age = loan._age_words(days, allowed)

    @api.depends("condition_ids.state")
    def _compute_open_condition_count(self):
        counts = self._condition_counts(Domain.TRUE)
        for loan in self:
            loan.open_condition_count = counts[loan.id]

    @api.depends(
        *("state", "purpose", "property_occupancy", "milestone_id"),
        *("application_on", "le_sent_on", "cd_received_on", "closing_on"),
        "lock_expires_on",
    )
    def _compute_next_date(self):
        dates = self._loan_dates()
        for loan in self:
            ahead = closing.hard_dates(dates[loan]) if loan.state == "active" else []
            day, code = ahead[0] if ahead else (False, "")
            loan.next_date = day
            loan.next_date_words = loan._hard_date_words(code, day) if ahead else False
            locked = loan.lock_expires_on
            loan.lock_words = locked and loan._hard_date_words("lock", locked)

    @api.depends("next_date", "milestone_since", "condition_ids.state")
    def _compute_danger(self):
        ranked = dict(self.filtered(lambda f: f.state == "active")._dangers_ranked())
        for loan in self:
            dangers = ranked.get(loan, [])
            loan.in_danger = bool(dangers)
            loan.danger_reason = ", ".join(map(loan._danger_words, dangers))
            shown = [d for d in dangers if d.day and d.day == loan.next_date]
            aside = [d for d in dangers if d not in shown and d.code != "stalled"]
            loan.is_next_date_in_danger = bool(shown)
            loan.danger_aside = ", ".join(map(loan._danger_words, aside))
            loan.danger_action = dangers and loan._danger_action(dangers[0])
            loan.danger_rank = dangers[0].urgency if dangers else 0

    def _search_in_danger(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        ids = self._ids_in_danger()
        wanted = (operator == "in") == (True in value)
        return [("id", "in" if wanted else "not in", ids)]

    def _ids_in_danger(self):
        """Return the ids of all loans in danger that the user sees, in order."""
        loans = self.search([("state", "=", "active")])
        return [loan.id for loan, _dangers in loans._dangers_ranked()]

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name != "danger_rank":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        # Today decides the order, so no column can hold it.
        return SQL(
            "array_position(%s::int[], %s) %s %s",
            self._ids_in_danger(),
            SQL.identifier(alias, "id"),
            direction,
            nulls,
        )

    @api.depends("partner_id", "lead_id.party_ids.role", "lead_id.party_ids.partner_id")
    def _compute_surnames(self):
        names = self._surnames()
        for loan in self:
            loan.surnames = names[loan]

    def _surnames(self):
        """Return ``{loan: surnames of its borrowers}``, such as "Ruiz/Ortega"."""
        names = {}
        loans = self.sudo()
        # One query for the names of all: a union forgets what is read together.
        (loans.partner_id | loans.lead_id.party_ids.partner_id).fetch(["name"])
        for loan in self:
            household = loan.sudo().lead_id.party_ids.filtered(
                lambda party: party.role in HOUSEHOLD_ROLES
            )
            people = loan.sudo().partner_id | household.partner_id
            names[loan] = (
                loan_words.surnames(people.mapped("name")) or loan.loan_number or ""
            )
        return names

    def _dangers_ranked(self):
        """Return ``[(loan, dangers)]`` of those of ``self`` in danger, most urgent
        first."""
        today = fields.Date.context_today(self)
        found = []
        for loan, dates in self._loan_dates().items():
            company = loan.company_id.sudo()
            dangers = closing.dangers(
                dates, today, company.mortgage_lock_days, company.mortgage_cd_days
            )
            if dangers:
                found.append((loan, dangers))
        return sorted(found, key=lambda row: (row[1][0].urgency, row[0].id))

    def _loan_dates(self):
        """Return ``{loan: LoanDates}``."""
        weekdays = self.company_id._mortgage_office_weekdays()
        today = fields.Date.context_today(self)
        overdue = self._condition_counts(Domain("due_on", "<", today))
        dates = {}
        for loan in self:
            open_on = weekdays.get(loan.company_id, trid.OFFICE_WEEKDAYS)
            dates[loan] = closing.LoanDates(
                purpose=loan.purpose or "",
                occupancy=loan.property_occupancy or "",
                applied=loan.application_on or None,
                le_sent=loan.le_sent_on or None,
                cd_received=loan.cd_received_on or None,
                lock_expires=loan.lock_expires_on or None,
                closing=loan.closing_on or None,
                days_in_milestone=loan._days_here(open_on),
                days_allowed=loan.milestone_id.allowed_days,
                overdue_conditions=overdue[loan.id],
                is_application=loan.milestone_id.kind == "application",
                weekdays=open_on,
            )
        return dates

    def _days_here(self, weekdays):
        if not self.milestone_since:
            return 0
        since = fields.Datetime.context_timestamp(self, self.milestone_since).date()
        today = fields.Date.context_today(self)
        return trid.general_days_between(since, today, weekdays)

    def _condition_counts(self, domain):
        """Return ``{loan id: open conditions}`` that match ``domain``."""
        groups = self.env["mortgage.condition"]._read_group(
            Domain("loan_id", "in", self.ids) & Domain("state", "=", "open") & domain,
            ["loan_id"],
            ["__count"],
        )
        return Counter({loan.id: count for loan, count in groups})
