"""The demo's story, told whole on a database of its own."""

from tests.databases import sql


def count(database, query):
    ((number,),) = sql(database, f"SELECT count(*) FROM {query}")
    return number


def by(database, query):
    return dict(sql(database, query))


def test_there_are_leads_at_every_stage(told):
    stages = by(
        told,
        "SELECT stage.name->>'en_US', count(*) FROM crm_lead lead JOIN crm_stage stage"
        " ON stage.id = lead.stage_id GROUP BY 1",
    )
    assert sum(stages.values()) >= 300
    assert stages["In process"] == 30
    assert all(
        stages[name] >= 10
        for name in (
            *("New", "Attempting", "Contacted", "Prequalified", "Application"),
            "Funded",
        )
    ), stages
    assert count(told, "crm_lead WHERE NOT active") >= 50


def test_borrowers_wrote_and_were_answered(told):
    assert count(told, "mortgage_inbound_message WHERE meaning = 'none'") >= 100
    left = "state IN ('sent', 'delivered')"
    assert count(told, f"mortgage_touch WHERE origin = 'manual' AND {left}") >= 60
    # Every message that left is in the archive as it was handed over.
    assert not count(
        told,
        "mortgage_touch touch WHERE channel IN ('email', 'sms')"
        f" AND {left} AND NOT EXISTS"
        " (SELECT FROM mortgage_archive archive WHERE archive.touch_id = touch.id)",
    )


def test_the_ledger_tells_of_the_days_on_which_it_happened(told):
    ((first, last),) = sql(
        told, "SELECT now()::date - min(at)::date, now()::date - max(at)::date"
        " FROM mortgage_ledger_entry WHERE event <> 'approval'"
    )  # fmt: skip
    assert first >= 88
    assert last == 0
    assert not count(told, "crm_lead WHERE create_date > now() at time zone 'UTC'")


def test_there_are_past_clients_and_files_in_danger(told):
    states = by(told, "SELECT state, count(*) FROM mortgage_loan GROUP BY 1")
    assert states["active"] == 30
    assert states["funded"] >= 420
    soon = "lock_expires_on BETWEEN now()::date AND now()::date + 3"
    assert count(told, f"mortgage_loan WHERE state = 'active' AND {soon}") == 3
    long_ago = "milestone_since < now() - interval '8 days'"
    assert count(told, f"mortgage_loan WHERE state = 'active' AND {long_ago}") == 5


def test_what_goes_wrong_is_there_to_be_seen(told):
    inquiries = by(told, "SELECT state, count(*) FROM mortgage_inquiry GROUP BY 1")
    assert inquiries["merged"] == 8
    assert inquiries["held"] == 3
    assert count(told, "crm_lead WHERE routing_waits") == 3
    opted_out = "mortgage_touch_event WHERE type = 'opted_out'"
    assert count(told, f"(SELECT DISTINCT res_id FROM {opted_out}) leads") == 10
    by_phone = "mail_activity WHERE mortgage_outcome = 'do_not_call'"
    assert count(told, by_phone) == 2
    silent = (
        "mortgage_inquiry inquiry JOIN mortgage_lead_source source"
        " ON source.id = inquiry.source_id WHERE source.code = 'rateshopper'"
    )
    assert count(told, silent) > 10
    assert not count(told, f"{silent} AND received_at > now() - interval '21 days'")


def test_nothing_is_overdue_but_what_just_came_in(told):
    """The running demo answers the last leads; nothing else waits for it."""
    overdue = (
        "mortgage_touch WHERE state IN ('planned', 'held')"
        " AND ready_at <= now() at time zone 'UTC' - interval '15 minutes'"
    )
    assert not count(told, overdue)
    assert not count(told, "mail_mail WHERE state = 'outgoing'")
    assert not count(told, "sms_sms WHERE state = 'outgoing'")
    late = (
        "mail_activity WHERE active"
        " AND mortgage_due_at < now() at time zone 'UTC' - interval '1 day'"
    )
    assert not count(told, late)


def test_the_clock_is_given_back(told):
    assert not sql(told, "SELECT FROM pg_proc WHERE proname = 'now' AND pronamespace"
                   " = 'public'::regnamespace")  # fmt: skip
