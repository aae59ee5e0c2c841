import { registry } from "@web/core/registry";

const ROW = ".o_mortgage_day_row[data-kind='call']:contains('Dana Ruiz')";

/** From the lead on the screen to the logged call: Call, No answer. Two clicks. */
function callAndLog() {
    return [
        {
            content: "the new lead stands first, with its clock and the time there",
            trigger: `${ROW}:first-child:has([role='timer']):contains('there'):contains('1st call')`,
        },
        {
            content: "call it",
            trigger: `${ROW} .o_mortgage_day_call`,
            run: "click",
        },
        {
            content: "say how it went",
            trigger: ".o_dialog [data-outcome='no_answer']",
            run: "click",
        },
        {
            content: "the panel is gone and so is the task",
            trigger: "body:not(:has(.o_dialog)):not(:has(.o_mortgage_day_row:contains('1st call')))",
        },
        {
            content: "the day counts the call",
            trigger: ".o_mortgage_day_figures:contains('talked to 0 of 1')",
        },
    ];
}

registry.category("web_tour.tours").add("mortgage_day_lo", {
    url: "/odoo/mortgage-day",
    steps: () => [
        {
            content: "greeted by name",
            trigger: ".o_mortgage_day h2:contains('Maria')",
        },
        ...callAndLog(),
        {
            content: "nothing waits: the screen says what will appear",
            trigger: ".o_mortgage_day_empty:contains('Nobody waits for you')",
        },
        {
            content: "take a lead down",
            trigger: ".o_mortgage_day_new",
            run: "click",
        },
        {
            trigger: "#o_mortgage_new_lead_name",
            run: "edit Nora Quill",
        },
        {
            trigger: "#o_mortgage_new_lead_phone",
            run: "edit 7135550177",
        },
        {
            trigger: "#o_mortgage_new_lead_referral",
            run: "edit Joy Lim",
        },
        {
            trigger: ".o_dialog button[type='submit']",
            run: "click",
        },
        {
            content: "the call panel opens for it",
            trigger: ".o_dialog [data-outcome='no_answer']",
        },
        {
            trigger: ".o_dialog .btn-close",
            run: "click",
        },
        {
            content: "it waits in the day",
            trigger: ".o_mortgage_day_row:contains('Nora Quill'):contains('new from Joy Lim')",
        },
        {
            content: "put it off",
            trigger: ".o_mortgage_day_row:contains('Nora Quill') .o_mortgage_day_more",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .o-dropdown-item:contains('tomorrow'), .o-dropdown--menu .o-dropdown-item:contains('next working day')",
            run: "click",
        },
        {
            content: "it is out of the way",
            trigger: ".o_mortgage_day_empty",
        },
    ],
});

registry.category("web_tour.tours").add("mortgage_day_phone", {
    url: "/odoo/mortgage-day",
    steps: () => [
        {
            content: "the number can be dialed from the row",
            trigger: `${ROW} a[href^='tel:']`,
        },
        {
            content: "nothing sticks out on the right",
            trigger: ".o_mortgage_day",
            run() {
                const { scrollWidth, clientWidth } = document.querySelector(".o_mortgage_day");
                if (scrollWidth > clientWidth) {
                    throw new Error(`LO's day is ${scrollWidth} px wide on ${clientWidth}`);
                }
                for (const button of document.querySelectorAll(".o_mortgage_day_row .btn")) {
                    if (button.offsetHeight < 44) {
                        throw new Error(`Too small for a thumb: ${button.textContent}`);
                    }
                }
            },
        },
        ...callAndLog(),
    ],
});
