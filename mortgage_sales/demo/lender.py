"""A made-up lender: Lone Star & Gulf Home Lending, twelve loan officers, three states.

``tell(env)`` sets the lender up through the public methods, as its administrator would,
and leaves it ready for its first lead. All people and numbers are invented.
"""

import base64
from datetime import timedelta

from odoo import Command, fields

COMPANY = {
    "name": "Lone Star & Gulf Home Lending",
    "nmls_id": "9900001",
    "street": "500 Harbor Lane",
    "city": "Austin",
    "zip": "78701",
    "phone": "+15125550100",
    "email": "hello@lender.example",
    "website": "https://www.lender.example",
}
STATES = ("TX", "FL", "CO")
# login, name, NMLS number, states, time zone
LOAN_OFFICERS = (
    ("lo", "Maria Gomez", "9900101", ("TX",), "America/Chicago"),
    ("frank", "Frank Hall", "9900102", ("TX",), "America/Chicago"),
    ("keisha", "Keisha Brown", "9900103", ("TX",), "America/Chicago"),
    ("tom", "Tom Nguyen", "9900104", ("TX", "CO"), "America/Chicago"),
    ("rosa", "Rosa Delgado", "9900105", ("TX", "FL"), "America/Chicago"),
    ("ben", "Ben Carter", "9900106", ("TX",), "America/Chicago"),
    ("luis", "Luis Ortega", "9900107", ("FL",), "America/New_York"),
    ("grace", "Grace Kim", "9900108", ("FL",), "America/New_York"),
    ("omar", "Omar Haddad", "9900109", ("FL",), "America/New_York"),
    ("nina", "Nina Petrova", "9900110", ("FL", "TX"), "America/New_York"),
    ("cora", "Cora Jensen", "9900111", ("CO",), "America/Denver"),
    ("dave", "Dave Walker", "9900112", ("CO",), "America/Denver"),
)
# Whose license has to be renewed now, and where.
ENDING = ("ben", "TX")
# login, name, group, NMLS number
STAFF = (
    ("manager", "Max Boone", "group_manager", "9900201"),
    ("compliance", "Cleo Park", "group_compliance", False),
    ("processor", "Priya Shah", "group_processor", False),
    ("integration", "Integration", "group_integration", False),
)
# Day of the week (0 is Monday), first and last hour of work.
HOURS = (
    *((str(day), 8, 20) for day in range(5)),
    ("5", 9, 18),
    ("6", 11, 18),
)
# code, name, cost, where its leads come from
SOURCES = (
    ("website", "Company website", 0, "own_form"),
    ("zillow", "Zillow", 62, "vendor_form"),
    ("lendingtree", "LendingTree", 48, "vendor_form"),
    ("realtors", "Agent referrals", 0, "none"),
)
WEBSITE_KEY = "demo-website-key"


def tell(env):
    """Set up the lender in the company of ``env``; run once on a fresh database."""
    # Nobody needs an invitation by mail to a lender that exists on this machine only.
    env = env(context={**env.context, "no_reset_password": True})
    company = env.company
    _set_up_company(env, company)
    officers = _hire(env, company)
    team = _found_team(env, company, officers)
    _open_sources(env, company, team)
    sign_off_sources(env)
    _approve_templates(env)
    _shorten_plan(env)
    _switch_on(team)
    # Odoo's weekly figures would stand among the borrowers' mail.
    env["digest.digest"].search([]).action_deactivate()


def _set_up_company(env, company):
    company.write(
        {
            **COMPANY,
            "country_id": env.ref("base.us").id,
            "state_id": env.ref("base.state_us_44").id,
            "currency_id": env.ref("base.USD").id,
            "mortgage_texts_state": "approved",
            "mortgage_texts_approved_on": "2024-01-15",
            "mortgage_texts_campaign": "CDEMO01",
            "mortgage_text_price": 0.0083,
        }
    )
    _license(env, company, STATES)
    _register(env, company)
    _load_dnc_lists(env)


def _load_dnc_lists(env):
    """Load the registry's file and the states' own, with two made-up numbers."""
    zones = env["mortgage.zone"].search([("kind", "=", "area")])
    listed = base64.b64encode(b"7135550191\n3055550192\n")
    lists = env["mortgage.dnc.list"].create(
        [
            {
                "kind": "national",
                "area_codes": " ".join(zones.mapped("key")),
                "file": listed,
            },
            *({"kind": "state", "state": state, "file": listed} for state in STATES),
        ]
    )
    lists.action_load()
    for record in lists:
        record._load()


def _register(env, company):
    """Register where two states ask for it; Colorado's counsel says it need not."""
    memo = base64.b64encode(b"Made-up memo: a licensed lender need not register.")
    env["mortgage.jurisdiction"].create(
        [
            {
                "company_id": company.id,
                "state": "TX",
                "status": "registered",
                "certificate": "TX-9900001",
                "bond_amount": 10000,
                "expires_on": "2030-12-31",
            },
            {
                "company_id": company.id,
                "state": "FL",
                "status": "registered",
                "certificate": "FL-9900001",
                "expires_on": "2030-12-31",
            },
            {
                "company_id": company.id,
                "state": "CO",
                "status": "exempt",
                "memo": memo,
                "memo_name": "Colorado exemption.txt",
            },
        ]
    )


def _license(env, company, states, user=None):
    env["mortgage.license"].create(
        [
            {
                "company_id": company.id,
                "user_id": user.id if user else False,
                "state": state,
                "number": f"{state}-{(user or company).nmls_id}",
                "valid_from": "2024-01-01 00:00:00",
                "valid_to": "2030-12-31 23:59:59",
            }
            for state in states
        ]
    )


def _let_a_license_run_out(env):
    """Show what a license that ends soon looks like: it has to be renewed."""
    ending = env["mortgage.license"].search(
        [("user_id.login", "=", ENDING[0]), ("state", "=", ENDING[1])]
    )
    ending.valid_to = fields.Datetime.now() + timedelta(days=24)


def _hire(env, company):
    calendars = {}
    officers = env["res.users"]
    for number, (login, name, nmls_id, states, zone) in enumerate(LOAN_OFFICERS):
        user = _user(
            env, login, name, "group_lo", nmls_id, zone, f"+1512555{110 + number:04d}"
        )
        _give_hours(env, calendars, user, zone)
        _license(env, company, states, user)
        officers += user
    for login, name, group, nmls_id in STAFF:
        _user(env, login, name, group, nmls_id, "America/Chicago", "+15125550101")
    manager = env["res.users"].search([("login", "=", "manager")])
    _give_hours(env, calendars, manager, "America/Chicago")
    _license(env, company, STATES, manager)
    _let_a_license_run_out(env)
    integration = env["res.users"].search([("login", "=", "integration")])
    key = (
        env["res.users.apikeys"]
        .with_user(integration)
        .sudo()
        ._generate("rpc", "Demo key", False)
    )
    env["ir.config_parameter"].set_param("mortgage_demo.integration_api_key", key)
    return officers


def _user(env, login, name, group, nmls_id, zone, phone):
    user = env["res.users"].create(
        {
            "login": login,
            "password": login,
            "name": name,
            "email": f"{login}@lender.example",
            "phone": phone,
            "nmls_id": nmls_id,
            "tz": zone,
            "group_ids": [
                Command.set(
                    [
                        env.ref("base.group_user").id,
                        env.ref(f"mortgage_compliance.{group}").id,
                    ]
                )
            ],
        }
    )
    # In a write of its own: it goes with a group, which the first write sets.
    user.notification_type = "inbox"
    # At the first login Odoo takes the browser's time zone for the person's.
    user.with_user(user)._update_last_login()
    return user


def _give_hours(env, calendars, user, zone):
    if zone not in calendars:
        calendars[zone] = env["resource.calendar"].create(
            {
                "name": f"Loan officers, {zone.split('/')[1].replace('_', ' ')}",
                "tz": zone,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": "Calls",
                                "dayofweek": day,
                                "hour_from": first,
                                "hour_to": last,
                                "day_period": "morning",
                            }
                        )
                        for day, first, last in HOURS
                    ),
                ],
            }
        )
    resource = env["resource.resource"].search([("user_id", "=", user.id)], limit=1)
    if resource:
        resource.write({"calendar_id": calendars[zone].id, "tz": zone})
    else:
        env["resource.resource"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "calendar_id": calendars[zone].id,
                "tz": zone,
            }
        )


def _found_team(env, company, officers):
    manager = env["res.users"].search([("login", "=", "manager")])
    team = env["crm.team"].create(
        {
            "name": "Home loans",
            "is_mortgage": True,
            "company_id": company.id,
            "user_id": manager.id,
            "member_ids": [Command.set(officers.ids)],
            "mortgage_on_call_ids": [Command.set(manager.ids)],
        }
    )
    env["mortgage.routing.rule"].create(
        {"name": "Every inquiry, in turn", "team_id": team.id}
    )
    return team


def _open_sources(env, company, team):
    for code, name, cost, basis in SOURCES:
        source = env["mortgage.lead.source"].create(
            {
                "name": name,
                "code": code,
                "cost": cost,
                "consent_basis": basis,
                "company_id": company.id,
                "team_id": team.id,
            }
        )
        if code == "website":
            source._set_key(WEBSITE_KEY)


def sign_off_sources(env):
    """Have compliance sign the consent basis of the vendors that sell leads."""
    officer = env["res.users"].search([("login", "=", "compliance")])
    sources = env["mortgage.lead.source"].search(
        [("consent_basis", "=", "vendor_form"), ("basis_signed_at", "=", False)]
    )
    sources.with_user(officer).action_sign_basis()


def _approve_templates(env):
    officer = env["res.users"].search([("login", "=", "compliance")])
    versions = env["mortgage.template.version"].search([("state", "=", "review")])
    versions.with_user(officer).action_approve()


def _shorten_plan(env):
    """Offer the plan with minutes for days, to be watched: put a lead on it by hand."""
    plan = env.ref("mortgage_sales.cadence_speed_to_lead")
    short = plan.copy(
        {
            "name": "Speed to lead in ten minutes (to watch)",
            "code": "speed_to_lead_short",
            "sequence": 90,
        }
    )
    for step in short.step_ids:
        step.write(
            {
                "minutes": step.days + (1 if step.minutes else 0),
                "days": 0,
                "from_hour": 0,
                "to_hour": 0,
            }
        )


def _switch_on(team):
    team.mortgage_active = True
