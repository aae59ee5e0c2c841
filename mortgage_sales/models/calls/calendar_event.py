from datetime import timedelta

from odoo import api, fields, models

# An appointment without a length still has one to call in.
SHORTEST = timedelta(minutes=30)


class CalendarEvent(models.Model):
    """A borrower who booked an appointment asked to be called then."""

    _inherit = "calendar.event"

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._mortgage_note_requests()
        return events

    def write(self, vals):
        result = super().write(vals)
        if {"start", "stop", "opportunity_id", "partner_ids", "active"} & vals.keys():
            self._mortgage_note_requests()
        return result

    @api.ondelete(at_uninstall=False)
    def _mortgage_unlink_requests(self):
        self._mortgage_requests()._withdraw()

    def _mortgage_note_requests(self):
        """Keep for each appointment with a borrower that he or she may be called."""
        now = fields.Datetime.now()
        booked = self.sudo().filtered(
            lambda event: (
                event.active
                and not event.allday
                and event.stop > now
                and event.opportunity_id.is_mortgage
                and event.opportunity_id.partner_id in event.partner_ids
            )
        )
        self._mortgage_requests()._withdraw()
        self.env["mortgage.contact.request"]._record(
            [
                {
                    "partner_id": event.opportunity_id.partner_id.id,
                    "company_id": event.opportunity_id.company_id.id
                    or self.env.company.id,
                    "channels": "call",
                    "valid_from": event.start,
                    "valid_to": max(event.stop, event.start + SHORTEST),
                    "evidence": "appointment",
                    "note": event.name,
                    "res_model": event._name,
                    "res_id": event.id,
                }
                for event in booked
            ]
        )

    def _mortgage_requests(self):
        return (
            self.env["mortgage.contact.request"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        )
