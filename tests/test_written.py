"""What an LO may not write is refused over the wire and kept in the record only."""

import xmlrpc.client

import pytest

from tests.databases import fresh_database, sql
from tests.servers import OdooServer, run_in_odoo

SSN = "123-45-6789"
WRITTEN = f"Guaranteed approval, Dana! Is your SSN still {SSN}?"

FOUND = """
maria = env["res.users"].create({
    "login": "maria", "password": "maria", "name": "Maria Gomez",
    "group_ids": [(6, 0, [env.ref("mortgage_compliance.group_lo").id])],
})
team = env["crm.team"].create({
    "name": "Texas desk", "is_mortgage": True, "mortgage_active": True,
    "member_ids": [(6, 0, maria.ids)],
})
lead = env["crm.lead"].create({
    "name": "Dana Ruiz", "contact_name": "Dana Ruiz", "email_from": "dana@example.com",
    "phone": "+17135550101", "team_id": team.id, "user_id": maria.id,
    "type": "opportunity",
})
result = [lead.id, lead.partner_id.id]
"""
KEPT = """
SELECT 'message' FROM mail_message WHERE body LIKE %(it)s OR subject LIKE %(it)s
UNION ALL SELECT 'mail' FROM mail_mail WHERE body_html LIKE %(it)s
UNION ALL SELECT 'text' FROM sms_sms WHERE body LIKE %(it)s
UNION ALL SELECT 'dialog' FROM mail_compose_message WHERE body LIKE %(it)s
UNION ALL SELECT 'text dialog' FROM sms_composer WHERE body LIKE %(it)s
UNION ALL SELECT 'ledger' FROM mortgage_ledger_entry WHERE payload LIKE %(it)s
"""


def ways(maria, lead, borrower):
    """Return how an LO's screens write: the chatter, a note, both dialogs."""
    in_mail = {
        **{"model": "crm.lead", "res_ids": str([lead]), "subject": "Hi"},
        **{"partner_ids": [(6, 0, [borrower])], "body": WRITTEN},
    }
    in_text = {"res_model": "crm.lead", "res_id": lead, "body": WRITTEN}
    post = {"body": WRITTEN, "message_type": "comment"}
    to_dana = {"partner_ids": [borrower], "subtype_xmlid": "mail.mt_comment"}
    return [
        lambda: maria.call("crm.lead", "message_post", [lead], **post, **to_dana),
        lambda: maria.call("crm.lead", "message_post", [lead], **post),
        lambda: maria.call("mail.compose.message", "create", in_mail),
        lambda: maria.call("sms.composer", "create", in_text),
    ]


def test_a_refused_number_is_nowhere_and_the_refusal_in_the_record():
    with fresh_database() as database:
        lead, borrower = run_in_odoo(database, FOUND)
        with OdooServer(database) as odoo:
            for write in ways(odoo.xmlrpc("maria"), lead, borrower):
                with pytest.raises(xmlrpc.client.Fault) as fault:
                    write()
                assert "Not sent" in fault.value.faultString
                assert "6789" not in fault.value.faultString
            assert SSN not in odoo.log()
        assert not sql(database, KEPT, {"it": f"%{SSN}%"})
        refused = sql(
            database,
            "SELECT event FROM mortgage_ledger_entry WHERE res_model = 'crm.lead'"
            " AND payload LIKE '%lint.P-01%'",
        )
        assert refused == [("block",)] * 4
