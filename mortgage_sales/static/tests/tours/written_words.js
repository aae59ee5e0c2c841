import { registry } from "@web/core/registry";

const found = ".o_mortgage_written_words .alert";
const composer = ".o-mail-Chatter .o-mail-Composer";

registry.category("web_tour.tours").add("mortgage_written_words", {
    steps: () => [
        {
            content: "An LO writes from the lead",
            trigger: ".o-mail-Chatter-sendMessage",
            run: "click",
        },
        {
            content: "It says first that the email can go",
            trigger: `${composer} .o_mortgage_notices:contains('Can email now')`,
        },
        {
            trigger: `${composer} .o-mail-Composer-input`,
            run: "edit Relax, guaranteed approval!",
        },
        {
            content: "What may never be said is shown under the words, with the piece itself",
            trigger: `${composer} ${found} mark:contains('guaranteed approval')`,
        },
        {
            content: "Send may be pressed",
            trigger: `${composer} .o-mail-Composer-send:enabled`,
            run: "click",
        },
        {
            content: "and is refused in words",
            trigger: ".modal:contains('Not sent and not saved')",
        },
        { trigger: ".modal .btn-primary", run: "click" },
        {
            content: "The words are still there and can be put right",
            trigger: `${composer} .o-mail-Composer-input:not([readonly]):value(guaranteed approval)`,
            run: "edit Your SSN is 123-45-6789",
        },
        {
            content: "A number is shown as dots",
            trigger: `${composer} ${found} mark:contains('•••-••-••••')`,
        },
        {
            trigger: `${composer} .o-mail-Composer-input`,
            run: "edit At a 6.25 % fixed rate the monthly payment would be $2,140.",
        },
        {
            content: "A quote to one person only warns, quietly",
            trigger: `${composer} .o_mortgage_written_words:not(:has(.alert)) .o_mortgage_written_warnings`,
        },
        {
            content: "The mail dialog takes the words along",
            trigger: `${composer} button[name='open-full-composer']`,
            run: "click",
        },
        {
            trigger: ".modal .o_mortgage_written_warnings",
        },
        {
            trigger: ".modal .odoo-editor-editable",
            run: "editor Your application has been denied",
        },
        {
            content: "It says while one writes what would be refused",
            trigger: `.modal ${found} mark:contains('denied')`,
        },
        { trigger: ".modal .o_mail_send", run: "click" },
        {
            content: "and refuses it",
            trigger: ".modal:contains('Not sent and not saved')",
        },
        { trigger: ".modal:contains('Not sent') .btn-primary", run: "click" },
        {
            trigger: ".modal .odoo-editor-editable",
            run: "editor At a 6.25 % fixed rate the monthly payment would be $2,140.",
        },
        { trigger: `.modal:not(:has(${found})) .o_mail_send`, run: "click" },
        {
            content: "What is no more than a quote is sent",
            trigger: "body:not(:has(.modal)) .o-mail-Message:contains('2,140')",
        },
        {
            content: "The text dialog does the same",
            // Shown when the pointer is over the number.
            trigger: ".o_field_phone_sms:not(:visible):first",
            run: "click",
        },
        {
            trigger: ".modal .o_field_sms_widget textarea",
            run: "edit Relax, guaranteed approval!",
        },
        { trigger: `.modal ${found} mark:contains('guaranteed approval')` },
        { trigger: ".modal button[name='action_send_sms']:enabled", run: "click" },
        { trigger: ".modal:contains('Not sent and not saved')" },
        { trigger: ".modal:contains('Not sent') .btn-primary", run: "click" },
        {
            trigger: ".modal .o_field_sms_widget textarea",
            run: "edit Running 10 min late",
        },
        { trigger: `.modal:not(:has(${found})) button[name='action_send_sms']`, run: "click" },
        { trigger: "body:not(:has(.modal)) .o-mail-Message:contains('10 min late')" },
    ],
});
