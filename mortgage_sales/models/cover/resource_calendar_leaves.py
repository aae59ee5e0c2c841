from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResourceCalendarLeaves(models.Model):
    """Days off of an LO, and who looks after the borrowers meanwhile."""

    _inherit = "resource.calendar.leaves"

    mortgage_cover_id = fields.Many2one(
        "res.users",
        "Covered by",
        index="btree_not_null",
        ondelete="set null",
        help="Alarms, replies and calls go there from the first minute off to the last;"
        " messages to borrowers say so.",
    )
    mortgage_cover_warning = fields.Char(
        "About the cover", compute="_compute_mortgage_cover_warning"
    )

    @api.depends("mortgage_cover_id", "resource_id")
    def _compute_mortgage_cover_warning(self):
        people = self.mortgage_cover_id | self.resource_id.user_id
        companies = people.sudo().company_id
        licensed = self.env["mortgage.license"]._licensed(people.ids, companies.ids)
        for leave in self:
            cover, person = leave.mortgage_cover_id, leave.resource_id.user_id
            theirs = licensed.get(("user", person.id), set())
            lacking = theirs - licensed.get(("user", cover.id), set())
            leave.mortgage_cover_warning = bool(cover and lacking) and self.env._(
                "%(cover)s has no license in %(states)s: borrowers there are left to"
                " whoever is on call.",
                cover=cover.name,
                states=", ".join(sorted(lacking)),
            )

    @api.constrains("mortgage_cover_id", "resource_id")
    def _check_mortgage_cover(self):
        for leave in self.filtered("mortgage_cover_id"):
            cover, person = leave.mortgage_cover_id, leave.resource_id.user_id
            if not person:
                raise ValidationError(
                    self.env._("Covered by: only a person's own days off have a cover.")
                )
            if cover == person:
                raise ValidationError(
                    self.env._("Covered by: choose somebody else than who is away.")
                )
            is_officer = cover.sudo().has_group("mortgage_compliance.group_lo")
            if not is_officer or person.company_id not in cover.sudo().company_ids:
                raise ValidationError(
                    self.env._(
                        "Covered by: %(cover)s is no loan officer of %(company)s.",
                        cover=cover.name,
                        company=person.company_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves.filtered("mortgage_cover_id")._mortgage_cover_changed()
        return leaves

    def write(self, vals):
        covered = self.filtered("mortgage_cover_id")
        result = super().write(vals)
        covers_now = self.filtered("mortgage_cover_id")
        if "resource_id" in vals:
            # Odoo asks before a write only: own days off could be made somebody else's,
            # all of whose leads the cover sees.
            covers_now.check_access("write")
        covered |= covers_now
        covered._mortgage_cover_changed()
        return result

    def unlink(self):
        people = self.filtered("mortgage_cover_id").resource_id.user_id
        result = super().unlink()
        people._mortgage_hand_tasks_over()
        return result

    def _mortgage_cover_changed(self):
        """Hand tasks over where a cover begins or ends now; ask the cron for later."""
        if not self:
            return
        self.resource_id.user_id._mortgage_hand_tasks_over()
        now = fields.Datetime.now()
        moments = {*self.mapped("date_from"), *self.mapped("date_to")}
        later = sorted(moment for moment in moments if moment > now)
        if later:
            self.env.ref("mortgage_sales.cron_cover").sudo()._trigger(later)
