import { registry } from "@web/core/registry";

const BODY = "textarea[name=body]";
const BLOCK = ".o_mortgage_finding_block";

registry.category("web_tour.tours").add("mortgage_template_write", {
    steps: () => [
        {
            content: "Write what nobody may promise",
            trigger: BODY,
            run: "edit Hi {{ borrower_first_name }}, relax, guaranteed approval!",
        },
        { content: "It is marked in the words", trigger: ".o_mortgage_mark_block:contains(guaranteed)" },
        { content: "The check says why and leads there", trigger: `${BLOCK}:contains(How to fix)`, run: "click" },
        {
            content: "Write it as it may be said",
            trigger: BODY,
            run: "edit Hi {{ borrower_first_name }}, want to see how it could look for you?",
        },
        { content: "Nothing stops it", trigger: `.o_mortgage_template:not(:has(${BLOCK})):contains(Nothing stops these words)` },
        { content: "Hand it in", trigger: "button[name=action_submit]", run: "click" },
        { content: "It says who may approve", trigger: ".o_mortgage_template_status:contains(You wrote this)" },
        { content: "The words are locked", trigger: ".o_mortgage_marked_readonly:contains(how it could look)" },
    ],
});

registry.category("web_tour.tours").add("mortgage_template_approve", {
    steps: () => [
        { content: "Look at Texas", trigger: "[data-part=rendering] select", run: "select TX" },
        { content: "Read it as plain text", trigger: "button:contains(Plain text)", run: "click" },
        { content: "The sample stands in it", trigger: ".o_mortgage_device_text:contains(Hi Dana)" },
        { content: "Approve it", trigger: "button[name=action_approve]", run: "click" },
        { content: "It is approved", trigger: ".o_mortgage_template_status:contains(Approved by)" },
        { content: "Retire it", trigger: "button[name=action_retire]", run: "click" },
        { content: "Sure", trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "It is retired", trigger: ".o_mortgage_template_status:contains(Retired on)" },
    ],
});
