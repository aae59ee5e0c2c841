from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.mortgage_compliance.models.caller import check_caller

from ...tools import loan_row
from ...tools.inquiry import parse
from ..intake.arrival import Arrival
from .mortgage_condition import OWED_BY, TYPES
from .mortgage_condition import STATES as CONDITION_STATES
from .mortgage_loan import OCCUPANCIES, PRODUCTS, PROPERTY_TYPES, PURPOSES, STATES

CHOICES = {
    kind: [code for code, _name in selection]
    for kind, selection in {
        "purpose": PURPOSES,
        "product": PRODUCTS,
        "state": STATES,
        "property_type": PROPERTY_TYPES,
        "occupancy": OCCUPANCIES,
        "condition_type": TYPES,
        "owed_by": OWED_BY,
        "condition_state": CONDITION_STATES,
    }.items()
}


class MortgageLoan(models.Model):
    """Loan files as another system sends them, a batch at a time."""

    _inherit = "mortgage.loan"

    @api.model
    def upsert(self, loans):
        """Make or bring up to date the files with these numbers.

        :param loans: list of ``{los, loan_number, lead_id?, borrower?, lo?, processor?,
            milestone?, milestone_since?, state?, purpose?, product?, amount?, rate?,
            property? {street, city, state, zip, type, occupancy, value},
            application_on?, le_sent_on?, lock_on?, lock_expires_on?, closing_on?,
            cd_received_on?, note_on?, funded_on?, conditions? [{name, external_id?,
            type?, due_on?, owed_by?, state?}]}``. A field that is absent stays as it
            is, one that is False is emptied. borrower: name, email, phone as in an
            inquiry; lo and processor: login, email or NMLS number; milestone: code or
            name
        :return: per loan ``{status: created | updated | unchanged | rejected, loan_id,
            conflicts, reasons}``; conflicts ``{field, ours, theirs}`` of what was not
            taken over, reasons ``{code, field, text}``
        :raise AccessError: the caller is neither administrator nor integration user
        """
        check_caller(
            self.env,
            ("group_admin", "group_integration"),
            self.env._("post loan files"),
        )
        return self.sudo()._upsert([loan_row.LoanRow(raw, CHOICES) for raw in loans])

    def _upsert(self, rows):
        found = self._found(rows)
        self._resolve(rows, found)
        before = self.browse(loan.id for loan in found.values())._standing()
        statuses, new, conditions = {}, {}, []
        for row in rows:
            loan = found.get(row.key)
            if not row.fatal and row.key in new:
                row.refuse("repeated", "loan_number", self._repeated_words())
            if row.fatal:
                statuses[row] = "rejected"
            elif loan:
                changed = [loan._take(row), loan._take_conditions(row, conditions)]
                statuses[row] = "updated" if any(changed) else "unchanged"
            else:
                new[row.key] = row
                statuses[row] = "created"
        self.browse(loan.id for loan in before)._follow(before)
        made = self.create([row.values for row in new.values()])
        found |= dict(zip(new, made, strict=True))
        for row in new.values():
            found[row.key]._take_conditions(row, conditions)
        self.env["mortgage.condition"].create(conditions)
        return [
            {
                "status": statuses[row],
                "loan_id": found[row.key].id if row.key in found else False,
                "conflicts": row.conflicts,
                "reasons": row.reasons,
            }
            for row in rows
        ]

    @api.model
    def _repeated_words(self):
        return self.env._("The file is in this batch twice; the first one was taken.")

    def _found(self, rows):
        """Return ``{(los, number): loan}`` of the files that are here."""
        loans = self.search(
            Domain("company_id", "=", self.env.company.id)
            & Domain("loan_number", "in", [row.key[1] for row in rows])
        )
        return {(loan.los, loan.loan_number): loan for loan in loans}

    def _take(self, row):
        """Write what differs; tell whether anything did."""
        changed = {
            name: value
            for name, value in row.values.items()
            if not self._is_same(name, value)
        }
        if changed:
            self.with_context(mortgage_loan_batch=True).write(changed)
        return bool(changed)

    def _is_same(self, name, value):
        ours, field = self[name], self._fields[name]
        if field.type == "many2one":
            return ours.id == value
        if field.type == "float":
            return f"{ours:.3f}" == f"{value:.3f}"
        if field.type == "monetary":
            return not self.currency_id.compare_amounts(ours, value)
        return (ours or False) == (value or False)

    def _take_conditions(self, row, new):
        """Update conditions, known by their number in the LOS or else by name, and add
        to ``new`` those to make; tell whether there was anything to do."""
        known = {}
        for condition in self.condition_ids:
            known[condition.name] = known[condition.external_id] = condition
        changed = False
        for sent in row.conditions:
            values = self.env["mortgage.condition"]._without_secrets(sent)
            key = values.get("external_id") or values["name"]
            if key not in known:
                known[key] = None
                new.append({**values, "loan_id": self.id})
                changed = True
            elif known[key] and known[key]._take(values):
                changed = True
        return changed

    def _resolve(self, rows, found):
        """Look up what ``rows`` name, for all at once; judge what came out."""
        usable = [row for row in rows if not row.fatal]
        self._resolve_people(usable)
        self._resolve_milestones(usable)
        self._resolve_leads(usable, found)
        self._resolve_borrowers(usable, found)
        today = fields.Date.context_today(self)
        for row in usable:
            loan = found.get(row.key, self.browse())
            moves_to = row.values.get("milestone_id", loan.milestone_id.id)
            if moves_to != loan.milestone_id.id:
                row.values = loan._with_outcome(row.values)
            merged = _Merged(loan, row.values)
            problem = loan_row.date_problem(merged, today)
            if problem:
                row.refuse("invalid", problem[0], self._date_words()[problem[1]])
            if loan_row.is_ssn(row.key[1]):
                row.refuse("invalid", "loan_number", self._ssn_words())

    def _resolve_people(self, rows):
        wanted = {
            str(row.links[name]).strip()
            for row in rows
            for name in ("lo", "processor")
            if name in row.links
        }
        users = self.env["res.users"].search(
            Domain("share", "=", False)
            & Domain("company_ids", "in", self.env.company.ids)
            & (
                Domain("login", "in", list(wanted))
                | Domain("email", "in", list(wanted))
                | Domain("nmls_id", "in", list(wanted))
            )
        )
        by_name = {}
        for user in users:
            for name in filter(None, (user.nmls_id, user.email, user.login)):
                by_name[name] = user.id
        for row in rows:
            for name, field in (("lo", "user_id"), ("processor", "processor_id")):
                if name not in row.links:
                    continue
                said = str(row.links[name]).strip()
                if said in by_name:
                    row.values[field] = by_name[said]
                else:
                    row.note(
                        "unknown_person",
                        name,
                        self.env._(
                            "Nobody here has the login, email or NMLS number “%s”.",
                            said,
                        ),
                    )

    def _resolve_milestones(self, rows):
        milestones = self.env["mortgage.milestone"]._of_company(self.env.company)
        by_name = {}
        for milestone in milestones:
            by_name[milestone.name.lower()] = milestone
        by_name |= {milestone.code.lower(): milestone for milestone in milestones}
        funded = milestones.filtered(lambda found: found.kind == "funded")[:1]
        for row in rows:
            # However the LOS calls what comes after funding.
            if row.values.get("state") == "funded" and funded:
                row.values["milestone_id"] = funded.id
            elif "milestone" in row.links:
                said = str(row.links["milestone"]).strip()
                milestone = by_name.get(said.lower())
                if milestone:
                    row.values["milestone_id"] = milestone.id
                else:
                    row.refuse(
                        "unknown_milestone",
                        "milestone",
                        self._unknown_milestone_words(said, milestones),
                    )

    def _unknown_milestone_words(self, said, milestones):
        return self.env._(
            "No milestone has the code or name “%(said)s”. Send one of %(codes)s, or"
            " add it under Configuration, Milestones.",
            said=said,
            codes=", ".join(milestones.mapped("code")),
        )

    def _resolve_leads(self, rows, found):
        """Link files to the leads they name; a lead that is set stays."""
        named = [row.links["lead_id"] for row in rows if "lead_id" in row.links]
        leads = self.env["crm.lead"].search(
            Domain("id", "in", [number for number in named if isinstance(number, int)])
            & Domain("is_mortgage", "=", True)
            & Domain("company_id", "in", [False, self.env.company.id])
            & Domain("active", "in", [True, False])
        )
        known = set(leads.ids)
        for row in rows:
            lead_id = row.links.get("lead_id")
            if not lead_id:
                continue
            loan = found.get(row.key)
            if loan and loan.lead_id and loan.lead_id.id != lead_id:
                row.conflicts.append(
                    {"field": "lead_id", "ours": loan.lead_id.id, "theirs": lead_id}
                )
            elif lead_id in known:
                row.values["lead_id"] = lead_id
            else:
                row.refuse(
                    "unknown_lead",
                    "lead_id",
                    self.env._("There is no mortgage lead with the id %s.", lead_id),
                )

    def _resolve_borrowers(self, rows, found):
        """Find or make the borrowers of files that have none yet, and their leads."""
        arrivals = {}
        for row in rows:
            loan = found.get(row.key)
            if row.fatal or "lead_id" in row.values or (loan and loan.partner_id):
                continue
            borrower = row.links.get("borrower")
            parsed = parse(borrower) if isinstance(borrower, dict) else None
            if parsed and parsed.values["name"]:
                arrivals[row] = Arrival(0, parsed)
            elif not loan:
                row.refuse(
                    "no_borrower",
                    "borrower",
                    self.env._(
                        "Say whose loan it is: send lead_id, or borrower with name and"
                        " email or phone."
                    ),
                )
        pairs = [pair for arrival in arrivals.values() for pair in arrival.pairs]
        point_ids = self.env["mortgage.contact.point"]._upsert(pairs)
        self.env["res.partner"]._mortgage_people(
            list(arrivals.values()), point_ids, self.env.company
        )
        for row, arrival in arrivals.items():
            row.values["partner_id"] = arrival.person.partner_id
            row.values["lead_id"] = arrival.person.lead_id or False


class _Merged:
    """A file as it will be: what was sent, else what is here."""

    def __init__(self, loan, values):
        self._loan, self._values = loan, values

    def __getattr__(self, name):
        if name in self._values:
            return self._values[name]
        if name == "state" and not self._loan:
            return "active"
        return self._loan[name] if self._loan else False
