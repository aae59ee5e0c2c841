from datetime import timedelta, timezone

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.case import Case
from ...tools.places import state_code, zip5

# An opt-out that the borrower sent by keyword, or may have sent.
BY_KEYWORD = ("stop", "in_review")


class MortgageGateFacts(models.AbstractModel):
    """Gathers what the gate must know, a constant number of queries for any batch."""

    _name = "mortgage.gate.facts"
    _description = "Facts for the gate"

    @api.model
    def _cases(self, requests, book):
        """Return a Case for each request, in order."""
        points = self._points(requests)
        cases = []
        for position, request in enumerate(requests):
            point_id, value = points(request)
            cases.append(
                Case(position, request, request.kind, value=value, point_id=point_id)
            )
        self._read_kinds(cases)
        self._place(cases, book)
        self._read_points(cases)
        self._read_relationships(cases)
        self._mark_confirmations(cases, book)
        self._read_conversations(cases, book)
        self._read_asked(cases, book)
        return cases

    def _points(self, requests):
        """Return a function that gives ``(point id, value)`` of a request."""
        ids = [request.point_id for request in requests if request.point_id]
        pairs = {
            self._pair(request)
            for request in requests
            if request.value and not request.point_id
        }
        if not ids and not pairs:
            return lambda request: (0, request.value)
        # Not the ORM: the pairs are compared as pairs, against the unique index.
        rows = self.env.execute_query(
            SQL(
                "SELECT id, kind, value FROM mortgage_contact_point"
                " WHERE id = ANY(%s) OR (kind, value) IN %s",
                ids,
                tuple(sorted(pairs)) or (("", ""),),
            )
        )
        values = {point_id: value for point_id, _kind, value in rows}
        known = {(kind, value): point_id for point_id, kind, value in rows}

        def point_of(request):
            if request.point_id:
                return request.point_id, values.get(request.point_id, request.value)
            return known.get(self._pair(request), 0), request.value

        return point_of

    @api.model
    def _pair(self, request):
        kind = "email" if request.channel == "email" else "phone"
        return kind, request.value

    def _place(self, cases, book):
        """Set the states and zones a borrower may be in, and the property's state."""
        items, presumptions = [], []
        for case in cases:
            request = case.request
            states = [state_code(state) for state in request.states]
            states.append(state_code(request.property_state))
            zips = [code for code in map(zip5, request.zips) if code]
            phone = "" if case.channel == "email" else case.value
            items.append((tuple(dict.fromkeys(filter(None, states))), zips, phone))
            presumptions.append(book.find("presumption", case.company_id, case.at))
        found = self.env["mortgage.zone"]._candidates_under(items, presumptions)
        for case, item, (states, zones) in zip(cases, items, found, strict=True):
            case.states, case.zones = states, zones
            case.license_state = state_code(case.request.property_state)
            if not case.license_state and (item[0] or item[1]):
                case.license_state = next(iter(states), "")

    def _read_points(self, cases):
        """Set what suppresses each case and the consents it has."""
        ids = {case.point_id for case in cases if case.point_id}
        stops = self.env["mortgage.suppression"]._active_rows(ids)
        for case in cases:
            case.stops = stops.get(case.point_id, [])
        self.env["mortgage.consent"]._set_on_cases(cases)

    def _read_relationships(self, cases):
        """Set who each case is about and how that person stands to the lender."""
        unnamed = {
            case.point_id
            for case in cases
            if case.point_id and not case.request.partner_id
        }
        owners = self.env["mortgage.contact.point"].sudo()._owners(unnamed)
        for case in cases:
            case.partner_id = case.request.partner_id or owners.get(case.point_id, 0)
        people = {}
        for case in cases:
            people.setdefault(case.company_id, set()).add(case.partner_id)
        # A business relationship is one with this lender, not with a sister company.
        relationships = {
            company_id: self.env["res.partner"]
            .sudo()
            .with_company(company_id)
            .browse(sorted(partner_ids - {0}))
            ._mortgage_relationships()
            for company_id, partner_ids in people.items()
        }
        for case in cases:
            known = relationships[case.company_id]
            case.relationship = known.get(case.partner_id, case.relationship)

    def _mark_confirmations(self, cases, book):
        """Mark the answers to a keyword, which pass the opt-out they answer."""
        for case in cases:
            rule = book.find("opt_out.confirmation", case.company_id, case.at)
            asked_at = case.request.confirms_at
            case.is_confirmation = bool(
                rule
                and asked_at
                and case.at <= asked_at + timedelta(minutes=rule.minutes)
                and all(stop["reason"] in BY_KEYWORD for stop in case.stops)
            )

    def _versions(self, cases):
        """Return ``{version id: version}`` of the templates that the cases use."""
        ids = {case.request.version_id for case in cases if case.request.version_id}
        versions = self.env["mortgage.template.version"].sudo().browse(ids)
        return {version.id: version for version in versions.exists()}

    def _read_conversations(self, cases, book):
        """Tell real answers from what only calls itself one."""
        replies = [case for case in cases if case.kind == "reply"]
        rules = {
            case.position: book.find("conversation", case.company_id, case.at)
            for case in replies
        }
        reach = max((rule.minutes for rule in rules.values() if rule), default=0)
        if not reach:
            for case in replies:
                case.kind = "transactional"
            return
        first = min(case.at for case in replies) - timedelta(minutes=reach)
        wrote = self.env["mortgage.touch.event"]._recent_answers(
            {case.point_id for case in replies if case.point_id},
            first.astimezone(timezone.utc).replace(tzinfo=None),
        )
        for case in replies:
            case.is_conversation = case.point_id in wrote
            if not case.is_conversation:
                case.kind = "transactional"

    def _originators(self, user_ids):
        """Return those of the users who need a license of their own: loan officers.

        An assistant who answers for an LO, or the system itself, originates nothing.
        """
        group = self.env.ref("mortgage_compliance.group_lo")
        users = self.env["res.users"].sudo().with_context(active_test=False)
        return set(
            users.search(
                Domain("id", "in", list(user_ids))
                & Domain("id", "!=", self.env.ref("base.user_root").id)
                & Domain("all_group_ids", "in", group.ids)
            ).ids
        )
