import { registry } from "@web/core/registry";

const MODAL = ".modal:not(.o_inactive_modal)";

function fill(field, text) {
    return {
        content: `Fill in ${field}`,
        trigger: `${MODAL} [name=${field}] input`,
        run: `edit ${text}`,
    };
}

function choose(field, text) {
    return [
        { trigger: `${MODAL} [name=${field}] input`, run: `edit ${text}` },
        { trigger: `.o-autocomplete--dropdown-item:contains(${text})`, run: "click" },
    ];
}

function press(label) {
    return { trigger: `${MODAL} footer button:contains(${label})`, run: "click" };
}

function open(code, title) {
    return [
        { trigger: `body:not(.modal-open) [data-code=${code}] button`, run: "click" },
        { trigger: `${MODAL} .modal-title:contains(${title})` },
    ];
}

/** A new administrator, alone with the page, from nothing to the first routed lead. */
registry.category("web_tour.tours").add("mortgage_setup_first_lead", {
    steps: () => [
        ...open("company_nmls", "Your company"),
        fill("name", "Lone Star Home Lending"),
        fill("nmls_id", "9900001"),
        fill("phone", "512 555 0100"),
        fill("street", "100 Congress Ave"),
        fill("city", "Austin"),
        ...choose("state_id", "Texas"),
        fill("zip", "78701"),
        ...choose("license_state_ids", "Texas"),
        press("Save"),
        ...open("officers", "Add a loan officer"),
        fill("name", "Nora Bell"),
        fill("email", "nora@lender.example"),
        fill("nmls_id", "9900101"),
        fill("phone", "512 555 0199"),
        ...choose("license_state_ids", "Texas"),
        press("Add"),
        { trigger: `${MODAL} .alert-success:contains(Nora Bell)` },
        press("Done"),
        {
            content: "Words are approved by somebody else, which the page says",
            trigger: "[data-code=templates]:contains(Compliance officer)",
        },
        ...open("team", "Add a mortgage team"),
        press("Add"),
        ...open("lead_source", "Add a lead source"),
        press("Add and show its key"),
        { trigger: `${MODAL} [name=curl]:contains(Bearer)` },
        press("Send a test lead"),
        { trigger: `${MODAL} .modal-title:contains(Send a test lead)` },
        fill("email", "me+test@lender.example"),
        press("Send the test lead"),
        { trigger: `${MODAL} :contains(It went to Nora Bell)` },
        press("Done"),
        {
            trigger: "body:not(.modal-open) .o_mortgage_setup_switch input",
            run: "click",
        },
        { trigger: `${MODAL} :contains(0 existing leads get messages)` },
        { trigger: `${MODAL} button:contains(Switch on)`, run: "click" },
        { trigger: "body:not(.modal-open) .o_mortgage_setup_switch:contains(is on)" },
    ],
});
