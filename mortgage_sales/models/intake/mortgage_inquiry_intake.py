import json

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hmac

from ...tools.inquiry import parse, payload_key, reason
from .arrival import Arrival

REPEAT_DAYS = 1


class MortgageInquiry(models.Model):
    """The way from a request to a routed lead, for a whole batch at once."""

    _inherit = "mortgage.inquiry"

    @api.model
    def _submit(self, source, items, received_at=None):
        """Store ``items`` of ``source`` and return a result for each, in order.

        Nothing is asked twice: an inquiry that is here already answers with its first
        result.
        """
        intake = self.sudo().with_company(source.company_id)
        received_at = received_at or fields.Datetime.now()
        parsed = [parse(item, intake._fingerprint) for item in items]
        external_ids = intake._external_ids(source, parsed, received_at)
        fresh = intake._insert(source, parsed, external_ids, received_at)
        intake._work(source.sudo(), fresh)
        stored = intake.search_fetch(
            [("source_id", "=", source.id), ("external_id", "in", external_ids)],
            ["external_id", "state", "lead_id", "reasons"],
        )
        results = stored._results()
        by_external_id = {inquiry.external_id: inquiry.id for inquiry in stored}
        return [results[by_external_id[external_id]] for external_id in external_ids]

    def _retry(self, source):
        """Work on held inquiries of ``source`` again, with a person's corrections."""
        arrivals = []
        for inquiry in self:
            corrected = json.loads(inquiry.payload or "{}") | {
                "name": inquiry.person_name or "",
                "email": inquiry.email or "",
                "phone": inquiry.phone or "",
                "first_name": "",
                "last_name": "",
            }
            arrivals.append(Arrival(inquiry.id, parse(corrected, self._fingerprint)))
        self.sudo().with_company(source.company_id)._work(source, arrivals)

    def _fingerprint(self, text):
        return hmac(self.sudo().env, "mortgage-inquiry-reference", text)[:32]

    def _external_ids(self, source, parsed, received_at):
        """Return the number of each inquiry: the source's own, or one of its answers.

        The latter holds the day it first came, so that the same answers are the same
        inquiry for 24 hours and a new one later.
        """
        own = [item.values.get("external_id") for item in parsed]
        keys = [
            None if number else payload_key(item.payload)
            for number, item in zip(own, parsed, strict=True)
        ]
        if not any(keys):
            return own
        today = received_at.date()
        recent = self._recent_numbers(source, set(filter(None, keys)), received_at)
        return [
            number or recent.get(key) or f"auto-{key}-{today:%Y%m%d}"
            for number, key in zip(own, keys, strict=True)
        ]

    def _recent_numbers(self, source, keys, received_at):
        since = fields.Datetime.subtract(received_at, days=REPEAT_DAYS)
        days = {since.date(), received_at.date()}
        numbers = {f"auto-{key}-{day:%Y%m%d}": key for key in keys for day in days}
        found = self.search_fetch(
            [
                ("source_id", "=", source.id),
                ("external_id", "in", list(numbers)),
                ("received_at", ">", since),
            ],
            ["external_id"],
            order="received_at",
        )
        return {numbers[inquiry.external_id]: inquiry.external_id for inquiry in found}

    def _insert(self, source, parsed, external_ids, received_at):
        """Store those inquiries that are not here yet and return their arrivals.

        Not the ORM: one statement that meets a parallel post of the same number.
        """
        items = {}
        for external_id, item in zip(external_ids, parsed, strict=True):
            items.setdefault(external_id, item)
        if not items:
            return []
        consents = self.env["mortgage.consent"]
        names = consents._seller_names(source.company_id.ids)[source.company_id.id]
        rows = [
            self._row(source, external_id, item, received_at, names)
            for external_id, item in sorted(items.items())
        ]
        self.flush_model()
        inserted = self.env.execute_query(
            SQL(
                "INSERT INTO mortgage_inquiry (source_id, external_id, company_id,"
                " person_name, email, phone, submitted_at, received_at, state, cost,"
                " payload, reasons, asked_us, create_uid, create_date, write_uid,"
                " write_date)"
                " VALUES %s ON CONFLICT (source_id, external_id) DO NOTHING"
                " RETURNING id, external_id",
                SQL(", ").join(rows),
            )
        )
        ids = {external_id: inquiry_id for inquiry_id, external_id in inserted}
        return [
            Arrival(ids[external_id], item)
            for external_id, item in items.items()
            if external_id in ids
        ]

    def _row(self, source, external_id, parsed, received_at, names):
        values, now = parsed.values, self.env.cr.now()
        return SQL(
            "(%s, %s, %s, %s, %s, %s, %s, %s, 'received', %s, %s, %s, %s, %s, %s, %s,"
            " %s)",
            source.id,
            external_id,
            source.company_id.id,
            values.get("name") or None,
            values.get("email"),
            values.get("phone") or values.get("phone2"),
            values.get("submitted_at"),
            received_at,
            values.get("cost") or source.cost or None,
            json.dumps(parsed.payload, ensure_ascii=False),
            json.dumps(parsed.reasons, ensure_ascii=False),
            self._asked_us(source, values["consent"], names),
            self.env.uid,
            now,
            self.env.uid,
            now,
        )

    def _work(self, source, arrivals):
        """Bring ``arrivals`` as far as they go: to a lead's LO, or to a reason."""
        for arrival in arrivals:
            arrival.state = arrival.parsed.obstacle or "received"
            arrival.reasons = list(arrival.parsed.reasons)
        self._hold_without_team(source, arrivals)
        self._turn_away_unlicensed(source, arrivals)
        usable = [arrival for arrival in arrivals if arrival.state == "received"]
        # Before anything is searched: two transactions with one person meet here, and
        # the later one sees the other's work when it is tried again.
        point_ids = self.env["mortgage.contact.point"]._upsert(
            pair for arrival in usable for pair in (*arrival.pairs, *arrival.co_pairs)
        )
        people = self.env["res.partner"]._mortgage_people(
            usable, point_ids, source.company_id
        )
        leads = self.env["crm.lead"]._mortgage_from_people(people, source)
        self._record_consent(source, usable, point_ids)
        leads._mortgage_route()
        self._settle(people)
        self.env["crm.lead"]._mortgage_tell_merged(
            [arrival for arrival in usable if arrival.state == "merged"], source
        )
        self._store(arrivals)

    def _hold_without_team(self, source, arrivals):
        if source._mortgage_team():
            return
        for arrival in arrivals:
            if arrival.state == "received":
                arrival.state = "held"
                arrival.reasons.append(
                    reason(
                        "no_team",
                        "source",
                        "The lead source has no mortgage team: set one on it.",
                    )
                )

    def _turn_away_unlicensed(self, source, arrivals):
        """Turn away what lies in a state where the company has no license."""
        self._fill_states(arrivals)
        company = source.company_id
        licensed = None
        for arrival in arrivals:
            state = arrival.values.get("property", {}).get("state")
            if arrival.state != "received" or not state:
                continue
            if licensed is None:
                found = self.env["mortgage.license"]._licensed([], company.ids)
                licensed = found.get(("company", company.id)) or set()
            if state not in licensed:
                self._turn_away(arrival, source, state)

    def _turn_away(self, arrival, source, state):
        """Refuse an arrival to its source, or keep it as one to be referred to a
        lender who is licensed there; neither makes a lead, and nothing is sent."""
        company = source.company_id.name
        words = f"{company} is not licensed in {state}."
        arrival.state = "rejected"
        if source.unlicensed == "refer":
            arrival.state = "held"
            words = f"{words} Kept to be referred out; nothing is sent."
        arrival.reasons.append(reason("not_licensed", "property.state", words))

    def _fill_states(self, arrivals):
        """Take the state of the property from its ZIP where only that is known."""
        unknown = [
            home
            for arrival in arrivals
            if arrival.state == "received"
            and not (home := arrival.values["property"])["state"]
            and home["zip"]
        ]
        if not unknown:
            return
        found = self.env["mortgage.zone"]._candidates(
            [((), (home["zip"],), "") for home in unknown]
        )
        for home, (states, _zones) in zip(unknown, found, strict=True):
            if len(states) == 1:
                home["state"] = states[0]

    def _settle(self, people):
        """Say of each arrival whether it made a lead or joined one."""
        waits = reason(
            "waiting", "", "No loan officer may own it now; it waits until one can."
        )
        leads = self.env["crm.lead"].browse(person.lead_id for person in people)
        for person, lead in zip(people, leads, strict=True):
            for number, arrival in enumerate(person.arrivals):
                if not person.is_new_lead or number:
                    arrival.state = "merged"
                    arrival.reasons.append(
                        reason("merged", "", f"{lead.contact_name} has a lead already.")
                    )
                elif lead.user_id:
                    arrival.state = "routed"
                else:
                    arrival.reasons.append(waits)

    def _store(self, arrivals):
        """Write what became of ``arrivals``; each state once, for automations."""
        if not arrivals:
            return
        rows = [
            SQL(
                "(%s, %s::int, %s)",
                arrival.inquiry_id,
                (arrival.person and arrival.person.lead_id) or None,
                json.dumps(arrival.reasons, ensure_ascii=False),
            )
            for arrival in arrivals
        ]
        # Not the ORM: every row has its own values.
        self.env.cr.execute(
            SQL(
                "UPDATE mortgage_inquiry SET lead_id = done.lead_id,"
                " reasons = done.reasons"
                " FROM (VALUES %s) AS done (id, lead_id, reasons)"
                " WHERE mortgage_inquiry.id = done.id",
                SQL(", ").join(rows),
            )
        )
        inquiries = self.browse(arrival.inquiry_id for arrival in arrivals)
        inquiries.invalidate_recordset()
        self.env["crm.lead"].invalidate_model(["inquiry_ids"])
        by_state = {}
        for arrival in arrivals:
            by_state.setdefault(arrival.state, []).append(arrival.inquiry_id)
        for state, ids in by_state.items():
            if state != "received":
                self.browse(ids).write({"state": state})
