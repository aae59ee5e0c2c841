from odoo import api, fields, models

# What a mortgage administrator or the LO's own manager may set without being allowed to
# edit users.
PROFILE_FIELDS = {
    "mortgage_taking_leads",
    "mortgage_paused",
    "mortgage_lead_cap",
    "mortgage_calendar_id",
    "mortgage_assistant_ids",
    "mortgage_lo_ids",
}


class ResUsers(models.Model):
    _inherit = "res.users"

    mortgage_taking_leads = fields.Boolean(
        "Taking leads", default=True, help="Off: new leads do not ring here."
    )
    mortgage_lead_cap = fields.Integer(
        "Active leads at most", default=0, help="0 for no limit."
    )
    mortgage_paused = fields.Boolean(
        "No new leads", help="Routing passes this person over until it is unticked."
    )
    mortgage_calendar_id = fields.Many2one(
        "resource.calendar",
        "Working hours",
        compute="_compute_mortgage_calendar_id",
        inverse="_inverse_mortgage_calendar_id",
        compute_sudo=True,
        help="Empty for the company's. The hours count in the zone of the calendar.",
    )
    # Their domain stands in the views: here it would make Odoo search, and so flush, in
    # the middle of creating a user.
    mortgage_assistant_ids = fields.Many2many(
        "res.users",
        "res_users_mortgage_assistant_rel",
        "lo_id",
        "assistant_id",
        string="Assistants",
        help="They see and work this LO's leads.",
    )
    mortgage_lo_ids = fields.Many2many(
        "res.users",
        "res_users_mortgage_assistant_rel",
        "assistant_id",
        "lo_id",
        string="Assists",
        help="The LOs whose leads this person sees and works.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + [
            *PROFILE_FIELDS,
            "nmls_id",
            "mortgage_branch_id",
        ]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ["mortgage_taking_leads"]

    @api.depends("resource_ids.calendar_id", "company_id")
    def _compute_mortgage_calendar_id(self):
        for user in self:
            user.mortgage_calendar_id = user._mortgage_resource().calendar_id

    def _inverse_mortgage_calendar_id(self):
        self._mortgage_make_resources()
        for user in self.sudo():
            user._mortgage_resource().calendar_id = user.mortgage_calendar_id

    def write(self, vals):
        if {"mortgage_assistant_ids", "mortgage_lo_ids"} & vals.keys():
            # Record rules name the LOs of the user, and Odoo keeps rules in a cache.
            self.env.registry.clear_cache()
        if vals and vals.keys() <= PROFILE_FIELDS and self._mortgage_may_be_led():
            return super(ResUsers, self.sudo()).write(vals)
        return super().write(vals)

    def _mortgage_may_be_led(self):
        """Tell whether the caller administers mortgage people or leads these."""
        user = self.env.user
        if self.env.su or any(person.share for person in self):
            return False
        if user.has_group("mortgage_compliance.group_admin"):
            return self.sudo().company_ids <= self.env.companies
        if not user.has_group("mortgage_compliance.group_manager"):
            return False
        teams = self.env["crm.team"].sudo().search([("user_id", "=", user.id)])
        return self <= teams.filtered("is_mortgage").member_ids

    def action_mortgage_days_off(self):
        """Open the days on which this person does not work."""
        self.ensure_one()
        is_own = self == self.env.user and not self.share
        if not is_own and not self._mortgage_may_be_led():
            self.check_access("write")
        self._mortgage_make_resources()
        resource = self.sudo()._mortgage_resource()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Days off: %(person)s", person=self.name),
            "res_model": "resource.calendar.leaves",
            "view_mode": "list,form",
            "views": [
                (self.env.ref(f"mortgage_sales.{name}").id, view_type)
                for name, view_type in (
                    ("resource_calendar_leaves_view_list_days_off", "list"),
                    ("resource_calendar_leaves_view_form_days_off", "form"),
                )
            ],
            "help": self.env._(
                "No days off are planned. Add some with New and say who covers"
                " meanwhile."
            ),
            "domain": [("resource_id", "=", resource.id)],
            "context": {
                "default_resource_id": resource.id,
                "default_company_id": resource.company_id.id,
                "default_calendar_id": False,
            },
        }

    def _mortgage_resource(self):
        """Return what Odoo keeps this person's hours and days off on, if any."""
        resources = self.resource_ids
        own = resources.filtered(lambda found: found.company_id == self.company_id)
        return (own or resources)[:1]

    def _mortgage_make_resources(self):
        lacking = self.sudo().filtered(lambda user: not user._mortgage_resource())
        self.env["resource.resource"].sudo().create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": user.company_id.id,
                    "calendar_id": False,
                }
                for user in lacking
            ]
        )
