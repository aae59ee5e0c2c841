import { registry } from "@web/core/registry";

// From the alert on whatever screen to a logged call, by two clicks.
registry.category("web_tour.tours").add("mortgage_call_panel", {
    steps: () => [
        {
            trigger: ".o_mortgage_alert:contains('Dana Ruiz') button:contains('Call')",
            run: "click",
        },
        { trigger: ".o_mortgage_call_number[href='tel:+17135550101']:contains('(713) 555-0101')" },
        { trigger: ".o_mortgage_local_time:contains('there')" },
        { trigger: ".o_mortgage_call_verdict" },
        { trigger: ".o_mortgage_call_disclosure:contains('NMLS #1234101')" },
        { trigger: ".o_mortgage_call_script:contains('this is Maria Gomez')" },
        { trigger: "body:not(:has(.o_mortgage_alert))" },
        {
            trigger: "[data-outcome='wrong_number']:contains('Nobody calls or texts (713) 555-0101 again')",
            run: "click",
        },
        {
            content: "What cannot be taken back asks once",
            trigger: ".o_mortgage_sure",
        },
        { trigger: ".o_mortgage_call_how button:contains('Back')", run: "click" },
        {
            trigger: "[data-outcome='no_answer']",
            run: "click",
        },
        { trigger: "body:not(:has(.o_mortgage_call_panel))" },
        { trigger: ".o_notification:contains('No answer')" },
    ],
});

// The address in alert mails and push messages, and a call that was agreed on.
registry.category("web_tour.tours").add("mortgage_call_callback", {
    steps: () => [
        { trigger: ".o_mortgage_call_number" },
        { trigger: ".o_lead_opportunity_form" },
        { trigger: "[data-outcome='callback']", run: "click" },
        { trigger: ".o_mortgage_callback button:contains('Tomorrow 5 PM')", run: "click" },
        { trigger: ".o_mortgage_callback_save:enabled", run: "click" },
        { trigger: "body:not(:has(.o_mortgage_call_panel))" },
        { trigger: ".o_lead_opportunity_form" },
    ],
});
