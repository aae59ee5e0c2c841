import { registry } from "@web/core/registry";

const column = (name) => `.o_kanban_group:contains('${name}')`;
const dana = ".o_kanban_record:contains('Dana Ruiz')";

// A processor moves a file on and reads which closings are in danger.
registry.category("web_tour.tours").add("mortgage_loans", {
    steps: () => [
        { trigger: `${column("Application")} ${dana}` },
        { trigger: `${dana}:contains('0 of 3 business days')` },
        { trigger: dana, run: `drag_and_drop(${column("Processing")})` },
        { trigger: `${column("Processing")} ${dana}:contains('0 of 5 business days')` },
        { trigger: ".o_menu_sections button:contains('Loans')", run: "click" },
        { trigger: ".dropdown-item:contains('Closings in danger')", run: "click" },
        { trigger: ".o_list_view .o_data_row:first:contains('lock expires tomorrow')" },
        { trigger: ".o_data_row:first td:contains('Ruiz/Ortega')", run: "click" },
        { trigger: ".o_form_view .alert:contains('Extend the lock or close before')" },
    ],
});
