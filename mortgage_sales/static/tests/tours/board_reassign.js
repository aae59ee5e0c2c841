import { registry } from "@web/core/registry";

const maria = ".o_mortgage_board_officer:contains('Maria Gomez')";
const frank = ".o_mortgage_board_officer:contains('Frank Hall')";

// A manager hands one lead over by the button and another by dragging it onto an LO.
registry.category("web_tour.tours").add("mortgage_board_reassign", {
    steps: () => [
        { trigger: "aside:contains('Unassigned') .o_mortgage_board_card:contains('Kim Vo')" },
        { trigger: `${maria} .o_mortgage_board_unfold`, run: "click" },
        {
            trigger: `${maria} .o_mortgage_board_card:contains('Dana Ruiz') .o_mortgage_board_hand_to`,
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name='user_id'] input", run: "edit Frank" },
        { trigger: ".ui-autocomplete a:contains('Frank Hall')", run: "click" },
        { trigger: ".modal:contains('Frank Hall is alerted now')" },
        { trigger: ".modal:contains('Maria Gomez is told once')" },
        { trigger: ".modal .o_field_widget[name='note'] input", run: "edit Asked for Spanish" },
        { trigger: ".modal button[name='action_hand_over']", run: "click" },
        { trigger: ".o_notification:contains('1 handed to Frank Hall')" },
        { trigger: "body:not(:has(.modal))" },
        {
            trigger: ".o_mortgage_board_card:contains('Kim Vo')",
            run: `drag_and_drop(${maria} .o_mortgage_board_pause)`,
        },
        { trigger: ".modal .alert-danger:contains('No license in Florida')" },
        { trigger: ".modal .o_field_widget[name='user_id'] input:value('Maria Gomez')" },
        { trigger: ".modal button[name='action_hand_over']", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: "aside:contains('Every lead has its loan officer')" },
        { trigger: `${frank} .o_mortgage_board_pause:contains('Pause')`, run: "click" },
        { trigger: `${frank}:contains('No new leads')` },
        { trigger: `${frank} button:contains('Set cap')`, run: "click" },
        { trigger: `${frank} .o_mortgage_board_cap`, run: "edit 25 && press Enter" },
        { trigger: `${frank}:contains('1 of 25 active leads')` },
    ],
});
