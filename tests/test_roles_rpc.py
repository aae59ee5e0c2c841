"""What each role gets over the wire, by XML-RPC and JSON-2."""

import xmlrpc.client

import pytest

from tests.clients import Json2
from tests.databases import fresh_database
from tests.servers import OdooServer, run_in_odoo

FOUND = """
from datetime import datetime, timedelta

def person(login, group):
    return env["res.users"].create({
        "login": login, "password": login, "name": login.title(),
        "group_ids": [(6, 0, [env.ref(group).id])],
    })

def key(user):
    keys = env["res.users.apikeys"].with_user(user)
    return keys._generate("rpc", "tests", datetime.now() + timedelta(days=1))

groups = {
    "maria": "mortgage_compliance.group_lo", "frank": "mortgage_compliance.group_lo",
    "max": "mortgage_compliance.group_manager",
    "al": "mortgage_compliance.group_assistant",
    "pru": "mortgage_compliance.group_processor",
    "mark": "mortgage_compliance.group_marketing",
    "cleo": "mortgage_compliance.group_compliance",
    "machine": "mortgage_compliance.group_integration",
    "outsider": "base.group_user", "portalia": "base.group_portal",
}
users = {login: person(login, group) for login, group in groups.items()}
users["maria"].mortgage_assistant_ids = users["al"]
team = env["crm.team"].create({
    "name": "Texas desk", "is_mortgage": True, "user_id": users["max"].id,
    "member_ids": [(6, 0, [users["maria"].id, users["frank"].id])],
})
leads = {}
for number, owner in enumerate(("maria", "frank")):
    leads[owner] = env["crm.lead"].create({
        "name": "Lead of " + owner, "contact_name": "Dana " + owner,
        "email_from": owner + ".borrower@example.com",
        "phone": f"+1713555010{number}", "team_id": team.id,
        "user_id": users[owner].id, "type": "opportunity",
    }).id
from odoo.addons.mortgage_sales.tests.test_roles import (
    FOR_EVERYBODY, arguments_of, own_methods)
methods = [
    [model, name, getattr(function, "_api_model", False), arguments_of(function)]
    for model, name, function in own_methods(env.registry)
    if (model, name) not in FOR_EVERYBODY
]
result = {
    "leads": leads, "methods": methods,
    "keys": {login: key(user) for login, user in users.items()},
}
"""
READERS = {
    "maria": {"maria"},
    "al": {"maria"},
    "frank": {"frank"},
    "max": {"maria", "frank"},
    "cleo": {"maria", "frank"},
    "machine": {"maria", "frank"},
    "pru": set(),
    "mark": None,
    "outsider": None,
    "portalia": None,
}
WRITERS = {
    "maria": {"maria"},
    "al": {"maria"},
    "frank": {"frank"},
    "max": {"maria", "frank"},
}


@pytest.fixture(scope="module")
def office():
    with fresh_database() as database:
        found = run_in_odoo(database, FOUND)
        with OdooServer(database) as odoo:
            yield odoo, found


@pytest.mark.parametrize("login", READERS)
def test_who_reads_which_lead(office, login):
    odoo, found = office
    domain = [("id", "in", list(found["leads"].values()))]
    by_xml = _refused_or(lambda: odoo.xmlrpc(login).call("crm.lead", "search", domain))
    answer = odoo.json2(found["keys"][login]).post("crm.lead", "search", domain=domain)
    if READERS[login] is None:
        assert by_xml is None
        assert answer.status_code == 403
        return
    expected = {found["leads"][owner] for owner in READERS[login]}
    assert set(by_xml) == expected
    assert set(answer.json()) == expected


@pytest.mark.parametrize("login", READERS)
@pytest.mark.parametrize("owner", ["maria", "frank"])
def test_naming_the_id_of_a_lead_gets_nobody_further(office, login, owner):
    odoo, found = office
    lead_id = found["leads"][owner]
    caller, machine = odoo.xmlrpc(login), odoo.json2(found["keys"][login])
    may_read = owner in (READERS[login] or ())
    fields = ["email_from", "phone", "loan_amount"]
    read = _refused_or(lambda: caller.call("crm.lead", "read", [lead_id], fields))
    assert bool(read) == may_read
    answer = machine.post("crm.lead", "read", ids=[lead_id], fields=fields)
    assert answer.ok == may_read
    may_write = owner in WRITERS.get(login, ())
    values = {"best_time": f"asked by {login}"}
    written = _refused_or(lambda: caller.call("crm.lead", "write", [lead_id], values))
    assert bool(written) == may_write
    answer = machine.post("crm.lead", "write", ids=[lead_id], vals=values)
    assert answer.ok == may_write


def test_a_borrower_gets_nothing_from_any_public_method(office):
    odoo, found = office
    portal = odoo.xmlrpc("portalia")
    machine = odoo.json2(found["keys"]["portalia"])
    assert found["methods"]
    for model, name, is_model_method, arguments in found["methods"]:
        records = [] if is_model_method else [[found["leads"]["maria"]]]
        with pytest.raises(xmlrpc.client.Fault) as refusal:
            portal.call(model, name, *records, **arguments)
        assert _is_refusal(refusal.value), (model, name, refusal.value)
        ids = {} if is_model_method else {"ids": records[0]}
        answer = machine.post(model, name, **ids, **arguments)
        assert answer.status_code in (403, 404), (model, name, answer.text)


@pytest.mark.parametrize("login", READERS)
def test_only_machines_post_loan_files(office, login):
    odoo, found = office
    sent = [{"los": "rpc", "loan_number": "1", "lead_id": found["leads"]["maria"]}]
    by_xml = _refused_or(
        lambda: odoo.xmlrpc(login).call("mortgage.loan", "upsert", sent)
    )
    answer = odoo.json2(found["keys"][login]).post(
        "mortgage.loan", "upsert", loans=sent
    )
    if login != "machine":
        assert by_xml is None
        assert answer.status_code == 403
        return
    assert by_xml[0]["status"] == "created"
    assert answer.json()[0] == {**by_xml[0], "status": "unchanged"}


def test_without_a_key_there_is_no_answer_at_all(office):
    odoo, _found = office
    for key in ("", "0" * 40):
        answer = Json2(odoo.url, key).post("mortgage.inquiry", "submit", inquiries=[])
        assert answer.status_code == 401


def _refused_or(call):
    """Return what ``call`` gives, None where the server refuses."""
    try:
        return call()
    except xmlrpc.client.Fault as fault:
        assert _is_refusal(fault), fault
        return None


def _is_refusal(fault):
    # 4 is AccessError; a record that is not there is 2 (MissingError is a UserError).
    return fault.faultCode == 4 or "does not exist" in fault.faultString
