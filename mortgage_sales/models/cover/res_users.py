from odoo import api, fields, models
from odoo.fields import Domain


class ResUsers(models.Model):
    """Who stands in for an LO: assistants always, the cover while the LO is away."""

    _inherit = "res.users"

    mortgage_backup_ids = fields.Many2many(
        "res.users",
        string="Who else works the leads",
        compute="_compute_mortgage_backup_ids",
        search="_search_mortgage_backup_ids",
        compute_sudo=True,
    )

    @api.depends("mortgage_assistant_ids")
    def _compute_mortgage_backup_ids(self):
        covers = self._mortgage_covers()
        nobody = self.browse()
        for user in self:
            cover = covers[user.id][0] if user.id in covers else nobody
            user.mortgage_backup_ids = user.mortgage_assistant_ids | cover

    def _search_mortgage_backup_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Record rules ask this: the moment of the question counts, not of the caching.
        now = fields.Datetime.now()
        covered = (
            Domain("mortgage_cover_id", "in", value)
            & Domain("date_from", "<=", now)
            & Domain("date_to", ">", now)
        )
        leaves = Domain("mortgage_leave_ids", "any!", covered)
        return Domain("mortgage_assistant_ids", "in", value) | Domain(
            "resource_ids", "any!", leaves
        )

    def _mortgage_covers(self, at=None):
        """Return ``{user id: (cover, naive UTC moment of return)}`` of those of
        ``self`` who are away at ``at`` and have a cover who is not."""
        at = at or fields.Datetime.now()
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("mortgage_cover_id", "!=", False),
                    ("date_from", "<=", at),
                    ("date_to", ">", at),
                ],
                order="date_to",
            )
        )
        away = {
            leave.resource_id.user_id.id: (leave.mortgage_cover_id, leave.date_to)
            for leave in leaves
        }
        return {
            user_id: (cover, back)
            for user_id, (cover, back) in away.items()
            if user_id in self.ids and cover.id not in away and cover.active
        }

    def _mortgage_hand_tasks_over(self):
        """Give the open tasks of these LOs' leads to whoever works them now."""
        tasks = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "crm.lead"),
                    ("mortgage_due_at", "!=", False),
                    ("user_id", "in", (self | self._mortgage_cover_people()).ids),
                ]
            )
        )
        leads = self.env["crm.lead"].sudo().browse(set(tasks.mapped("res_id"))).exists()
        theirs = leads.filtered(lambda lead: lead.user_id in self)
        if not theirs:
            return
        quiet = self.env["mail.activity"].with_context(mortgage_by_hand=True)
        moved = quiet._mortgage_follow_owner(theirs)
        # A vacation begins at midnight: only what cannot wait rings then.
        now = fields.Datetime.now()
        urgent = moved.filtered(lambda task: task.mortgage_due_at <= now)
        if urgent:
            theirs.browse(set(urgent.mapped("res_id")))._mortgage_ring(urgent)

    def _mortgage_cover_people(self):
        """Return everybody who covers or covered one of ``self``."""
        leaves = self.env["resource.calendar.leaves"].sudo()
        return leaves.search(
            [
                ("mortgage_cover_id", "!=", False),
                ("resource_id.user_id", "in", self.ids),
            ]
        ).mortgage_cover_id

    @api.model
    def _cron_mortgage_cover(self):
        """A cover begins or ends about now: hand the tasks over."""
        leaves = self.env["resource.calendar.leaves"].search(
            [
                ("mortgage_cover_id", "!=", False),
                ("date_from", "<=", fields.Datetime.now()),
                ("date_to", ">", "-7d"),
            ]
        )
        leaves.resource_id.user_id._mortgage_hand_tasks_over()
