{
    "name": "Mortgage Compliance",
    "summary": "May we say this to this person now, and can we prove it?",
    "version": "19.0.1.1.0",
    "license": "LGPL-3",
    "author": "Mortgage Sales Automation",
    "website": "https://example.com/mortgage-sales",
    "category": "Sales/CRM",
    "depends": [
        "mail",
        "sms",
        "sms_twilio",
        "portal",
        "phone_validation",
        "link_tracker",
        "utm",
        "resource",
        "privacy_lookup",
        "rpc",
        "auth_totp",
    ],
    "external_dependencies": {
        "python": ["phonenumbers", "requests", "regex", "dnspython", "flufl.bounce"]
    },
    "data": [
        "security/groups.xml",
        # contact
        "security/contact/ir.model.access.csv",
        "security/contact/rules.xml",
        "views/contact/mortgage_contact_point_views.xml",
        "data/contact/zones.xml",
        # licensing
        "security/licensing/ir.model.access.csv",
        "security/licensing/rules.xml",
        "views/licensing/mortgage_license_update_views.xml",
        "views/licensing/mortgage_license_views.xml",
        "views/licensing/mortgage_branch_views.xml",
        "views/licensing/res_users_views.xml",
        "views/licensing/res_company_views.xml",
        "data/licensing/ir_cron.xml",
        # policy
        "security/policy/ir.model.access.csv",
        "security/policy/rules.xml",
        "views/policy/mortgage_contact_policy_views.xml",
        "data/policy/contact_rules.xml",
        # consent
        "security/consent/ir.model.access.csv",
        "security/consent/rules.xml",
        "data/consent/ir_cron.xml",
        "views/consent/mortgage_consent_certificate_views.xml",
        "views/consent/mortgage_consent_views.xml",
        "views/consent/mortgage_do_not_contact_views.xml",
        "views/consent/mortgage_opt_out_upload_views.xml",
        "views/consent/mortgage_suppression_views.xml",
        # library
        "security/library/ir.model.access.csv",
        "security/library/rules.xml",
        "views/library/mortgage_disclosure_views.xml",
        "views/library/mortgage_template_version_views.xml",
        "views/library/mortgage_template_views.xml",
        "views/library/res_users_views.xml",
        "views/library/res_company_views.xml",
        "data/library/disclosures.xml",
        "data/library/templates_speed_to_lead.xml",
        "data/library/templates_went_quiet.xml",
        "data/library/templates_keywords.xml",
        # gate
        "security/gate/ir.model.access.csv",
        "security/gate/rules.xml",
        "data/gate/scope.xml",
        "views/gate/mortgage_gate_scope_views.xml",
        # channel
        "views/channel/mail_compose_message_views.xml",
        "views/channel/sms_composer_views.xml",
        # touch
        "security/touch/ir.model.access.csv",
        "security/touch/rules.xml",
        "data/touch/ir_cron.xml",
        "views/touch/mortgage_touch_views.xml",
        # frequency
        "security/frequency/ir.model.access.csv",
        # asked
        "security/asked/ir.model.access.csv",
        "security/asked/rules.xml",
        "views/asked/mortgage_contact_request_views.xml",
        # ledger
        "security/ledger/ir.model.access.csv",
        "security/ledger/rules.xml",
        # sending
        "security/sending/ir.model.access.csv",
        "views/sending/mortgage_sending_switch_views.xml",
        "views/sending/res_config_settings_views.xml",
        "views/consent/res_config_settings_views.xml",
        # inbound
        "security/inbound/ir.model.access.csv",
        "security/inbound/rules.xml",
        "data/inbound/mortgage.opt.out.phrase.csv",
        "views/inbound/mortgage_inbound_message_views.xml",
        "views/inbound/mortgage_opt_out_phrase_views.xml",
        # email
        "security/email/ir.model.access.csv",
        "security/email/rules.xml",
        "data/email/ir_cron.xml",
        "views/email/mortgage_mail_domain_views.xml",
        # preference
        "security/preference/ir.model.access.csv",
        "security/preference/rules.xml",
        "data/preference/mortgage.contact.topic.csv",
        "views/preference/preferences_page.xml",
        "views/preference/mortgage_preference_views.xml",
        "views/preference/mortgage_contact_topic_views.xml",
        "views/preference/mortgage_preference_change_views.xml",
        # readiness
        "security/readiness/ir.model.access.csv",
        "views/readiness/mortgage_company_setup_views.xml",
        "views/readiness/mortgage_texts_setup_views.xml",
        # every capability's actions are there
        "views/menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "mortgage_compliance/static/src/sending/**/*",
            "mortgage_compliance/static/src/composer/**/*",
        ],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
