import { registry } from "@web/core/registry";

const MOST_CLICKS = 4;
let clicks = 0;
const countClick = () => clicks++;

// From the alert on whatever screen to a logged call, by two clicks; a change of mind
// on the way, and all is still within four.
registry.category("web_tour.tours").add("mortgage_call_panel", {
    steps: () => [
        {
            content: "What the server tells the screen when a lead is new",
            trigger: ".o_web_client .o_navbar",
            async run() {
                clicks = 0;
                document.addEventListener("click", countClick, { capture: true });
                const { orm, mortgage_alert: alerts } = odoo.__WOWL_DEBUG__.root.env.services;
                const [lead] = await orm.searchRead("crm.lead", [["name", "=", "Dana Ruiz"]], ["id"]);
                alerts.show({
                    title: "First call: Dana Ruiz",
                    message: "(713) 555-0101",
                    lead_id: lead.id,
                    activity_id: false,
                    kind: "call",
                });
            },
        },
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
        {
            trigger: ".o_notification:contains('No answer')",
            run() {
                document.removeEventListener("click", countClick, { capture: true });
                if (!clicks || clicks > MOST_CLICKS) {
                    throw new Error(`${clicks} clicks from the alert to the logged call`);
                }
            },
        },
    ],
});

// The address in alert mails and push messages, and a call that was agreed on.
registry.category("web_tour.tours").add("mortgage_call_callback", {
    steps: () => [
        { trigger: ".o_mortgage_call_number" },
        { trigger: ".o_lead_opportunity_form" },
        { trigger: "[data-outcome='callback']", run: "click" },
        { trigger: ".o_mortgage_callback_save:enabled", run: "click" },
        { trigger: "body:not(:has(.o_mortgage_call_panel))" },
        { trigger: ".o_lead_opportunity_form" },
    ],
});
