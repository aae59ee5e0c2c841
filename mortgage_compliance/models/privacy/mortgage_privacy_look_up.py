from markupsafe import Markup

from odoo import fields, models

from ...tools.privacy import BLANK, DELETE, KEEP, LATER, People

MAX_LISTED = 1000


class MortgagePrivacyRequest(models.Model):
    """What we hold about the person, place by place, and what deletion does there."""

    _inherit = "mortgage.privacy.request"

    held = fields.Html("What we hold", compute="_compute_held", sanitize=False)
    hold_words = fields.Char("Legal holds", compute="_compute_hold_words")

    def _compute_held(self):
        for request in self:
            lines = request._look_up()
            rows = Markup("").join(
                Markup("<tr><td>%s</td><td class='text-end'>%s</td><td>%s</td></tr>")
                % (line["name"], line["count"], line["does"])
                for line in lines
                if line["count"]
            )
            request.held = (
                Markup("<table class='table table-sm'>%s</table>") % rows
                if rows
                else self.env._("Nothing is held about them.")
            )

    def _compute_hold_words(self):
        for request in self:
            request.hold_words = ", ".join(request._holds().mapped("name"))

    def _holds(self):
        """Return the open legal holds that keep records of these people."""
        people = self._people()
        return self.env["mortgage.legal.hold"]._of_persons(
            people.points, people.partners
        )

    def _people(self):
        self.ensure_one()
        request = self.sudo().with_context(active_test=False)
        partners = request.partner_ids.ids
        return People(
            partners=partners,
            points=request.point_ids.ids,
            documents=self.env["mortgage.privacy.map"]._documents_of(partners),
        )

    def _look_up(self):
        """Return ``[{model, name, count, does}]`` of every place there is."""
        self.check_access("read")
        places, people = self.env["mortgage.privacy.map"], self._people()
        told = {
            DELETE: self.env._("Deleted"),
            BLANK: self.env._("Stays, without anything that names the person"),
            LATER: self.env._("Goes when no law keeps it any more"),
            KEEP: self.env._("Stays"),
        }
        lines = []
        for place in places._places():
            if place.model not in self.env:
                continue
            records = self.env[place.model].sudo().with_context(active_test=False)
            does = told[place.does]
            lines.append(
                {
                    "model": place.model,
                    "name": records._description,
                    "count": records.search_count(self._at(place, people)),
                    "does": f"{does}. {place.why}" if place.why else does,
                }
            )
        return lines

    def _at(self, place, people):
        if place.model == "mortgage.ledger.entry":
            keys = self.env["mortgage.person.salt"].sudo()._known_keys(people.points)
            return [("person_key", "in", keys)]
        return self.env["mortgage.privacy.map"]._domain(place, people)

    def action_copy(self):
        """Set up an export of everything that was said with the person, for a copy."""
        self.ensure_one()
        self.check_access("write")
        scope = {
            "about": "borrower",
            "partner_ids": [(6, 0, self.partner_ids.ids)],
            "addresses": ", ".join(self.point_ids.mapped("value")),
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Exam export"),
            "res_model": "mortgage.exam.export",
            "views": [[False, "form"]],
            "context": {
                "default_purpose": self.env._("Privacy request %s", self.name),
                "default_company_id": self.company_id.id,
                "default_scope_ids": [(0, 0, scope)],
            },
        }

    def action_host_look_up(self):
        """Open Odoo's own privacy look-up, for what other apps hold."""
        self.ensure_one()
        self.check_access("write")
        partner = self.partner_ids[:1]
        email = (
            partner.email
            or self.point_ids.filtered(lambda point: point.kind == "email")[:1].value
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What other apps hold"),
            "res_model": "privacy.lookup.wizard",
            "views": [[False, "form"]],
            "context": {
                "default_name": partner.name or self.requester,
                "default_email": email or "",
            },
        }
