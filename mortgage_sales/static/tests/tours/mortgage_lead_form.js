import { registry } from "@web/core/registry";

const TABS = [
    ["Loan", "[name='loan_amount']"],
    ["Borrowers", "[name='party_ids']"],
    ["Property", "[name='property_type']"],
    ["Timeline", "[name='mortgage_plan']"],
    ["Why I got this lead", "[name='routing_explanation'] table"],
    ["OK to call / text / email", "[name='mortgage_permissions'] section"],
    ["Where it came from", "[name='mortgage_origin'] details"],
];

registry.category("web_tour.tours").add("mortgage_lead_form", {
    steps: () => [
        {
            content: "The line of chips says whether the borrower may be contacted now",
            trigger: ".o_mortgage_chips:contains('email now')",
        },
        ...TABS.flatMap(([name, content], place) => [
            {
                content: `Tab ${place + 1} is ${name}`,
                trigger: `.o_notebook .nav-item:visible:eq(${place}) .nav-link:contains('${name}')`,
                run: "click",
            },
            { trigger: `.o_notebook .tab-pane.active ${content}` },
        ]),
    ],
});
