from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

ROLES = [
    ("lo", "Loan officer"),
    ("assistant", "LO assistant"),
    ("manager", "Sales manager"),
    ("processor", "Processor or underwriter"),
    ("compliance", "Compliance officer"),
]
ZONES = [
    ("America/New_York", "Eastern"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain"),
    ("America/Phoenix", "Arizona"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
]
WORKDAYS = range(5)
SATURDAY = 5


class MortgageOfficerSetup(models.TransientModel):
    """Adds a person in one form: login, right, NMLS number, licenses, hours, team."""

    _name = "mortgage.officer.setup"
    _description = "Add a loan officer"

    role = fields.Selection(ROLES, "Works as", required=True, default="lo")
    name = fields.Char(required=True)
    email = fields.Char("Email (and login)", required=True)
    phone = fields.Char("Phone borrowers call back")
    nmls_id = fields.Char("NMLS number")
    license_state_ids = fields.Many2many(
        "res.country.state",
        string="Licensed in",
        domain="[('country_id.code', '=', 'US')]",
    )
    license_end = fields.Date(
        "Licenses until",
        default=lambda self: fields.Date.today().replace(month=12, day=31),
    )
    tz = fields.Selection(ZONES, "Time zone", required=True, default="America/Chicago")
    hour_from = fields.Float("Works from", default=9)
    hour_to = fields.Float("To", default=18)
    saturdays = fields.Boolean("Saturdays too")
    team_id = fields.Many2one(
        "crm.team",
        domain=[("is_mortgage", "=", True)],
        default=lambda self: self.env["crm.team"].search(
            [("is_mortgage", "=", True)], limit=1
        ),
    )
    user_id = fields.Many2one("res.users", readonly=True)
    is_mailed = fields.Boolean(readonly=True)
    invitation = fields.Char(compute="_compute_invitation")

    @api.depends("user_id")
    def _compute_invitation(self):
        """Who may make users may also hand over the link; for others it is mailed."""
        may_see = self.env.user.has_group("base.group_erp_manager")
        for setup in self:
            partner = setup.user_id.sudo().partner_id
            setup.invitation = (
                partner._get_signup_url() if partner and may_see else False
            )

    def action_save(self):
        """Make the person's user, licenses, hours and place on the team."""
        self.ensure_one()
        self._check_may()
        self._check_hours()
        self.user_id = self._make_user()
        self._invite()
        self.env["mortgage.license"].create(self._license_vals())
        if self.role in ("lo", "manager"):
            self.user_id.mortgage_calendar_id = self._calendar()
        if self.team_id and self.role == "lo":
            self.team_id.member_ids = [Command.link(self.user_id.id)]
        return self._open(self.env._("%(name)s is in", name=self.name), res_id=self.id)

    def action_another(self):
        """Start over with the same zone, hours and team."""
        same = ("role", "tz", "hour_from", "hour_to", "saturdays", "license_end")
        context = {f"default_{name}": self[name] for name in same}
        context["default_team_id"] = self.team_id.id
        return self._open(self.env._("Add a loan officer"), context=context)

    def _open(self, name, **more):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "views": [[False, "form"]],
            "target": "new",
            **more,
        }

    def _check_may(self):
        user = self.env.user
        if not user.has_group("mortgage_compliance.group_admin"):
            raise AccessError(
                self.env._("Only a mortgage administrator may add people here.")
            )
        # Who made an approver could approve his or her own words through it.
        is_odoo_admin = user.has_group("base.group_erp_manager")
        if self.role == "compliance" and not is_odoo_admin:
            raise AccessError(
                self.env._(
                    "A compliance officer is added by who administers Odoo's users."
                )
            )

    def _check_hours(self):
        if self.role == "lo" and not self.nmls_id:
            raise ValidationError(
                self.env._("A loan officer has an NMLS number; give it, please.")
            )
        if not 0 <= self.hour_from < self.hour_to <= 24:
            raise ValidationError(
                self.env._("The hours of work end after they begin, within one day.")
            )

    def _make_user(self):
        login = (self.email or "").strip().lower()
        users = self.env["res.users"].sudo().with_context(active_test=False)
        if users.search_count([("login", "=", login)], limit=1):
            raise UserError(
                self.env._("%(login)s is the login of somebody already.", login=login)
            )
        groups = self.env.ref("base.group_user") | self.env.ref(
            f"mortgage_compliance.group_{self.role}"
        )
        user = users.create(
            {
                "name": self.name,
                "login": login,
                "email": login,
                "phone": self.phone,
                "nmls_id": self.nmls_id,
                "tz": self.tz,
                "company_id": self.env.company.id,
                "company_ids": [Command.set(self.env.company.ids)],
                "group_ids": [Command.set(groups.ids)],
            }
        )
        # In a write of its own: it goes with a group, which the first write sets.
        user.notification_type = "inbox"
        return user

    def _invite(self):
        """Note whether Odoo could mail its invitation; where it could not, it has also
        called the invitation off."""
        partner = self.user_id.sudo().partner_id
        self.is_mailed = bool(partner.signup_type)
        if not self.is_mailed:
            partner.signup_prepare()

    def _license_vals(self):
        licenses, company = self.env["mortgage.license"], self.env.company
        end = self.license_end and licenses._end_of(self.license_end, company)
        return [
            {
                "company_id": company.id,
                "user_id": self.user_id.id,
                "state": state.code,
                "valid_to": end,
            }
            for state in self.license_state_ids
        ]

    def _calendar(self):
        """Return the calendar of these hours in this zone; people share it."""
        calendars = self.env["resource.calendar"].sudo()
        zone = dict(self._fields["tz"]._description_selection(self.env))[self.tz]
        name = self.env._(
            "%(zone)s, %(opens)s to %(closes)s%(saturdays)s",
            zone=zone,
            opens=_clock(self.hour_from),
            closes=_clock(self.hour_to),
            saturdays=self.env._(", Saturdays too") if self.saturdays else "",
        )
        company = self.env.company
        known = calendars.search(
            [
                ("name", "=", name),
                ("tz", "=", self.tz),
                ("company_id", "=", company.id),
            ],
            limit=1,
        )
        return known or calendars.create(
            {
                "name": name,
                "tz": self.tz,
                "company_id": company.id,
                "attendance_ids": [Command.clear(), *self._attendances()],
            }
        )

    def _attendances(self):
        days = [*WORKDAYS, *([SATURDAY] if self.saturdays else [])]
        return [
            Command.create(
                {
                    "name": self.env._("At work"),
                    "dayofweek": str(day),
                    "hour_from": self.hour_from,
                    "hour_to": self.hour_to,
                    "day_period": "morning",
                }
            )
            for day in days
        ]


def _clock(hour):
    """Return ``9.5`` as ``9:30 AM``."""
    minutes = round(hour * 60)
    half = "AM" if minutes % 1440 < 720 else "PM"
    return f"{minutes // 60 % 12 or 12}:{minutes % 60:02d} {half}"
