import json
from datetime import timedelta

from odoo import api, fields, models

LIMIT = "mortgage_compliance.mass_export_records"
DEFAULT_LIMIT = 100
DAY = timedelta(hours=24)


class MortgageExportWatch(models.AbstractModel):
    """Records about borrowers: who takes them out of Odoo, and how many, is noted.

    A list that leaves with somebody is how books of borrowers get lost. Each export is
    in the ledger; one that takes a person past the limit of a day tells compliance.
    """

    _name = "mortgage.export.watch"
    _description = "Watch over exports of borrowers"

    def export_data(self, fields_to_export):
        """Export as Odoo does, and note who took how many records with what fields."""
        result = super().export_data(fields_to_export)
        self._mortgage_note_export(fields_to_export)
        return result

    def _mortgage_note_export(self, names):
        borrowers = self.sudo()._mortgage_of_borrowers()
        if not borrowers:
            return
        limit = self._mortgage_export_limit()
        before = self._mortgage_exported_lately()
        is_mass = before + len(borrowers) > limit
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "mass_export",
                    "res_model": self._name,
                    "payload": {
                        "records": len(borrowers),
                        "fields": names,
                        "in_a_day": before + len(borrowers),
                        "limit": limit,
                        "alarm": is_mass,
                    },
                }
            ]
        )
        if is_mass:
            self._mortgage_alarm_of_export(len(borrowers), before, limit, names)

    def _mortgage_of_borrowers(self):
        """Return those of ``self`` that tell of a borrower; overridable."""
        return self

    @api.model
    def _mortgage_export_limit(self):
        told = self.env["ir.config_parameter"].sudo().get_param(LIMIT) or ""
        return int(told) if told.strip().isdigit() else DEFAULT_LIMIT

    @api.model
    def _mortgage_exported_lately(self):
        """Return how many records this user exported within a day, list by list."""
        entries = self.env["mortgage.ledger.entry"].sudo()
        found = entries.search(
            [
                ("event", "=", "mass_export"),
                ("actor_uid", "=", self.env.uid),
                ("at", ">", fields.Datetime.now() - DAY),
            ]
        )
        return sum(json.loads(entry.payload)["records"] for entry in found)

    def _mortgage_alarm_of_export(self, count, before, limit, names):
        officers = self.env.ref("mortgage_compliance.group_compliance").all_user_ids
        told = officers.filtered(
            lambda user: user.active and self.env.company in user.company_ids
        )
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=told.partner_id.ids,
            subject=self.env._("%s exports a list of borrowers", self.env.user.name),
            body=self.env._(
                "%(user)s exported %(count)s records (%(list)s) with %(fields)s just"
                " now, %(total)s within a day; the limit is %(limit)s. Ask what for,"
                " and end the access if nobody can say. The ledger keeps it as"
                " “Borrower list exported”.",
                user=self.env.user.name,
                count=count,
                list=self._description,
                fields=", ".join(names),
                total=before + count,
                limit=limit,
            ),
        )
