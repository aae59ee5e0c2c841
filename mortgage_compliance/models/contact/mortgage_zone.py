import csv
import hashlib
from datetime import datetime, timezone

from odoo import api, fields, models
from odoo.tools import SQL, file_open

from ...tools import zones
from ...tools.phone import area_code

SHIPPED = "mortgage_compliance/data/contact/zones.csv"
LOADED = "mortgage_compliance.zones_sha256"


class MortgageZone(models.Model):
    """Which ZIP code, area code or state keeps which clock; shipped, made by a script.

    A three-digit ZIP prefix answers for every ZIP under it that has no row of its own.
    """

    _name = "mortgage.zone"
    _description = "Time zone of a place or area code"
    _log_access = False
    _rec_name = "key"

    kind = fields.Selection(
        [("zip", "ZIP code"), ("area", "Area code"), ("state", "State")],
        required=True,
        readonly=True,
    )
    key = fields.Char("Code", required=True, readonly=True)
    states = fields.Char(required=True, readonly=True)
    zones = fields.Char("Time zones", required=True, readonly=True)

    _key_uniq = models.Constraint("UNIQUE(kind, key)", "One row for one place.")

    @api.model
    def _load_shipped(self):
        """Bring the table to the shipped file; a file already loaded costs nothing."""
        with file_open(SHIPPED, "r") as source:
            text = source.read()
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        parameters = self.env["ir.config_parameter"].sudo()
        if parameters.get_param(LOADED) == sha256:
            return
        rows = [
            SQL("(%s, %s, %s, %s)", *row)
            for row in zones.expand(csv.DictReader(text.splitlines()))
        ]
        # Not the ORM: thousands of rows that nobody edits, in two statements.
        self.env.cr.execute(SQL("DELETE FROM mortgage_zone"))
        self.env.cr.execute(
            SQL(
                "INSERT INTO mortgage_zone (kind, key, states, zones) VALUES %s",
                SQL(", ").join(rows),
            )
        )
        self.invalidate_model()
        parameters.set_param(LOADED, sha256)

    @api.model
    def _candidates(self, items):
        """Return ``[(states, zone names)]`` for items ``(states, zips, phone)``.

        Both are empty for a borrower of whom no place is known.
        """
        rulebook = self.env["mortgage.contact.policy"]._rulebook()
        presumption = rulebook.find(
            "presumption", self.env.company.id, datetime.now(timezone.utc)
        )
        return self._candidates_under(items, [presumption] * len(items))

    @api.model
    def _candidates_under(self, items, presumptions):
        """The same, each item under its own rule about what an area code presumes."""
        rows = self._rows(items)
        return [
            zones.candidates(
                states,
                zips,
                area_code(phone),
                rows,
                presuming=rule.states if rule else (),
                strict=bool(rule and rule.strict),
            )
            for (states, zips, phone), rule in zip(items, presumptions, strict=True)
        ]

    def _rows(self, items):
        wanted = set()
        for states, zips, phone in items:
            wanted |= zones.keys(states, zips, area_code(phone))
        if not wanted:
            return {}
        # Not the ORM: the pairs are compared as pairs, against the unique index.
        found = self.env.execute_query(
            SQL(
                "SELECT kind, key, states, zones FROM mortgage_zone"
                " WHERE (kind, key) IN %s",
                tuple(sorted(wanted)),
            )
        )
        return {
            (kind, key): (tuple(states.split()), tuple(names.split()))
            for kind, key, states, names in found
        }
