"""Points a database at the sandbox, as a lender points theirs at Twilio."""

from .sandbox import ACCOUNT_SID, AUTH_TOKEN, NUMBER
from .servers import run_in_odoo

MAIL_DOMAIN = "lender.example"


def wire(database, sandbox):
    """Wire ``database`` from outside, in an Odoo process of its own."""
    run_in_odoo(
        database,
        "from tests.wiring import wire_company\nwire_company(env, url)",
        url=sandbox.url,
    )


def wire_company(env, url):
    """Let the company of ``env`` mail and text through the sandbox at ``url``."""
    domains = env["mail.alias.domain"]
    domain = domains.search([("name", "=", MAIL_DOMAIN)], limit=1)
    united_states = env.ref("base.us")
    env.ref("base.main_company").write(
        {
            "country_id": united_states.id,
            "alias_domain_id": (domain or domains.create({"name": MAIL_DOMAIN})).id,
            "sms_provider": "twilio",
            "sms_twilio_account_sid": ACCOUNT_SID,
            "sms_twilio_auth_token": AUTH_TOKEN,
            "mortgage_texts_state": "approved",
            "sms_twilio_number_ids": [
                (5,),
                (0, 0, {"number": NUMBER, "country_id": united_states.id}),
            ],
        }
    )
    # Every do-not-call list that a rule asks for, with nobody on it.
    rules = env["mortgage.contact.policy"].search([("check", "=", "dnc")])
    env["mortgage.dnc.list"].create(
        [
            {
                "kind": "state" if rule.states else "national",
                "state": rule.states,
                "status": "loaded",
            }
            for rule in rules
        ]
    )
    env["ir.config_parameter"].set_param("mortgage_compliance.twilio_base_url", url)
    env["mortgage.sending"]._bind()
    # Odoo's weekly mail to users would come in between.
    env["digest.digest"].search([]).action_deactivate()
