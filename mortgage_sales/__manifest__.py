{
    "name": "Mortgage Sales",
    "summary": "Who works this borrower, and what happens next?",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Mortgage Sales Automation",
    "website": "https://example.com/mortgage-sales",
    "category": "Sales/CRM",
    "application": True,
    "depends": [
        "mortgage_compliance",
        "crm",
        "crm_sms",
        "calendar",
        "base_automation",
        "base_import",
        "survey",
        "spreadsheet_dashboard",
    ],
    "external_dependencies": {"python": ["phonenumbers", "requests", "regex"]},
    "data": [
        "security/groups.xml",
        # people
        "security/people/ir.model.access.csv",
        "security/people/rules.xml",
        "views/people/crm_team_views.xml",
        "views/people/res_users_views.xml",
        # intake
        "security/intake/ir.model.access.csv",
        "security/intake/rules.xml",
        # routing
        "security/routing/ir.model.access.csv",
        "security/routing/rules.xml",
        "data/routing/mortgage_routing_field.xml",
        "data/routing/ir_cron.xml",
        "views/routing/mortgage_routing_field_views.xml",
        "views/routing/mortgage_routing_rule_views.xml",
        "views/routing/mortgage_routing_decision_views.xml",
        "views/routing/crm_lead_views.xml",
        "views/routing/crm_team_views.xml",
        # cadence
        "security/cadence/ir.model.access.csv",
        "security/cadence/rules.xml",
        # pipeline
        "security/pipeline/ir.model.access.csv",
        "security/pipeline/rules.xml",
        "data/pipeline/crm_stage.xml",
        "views/pipeline/crm_lead_views.xml",
        # every capability's actions are there
        "views/menus.xml",
    ],
}
