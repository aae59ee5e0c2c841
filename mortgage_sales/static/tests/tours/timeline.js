import { registry } from "@web/core/registry";

const ahead = ".o_mortgage_timeline_row:contains('What to expect')";

registry.category("web_tour.tours").add("mortgage_timeline", {
    steps: () => [
        { trigger: ".nav-link[name='mortgage_timeline']", run: "click" },
        { content: "Above the line stands what is planned", trigger: ".o_mortgage_timeline_now" },
        { trigger: `${ahead}:contains('Planned') .o_mortgage_timeline_head`, run: "click" },
        {
            content: "Unfolded it tells the verdict",
            trigger: `${ahead} .o_mortgage_timeline_contact:contains('It may go at its time')`,
        },
        {
            content: "and shows the message as it would be sent",
            trigger: `${ahead} iframe.o_mortgage_timeline_mail`,
        },
        {
            content: "It can be worded anew, and says what it becomes by that",
            trigger: `${ahead} .o_mortgage_timeline_edit`,
            run: "click",
        },
        { trigger: ".modal .alert:contains('own message')" },
        {
            trigger: ".modal #o_mortgage_edit_subject",
            run: "edit Lunch tomorrow?",
        },
        { trigger: ".modal .btn-primary", run: "click" },
        {
            content: "What is unfolded shows the new words at once",
            trigger:
                ".o_mortgage_timeline_row:contains('Lunch tomorrow?') .o_mortgage_timeline_contact:contains('Lunch tomorrow?')",
        },
        {
            trigger: ".o_mortgage_timeline_row:contains('Lunch tomorrow?') .o_mortgage_timeline_skip",
            run: "click",
        },
        {
            content: "What was skipped is over, and says who did it",
            trigger:
                ".o_mortgage_timeline_now ~ ol .o_mortgage_timeline_row:contains('Skipped by Maria Gomez')",
        },
    ],
});
