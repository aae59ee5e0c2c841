import { registry } from "@web/core/registry";

const ROW = ".o_mortgage_history_row";

registry.category("web_tour.tours").add("mortgage_contact_history", {
    steps: () => [
        { content: "Look for the person", trigger: ".o_mortgage_today_search", run: "edit Dana Ruiz" },
        { content: "Find", trigger: ".o_mortgage_today form button[type=submit]", run: "click" },
        { content: "Open all that was said", trigger: ".o_mortgage_today_history", run: "click" },
        { content: "What the borrower wrote stands there", trigger: `${ROW}[data-kind=inbound]:contains(Call me at six)` },
        { content: "Look at what was refused", trigger: "[data-what=refused]", run: "click" },
        { content: "Nothing else is shown", trigger: `.o_mortgage_history:not(:has(${ROW}[data-kind=inbound]))` },
        { content: "It says why", trigger: `${ROW}:contains(Said STOP)` },
        { content: "And explains it", trigger: `${ROW} .o_mortgage_history_why`, run: "click" },
        { content: "On one page", trigger: ".o_mortgage_why iframe" },
    ],
});
