import json
from dataclasses import dataclass
from datetime import datetime

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.phone import area_code
from ...tools.places import zip5
from ..written.mortgage_gate_checks import RULE as LINT
from .mortgage_why import Records


@dataclass(frozen=True)
class Entry:
    """One line of the ledger, with its payload read."""

    id: int
    touch_id: int
    res_id: int
    at: datetime
    event: str
    actor_uid: int
    payload: dict
    sha256: str


class MortgageWhy(models.AbstractModel):
    """Reads what the pages of a set of contacts need, with constant queries."""

    _inherit = "mortgage.why"

    @api.model
    def _read(self, touches):
        """Return the Records about ``touches``."""
        records = Records(book=self.env["mortgage.contact.policy"]._rulebook())
        self._read_ledger(touches, records)
        self._read_rules(touches, records)
        self._read_standing(touches, records)
        self._read_places(touches, records)
        records.asked = touches._why_asked()
        return records

    def _read_ledger(self, touches, records):
        """Read the entries about these contacts, their seals and the bodies."""
        entries = self._entries([("touch_id", "in", touches.ids)])
        for entry in entries:
            records.entries.setdefault(entry.touch_id, []).append(entry)
        records.seals = self._seals([entry.id for entry in entries])
        hashes = {entry.sha256 for entry in entries if entry.event == "handover"}
        records.bodies = self.env["mortgage.archive"]._weighed(hashes - {False})

    def _entries(self, domain):
        """Return the entries in the order they were written."""
        found = self.env["mortgage.ledger.entry"].sudo().search(domain, order="id")
        return [
            Entry(
                id=row.id,
                touch_id=row.touch_id,
                res_id=row.res_id,
                at=row.at,
                event=row.event,
                actor_uid=row.actor_uid,
                payload=json.loads(row.payload or "{}"),
                sha256=row.content_sha256,
            )
            for row in found
        ]

    def _seals(self, entry_ids):
        """Return ``{entry id: (position, leaf, sealed at)}`` of what is sealed."""
        if not entry_ids:
            return {}
        # Not the ORM: the leaves are bytes, and nobody edits a seal.
        rows = self.env.execute_query(
            SQL(
                "SELECT entry, position, leaf, at FROM mortgage_ledger_seal"
                " WHERE entry = ANY(%s)",
                entry_ids,
            )
        )
        return {
            entry: (position, bytes(leaf).hex(), at)
            for entry, position, leaf, at in rows
        }

    def _read_rules(self, touches, records):
        """Read the rules that the judgments name, and those of the checks passed."""
        payloads = [
            entry.payload for entries in records.entries.values() for entry in entries
        ]
        ids = {
            rule for one in payloads for rule in one.get("inputs", {}).get("rules", ())
        }
        for touch in touches:
            ids |= {rule.id for rule in self._rules_passed(touch, records)}
        rules = self.env["mortgage.contact.policy"].sudo()
        codes = {one["rule"] for one in payloads if one.get("rule")}
        codes |= {touch.rule_code for touch in touches if touch.rule_code}
        found = rules.search(
            Domain("id", "in", list(ids)) | Domain("code", "in", list(codes)),
            order="valid_from, id",
        )
        records.rules = {rule.id: rule for rule in found}
        records.named = {rule.code: rule.name for rule in found}
        words = {code.removeprefix(LINT) for code in codes if code.startswith(LINT)}
        lint = self.env["mortgage.lint.rule"].sudo()
        found = lint.search([("code", "in", list(words))], order="valid_from, id")
        records.named |= {LINT + rule.code: rule.name for rule in found}
        records.named["no_address"] = self.env._("There is an address to write to")
        records.named["missing_field"] = self.env._("Every field of the words is known")

    def _read_standing(self, touches, records):
        """Read the consents, suppressions, licenses, lists and approvals."""
        points = touches.point_id
        consents = self.env["mortgage.consent"].sudo()
        found = consents.search([("point_id", "in", points.ids)], order="at, id")
        records.consents = dict(found.grouped("point_id").items())
        stops = self.env["mortgage.suppression"].sudo()
        found = stops.search([("point_id", "in", points.ids)], order="at, id")
        records.stops = dict(found.grouped("point_id").items())
        licenses = self.env["mortgage.license"].sudo()
        records.licenses = licenses.search(
            Domain("company_id", "in", touches.company_id.ids)
            & Domain("user_id", "in", [*touches.user_id.ids, False]),
            order="valid_from, id",
        )
        self._read_lists(records)
        approvals = self._entries(
            [
                ("event", "=", "approval"),
                ("res_model", "=", "mortgage.template.version"),
                ("res_id", "in", touches.template_version_id.ids),
            ]
        )
        for entry in approvals:
            records.approvals.setdefault(entry.res_id, []).append(entry)

    def _read_lists(self, records):
        ids = {
            list_id
            for entries in records.entries.values()
            for entry in entries
            for list_id in entry.payload.get("inputs", {}).get("dnc_lists", ())
        }
        lists = self.env["mortgage.dnc.list"].sudo().browse(sorted(ids)).exists()
        records.lists = {one.id: one for one in lists}

    def _read_places(self, touches, records):
        """Read which zones the places of these people have."""
        keys = {key for touch in touches for key in self._place_keys(touch)}
        if not keys:
            return
        zones = self.env["mortgage.zone"].sudo()
        found = zones.search(
            Domain.OR(
                Domain("kind", "=", kind) & Domain("key", "=", key)
                for kind, key in sorted(keys)
            )
        )
        records.places = {
            (place.kind, place.key): place.zones.split() for place in found
        }

    def _place_keys(self, touch):
        """Return the ``(kind, code)`` of the places that tell a borrower's clock, the
        surest first."""
        partner = touch.partner_id
        code = zip5(partner.zip)
        keys = [("zip", code), ("zip", code[:3])] if code else []
        if partner.state_id.code:
            keys.append(("state", partner.state_id.code))
        if touch.point_id.kind == "phone":
            area = area_code(touch.point_id.value)
            keys += [("area", area)] if area else []
        return keys
