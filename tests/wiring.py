"""Points a database at the sandbox, as a lender points theirs at Twilio."""

from .databases import set_parameter
from .sandbox import ACCOUNT_SID, AUTH_TOKEN, NUMBER
from .servers import run_in_odoo

MAIL_DOMAIN = "lender.example"

_WIRE_COMPANY = """
company = env.ref("base.main_company")
domain = env["mail.alias.domain"].search([("name", "=", mail_domain)])
domain = domain or env["mail.alias.domain"].create({"name": mail_domain})
company.write({
    "country_id": env.ref("base.us").id,
    "alias_domain_id": domain.id,
    "sms_provider": "twilio",
    "sms_twilio_account_sid": account_sid,
    "sms_twilio_auth_token": auth_token,
    "sms_twilio_number_ids": [(5,), (0, 0, {
        "number": number, "country_id": env.ref("base.us").id,
    })],
})
"""


def wire(database, sandbox):
    run_in_odoo(
        database,
        _WIRE_COMPANY,
        mail_domain=MAIL_DOMAIN,
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        number=NUMBER,
    )
    set_parameter(database, "mortgage_compliance.twilio_base_url", sandbox.url)
