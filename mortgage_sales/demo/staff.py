"""Who else works for the lender, in which teams, and how leads find their person."""

from datetime import datetime, time, timedelta, timezone

from odoo import Command

from .lender import _give_hours, _license, _user, sign_off_sources
from .moments import HOME_ZONE

# login, name, group, NMLS number, time zone, phone
STAFF = (
    ("gulf", "Denise Alvarado", "manager", "9900202", "America/New_York", "5550126"),
    ("piotr", "Piotr Wolski", "processor", False, "America/Chicago", "5550127"),
    ("june", "June Okafor", "processor", False, "America/New_York", "5550128"),
    ("uma", "Uma Reinhardt", "processor", False, "America/Chicago", "5550129"),
    ("assistant", "Abby Lindqvist", "assistant", False, "America/Chicago", "5550125"),
)
UNDERWRITER = "uma"
GULF_TEAM = ("luis", "grace", "omar", "nina")
SOURCES = (
    ("rateshopper", "RateShopper Leads", 39, "vendor_form"),
    ("openhouse", "Open house sign-in", 0, "none"),
)
# Days of the week (0 is Monday) with first and last hour of work.
HOURS = {
    "Early": ((range(5), 7, 16), ((5,), 9, 13)),
    "Late": ((range(5), 11, 20), ((5,), 10, 18), ((6,), 12, 18)),
    "Weekdays": ((range(5), 9, 18),),
}
WORKS = {"frank": "Early", "cora": "Early", "keisha": "Late", "omar": "Late"}
WORKS |= {"ben": "Weekdays", "grace": "Weekdays"}
AREA_REASON = "The states in which the team's loan officers are licensed."
# Name, team, which leads, who: the first that fits decides.
RULES = (
    (
        "Clients of Hill Country Realty",
        "Texas & Colorado",
        [
            ("referral_partner", "=", "Hill Country Realty"),
            ("property_state", "=", "TX"),
        ],
        ("lo",),
    ),
    (
        "Spanish speakers, Florida",
        "Gulf Coast",
        [("language", "=", "es"), ("property_state", "=", "FL")],
        ("luis", "nina"),
    ),
    (
        "Spanish speakers",
        "Texas & Colorado",
        [("language", "=", "es"), ("property_state", "=", "TX")],
        ("lo", "rosa"),
    ),
    (
        "VA loans, Texas",
        "Texas & Colorado",
        [("product", "=", "va"), ("property_state", "=", "TX")],
        ("ben", "keisha", "tom"),
    ),
    ("Florida, in turn", "Gulf Coast", [("property_state", "=", "FL")], ()),
)
CAPS = {"lo": 32, "frank": 25, "keisha": 25, "rosa": 28, "grace": 24, "luis": 30}


def settle_in(env):
    """Let the lender grow to what it is at the beginning of the ninety days."""
    env = env(context={**env.context, "no_reset_password": True})
    company = env.company
    _hire(env, company)
    _found_gulf_coast(env, company)
    _open_sources(env, company)
    _write_rules(env)
    _license_in_georgia(env, company)


def step_back(env, today):
    """Let one officer go on vacation, one take no new leads, and two be full."""
    _pause(env)
    _send_on_vacation(env, today)
    _fill_up(env)


def _hire(env, company):
    calendars = {}
    for login, name, group, nmls_id, zone, phone in STAFF:
        user = _user(env, login, name, f"group_{group}", nmls_id, zone, f"+1512{phone}")
        if group == "manager":
            _give_hours(env, calendars, user, zone)
            _license(env, company, ("FL", "TX"), user)
    _by_login(env, "lo").mortgage_assistant_ids = _by_login(env, "assistant")
    # Who installed it all is told of leads, too.
    env.ref("base.user_admin").email = "admin@lender.example"
    _by_login(env, UNDERWRITER).function = "Underwriter"
    for login, cap in CAPS.items():
        _by_login(env, login).mortgage_lead_cap = cap
    for login, hours in WORKS.items():
        user = _by_login(env, login)
        user.mortgage_calendar_id = _calendar(env, hours, user.tz)


def _calendar(env, name, zone):
    return env["resource.calendar"].create(
        {
            "name": f"{name}, {zone.split('/')[1].replace('_', ' ')}",
            "tz": zone,
            "attendance_ids": [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "name": "Calls",
                            "dayofweek": str(day),
                            "hour_from": first,
                            "hour_to": last,
                            "day_period": "morning",
                        }
                    )
                    for days, first, last in HOURS[name]
                    for day in days
                ),
            ],
        }
    )


def _found_gulf_coast(env, company):
    manager = _by_login(env, "gulf")
    env["crm.team"].search([("name", "=", "Home loans")]).name = "Texas & Colorado"
    env["crm.team"].create(
        {
            "name": "Gulf Coast",
            "is_mortgage": True,
            "mortgage_active": True,
            "company_id": company.id,
            "user_id": manager.id,
            "member_ids": [
                Command.set([_by_login(env, login).id for login in GULF_TEAM])
            ],
            "mortgage_on_call_ids": [Command.set(manager.ids)],
        }
    )


def _open_sources(env, company):
    team = _team(env, "Texas & Colorado")
    for code, name, cost, basis in SOURCES:
        env["mortgage.lead.source"].create(
            {
                "name": name,
                "code": code,
                "cost": cost,
                "consent_basis": basis,
                "company_id": company.id,
                "team_id": team.id,
            }
        )
    sign_off_sources(env)


def _write_rules(env):
    rules = env["mortgage.routing.rule"]
    rules.search([]).write({"sequence": 90, "name": "Everybody else, in turn"})
    for position, (name, team, domain, logins) in enumerate(RULES):
        users = [_by_login(env, login).id for login in logins]
        rules.create(
            {
                "name": name,
                "sequence": 10 + position,
                "team_id": _team(env, team).id,
                "domain": repr(domain),
                "territory_reason": AREA_REASON,
                "user_ids": [Command.set(users)],
            }
        )


def _license_in_georgia(env, company):
    """The company may lend there; none of its officers has the license yet."""
    _license(env, company, ("GA",))


def _pause(env):
    _by_login(env, "tom").mortgage_paused = True


def _send_on_vacation(env, today):
    user = _by_login(env, "dave")
    first = datetime.combine(today - timedelta(days=1), time(), HOME_ZONE)
    resource = user._mortgage_resource()
    env["resource.calendar.leaves"].create(
        {
            "name": "Vacation",
            "resource_id": resource.id,
            "company_id": resource.company_id.id,
            "calendar_id": False,
            "mortgage_cover_id": _by_login(env, "cora").id,
            "date_from": _utc(first),
            "date_to": _utc(first + timedelta(days=6)),
        }
    )


def _fill_up(env):
    """Set the caps of two officers to what they have."""
    leads = env["crm.lead"]
    for login in ("frank", "grace"):
        user = _by_login(env, login)
        user.mortgage_lead_cap = leads.search_count(
            [("user_id", "=", user.id), ("won_status", "=", "pending")]
        )


def _utc(moment):
    return moment.astimezone(timezone.utc).replace(tzinfo=None)


def _by_login(env, login):
    return env["res.users"].search([("login", "=", login)])


def _team(env, name):
    return env["crm.team"].search([("name", "=", name)])
