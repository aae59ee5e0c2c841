"""Every way in which a message can leave Odoo, as code that runs inside it.

Each path writes to one person: ``who`` has ``lead`` (the borrower's document),
``partner``, ``officer`` (the user who writes) and ``mark``, which stands in the words.
"""

SETUP = """
from types import SimpleNamespace

company = env.ref("base.main_company")
company.write({"name": "Lone Star Test Lending", "nmls_id": "1234001",
               "street": "100 Congress Ave", "city": "Austin", "zip": "78701",
               "state_id": env.ref("base.state_us_44").id, "phone": "+15125550100",
               "email": "office@lender.example"})
loans = env["crm.team"].create({"name": "Loans", "is_mortgage": True,
                                "mortgage_active": True, "company_id": company.id})
stock = env["crm.team"].create({"name": "Other business", "company_id": company.id})
officer = env["res.users"].with_context(no_reset_password=True).create({
    "name": "Olga Olsen", "login": "olga", "password": "olga",
    "email": "olga@lender.example", "nmls_id": "1234101", "phone": "+15125550199",
    "tz": "America/Chicago", "company_id": company.id,
    "company_ids": [(6, 0, company.ids)],
    "group_ids": [(4, env.ref(group).id) for group in (
        "mortgage_compliance.group_manager", "base.group_system",
        "survey.group_survey_user", "mass_mailing.group_mass_mailing_user",
        "account.group_account_invoice")],
})
for holder in (officer.id, False):
    env["mortgage.license"].create({"state": "TX", "user_id": holder,
                                    "company_id": company.id, "number": f"TX-{holder}",
                                    "valid_from": "2020-01-01 00:00:00"})
# These must pass at any hour of the day on which they run.
env.cr.execute("UPDATE mortgage_contact_policy SET weekday_from = 0, weekday_to = 24,"
               " saturday_from = 0, saturday_to = 24, sunday_from = 0, sunday_to = 24"
               " WHERE code = 'window.TX'")
colleague = env["res.users"].with_context(no_reset_password=True).create({
    "name": "Carl Colleague", "login": "carl", "email": "carl@lender.example",
    "group_ids": [(4, env.ref("base.group_user").id)]})


def person(name, number, team):
    partner = env["res.partner"].create({
        "name": name, "email": f"{name.split()[0].lower()}@example.com",
        "phone": f"+1713555{number}", "zip": "77002",
        "state_id": env.ref("base.state_us_44").id,
        "country_id": env.ref("base.us").id})
    lead = env["crm.lead"].create({
        "name": name, "partner_id": partner.id, "team_id": team.id,
        "user_id": officer.id, "type": "opportunity", "property_state": "TX"})
    return SimpleNamespace(partner=partner, lead=lead, officer=officer)


# Pat may be contacted, Lee may not, Quinn is none of the addons' business.
people = {"pat": person("Pat Example", "0111", loans),
          "lee": person("Lee Example", "0122", loans),
          "quinn": person("Quinn Example", "0133", stock)}
points = {name: people[name].partner._mortgage_sync_points()[people[name].partner.id]
          for name in ("pat", "lee")}
env["mortgage.consent"].record([
    {"point_id": point_id, "level": "pec", "method": "inquiry"}
    for own in points.values() for point_id in own])
env["mortgage.suppression"]._suppress(points["lee"], "all", "internal_dnc")
survey = env["survey.survey"].create({
    "title": "How did we do?", "access_mode": "token",
    "question_and_page_ids": [(0, 0, {"title": "Well?", "question_type": "char_box"})]})
env.cr.commit()
"""

PATHS = {
    "chatter": """
who.lead.with_user(who.officer).message_post(
    subject=mark, body="Your list", partner_ids=who.partner.ids,
    message_type="comment", subtype_xmlid="mail.mt_comment")
""",
    "chatter_on_the_card": """
who.partner.with_user(who.officer).message_post(
    subject=mark, body="Your list", partner_ids=who.partner.ids,
    message_type="comment", subtype_xmlid="mail.mt_comment")
""",
    "follower_in_copy": """
who.lead.message_subscribe(colleague.partner_id.ids)
who.lead.with_user(who.officer).message_post(
    subject=mark, body="Your list", partner_ids=who.partner.ids,
    message_type="comment", subtype_xmlid="mail.mt_comment")
""",
    "borrower_follows": """
who.lead.message_subscribe(who.partner.ids)
who.lead.with_user(who.officer).message_post(
    subject=mark, body="Your list", message_type="comment",
    subtype_xmlid="mail.mt_comment")
who.lead.message_unsubscribe(who.partner.ids)
""",
    "composer": """
env["mail.compose.message"].with_user(who.officer).with_context(
    default_model="crm.lead", default_res_ids=who.lead.ids,
    default_composition_mode="comment",
).create({"subject": mark, "body": "Your list",
          "partner_ids": [(6, 0, who.partner.ids)]})._action_send_mail()
""",
    "notify": """
who.lead.with_user(who.officer).message_notify(
    subject=mark, body="Your list", partner_ids=who.partner.ids)
""",
    "mail_by_address": """
env["mail.mail"].create({"subject": mark, "body_html": "Your list",
                         "email_to": f"{who.partner.email}, printer@lender.example"})
""",
    "scheduled_message": """
env["mail.scheduled.message"].with_user(who.officer).create({
    "model": "crm.lead", "res_id": who.lead.id, "subject": mark, "body": "Your list",
    "author_id": who.officer.partner_id.id, "partner_ids": [(6, 0, who.partner.ids)],
    "scheduled_date": datetime.datetime.now() + datetime.timedelta(seconds=90),
})._post_message()
""",
    "calendar_invitation": """
env["calendar.event"].with_user(who.officer).create({
    "name": mark, "start": "2030-05-06 15:00:00", "stop": "2030-05-06 16:00:00",
    "partner_ids": [(6, 0, who.partner.ids)]})
""",
    "calendar_reminder": """
alarm = env["calendar.alarm"].create({"name": "1 h", "alarm_type": "email",
    "duration": 1, "interval": "hours",
    "mail_template_id": env.ref("calendar.calendar_template_meeting_reminder").id})
soon = datetime.datetime.now() + datetime.timedelta(minutes=30)
event = env["calendar.event"].with_context(no_mail_to_attendees=True).with_user(
    who.officer).create({
    "name": mark, "start": soon, "stop": soon + datetime.timedelta(hours=1),
    "partner_ids": [(6, 0, who.partner.ids)], "alarm_ids": [(6, 0, alarm.ids)]})
event.attendee_ids._notify_attendees(alarm.mail_template_id, force_send=True)
""",
    "calendar_text_reminder": """
alarm = env["calendar.alarm"].create({"name": "text", "alarm_type": "sms",
    "duration": 1, "interval": "hours"})
soon = datetime.datetime.now() + datetime.timedelta(minutes=30)
env["calendar.event"].with_context(no_mail_to_attendees=True).with_user(
    who.officer).create({
    "name": mark, "start": soon, "stop": soon + datetime.timedelta(hours=1),
    "partner_ids": [(6, 0, who.partner.ids)]})._do_sms_reminder(alarm)
""",
    "survey_invitation": """
env["survey.invite"].with_user(who.officer).create({
    "survey_id": survey.id, "partner_ids": [(6, 0, who.partner.ids)],
    "subject": mark, "body": "<p>How did we do?</p>"}).action_invite()
""",
    "text": """
env["sms.composer"].with_user(who.officer).with_context(
    default_composition_mode="comment", default_res_model="crm.lead",
    default_res_id=who.lead.id,
).create({"body": f"{mark}: your list"}).action_send_sms()
""",
    "text_by_number": """
env["sms.composer"].with_user(who.officer).with_context(
    default_composition_mode="numbers", default_numbers=who.partner.phone,
).create({"body": f"{mark}: your list"}).action_send_sms()
""",
    # From here on nobody writes one to one: borrowers get approved words or nothing.
    "mail_template": """
template = env["mail.template"].create({
    "name": mark, "model_id": env.ref("crm.model_crm_lead").id, "subject": mark,
    "body_html": "<p>Your list</p>", "use_default_to": True})
template.with_user(who.officer).send_mail(who.lead.id, force_send=True)
""",
    "automation": """
template = env["mail.template"].create({
    "name": mark, "model_id": env.ref("crm.model_crm_lead").id, "subject": mark,
    "body_html": "<p>Your list</p>", "use_default_to": True})
env["ir.actions.server"].create({
    "name": mark, "model_id": env.ref("crm.model_crm_lead").id, "state": "mail_post",
    "template_id": template.id, "mail_post_method": "email",
}).with_user(who.officer).with_context(
    active_model="crm.lead", active_id=who.lead.id, active_ids=who.lead.ids).run()
""",
    "automation_comment": """
template = env["mail.template"].create({
    "name": mark, "model_id": env.ref("crm.model_crm_lead").id, "subject": mark,
    "body_html": "<p>Your list</p>", "use_default_to": True})
env["ir.actions.server"].create({
    "name": mark, "model_id": env.ref("crm.model_crm_lead").id, "state": "mail_post",
    "template_id": template.id, "mail_post_method": "comment",
}).with_user(who.officer).with_context(
    active_model="crm.lead", active_id=who.lead.id, active_ids=who.lead.ids).run()
""",
    "automation_text": """
template = env["sms.template"].create({
    "name": mark, "model_id": env.ref("crm.model_crm_lead").id,
    "body": f"{mark}: your list"})
env["ir.actions.server"].create({
    "name": mark, "model_id": env.ref("crm.model_crm_lead").id, "state": "sms",
    "sms_template_id": template.id, "sms_method": "sms",
}).with_user(who.officer).with_context(
    active_model="crm.lead", active_id=who.lead.id, active_ids=who.lead.ids).run()
""",
    "mass_mail": """
second = who.lead.copy({"name": "second file"})
env["mail.compose.message"].with_user(who.officer).with_context(
    default_model="crm.lead", default_res_ids=(who.lead | second).ids,
    default_composition_mode="mass_mail",
).create({"subject": mark, "body": "Your list", "use_exclusion_list": False,
          })._action_send_mail()
""",
    "mass_text": """
second = who.lead.copy({"name": "second file"})
env["sms.composer"].with_user(who.officer).with_context(
    default_composition_mode="mass", default_res_model="crm.lead",
    default_res_ids=(who.lead | second).ids,
).create({"body": f"{mark}: your list", "use_exclusion_list": False,
          "mass_force_send": True}).action_send_sms()
""",
    "mass_text_on_cards": """
other = env["res.partner"].create({"name": "X", "phone": "+17135550199"})
env["sms.composer"].with_user(who.officer).with_context(
    default_composition_mode="mass", default_res_model="res.partner",
    default_res_ids=(who.partner | other).ids,
).create({"body": f"{mark}: your list", "use_exclusion_list": False,
          "mass_force_send": True}).action_send_sms()
""",
    "mass_mailing": """
mailing = env["mailing.mailing"].with_user(who.officer).create({
    "subject": mark, "body_html": "<p>Rates fell</p>",
    "mailing_model_id": env.ref("crm.model_crm_lead").id, "use_exclusion_list": False,
    "mailing_domain": f"[('id', '=', {who.lead.id})]"})
mailing.action_send_mail()
""",
    "mass_mailing_text": """
mailing = env["mailing.mailing"].with_user(who.officer).create({
    "subject": mark, "mailing_type": "sms", "body_plaintext": f"{mark}: rates fell",
    "mailing_model_id": env.ref("crm.model_crm_lead").id, "use_exclusion_list": False,
    "mailing_domain": f"[('id', '=', {who.lead.id})]", "sms_force_send": True})
mailing.action_send_sms()
""",
    # Not of the scope: the host's own documents.
    "invoice_shared": """
who.invoice = env["account.move"].create({
    "move_type": "out_invoice", "partner_id": who.partner.id, "name": mark,
    "invoice_date": "2026-01-15"})
env["portal.share"].with_user(who.officer).with_context(
    active_model="account.move", active_id=who.invoice.id,
).create({"partner_ids": [(6, 0, who.partner.ids)],
          "res_model": "account.move", "res_id": who.invoice.id}).action_send_mail()
""",
    "invoice_sent": """
who.invoice.with_user(who.officer).message_post(
    subject=mark, body="Thank you", partner_ids=who.partner.ids,
    message_type="comment", subtype_xmlid="mail.mt_comment")
""",
}

RUN = """
import datetime, traceback
result = {}
for path, code in paths.items():
    for name, who in people.items():
        mark = f"{path}-{name}"
        try:
            exec(code, {**globals(), "who": who, "mark": mark})
            env.cr.commit()
        except Exception:
            env.cr.rollback()
            result[mark] = traceback.format_exc()
"""
