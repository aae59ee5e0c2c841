import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** The loans whose closing date is at risk, and why. */
export class DayClosings extends Component {
    static template = "mortgage_sales.DayClosings";
    static props = { closings: Object };

    setup() {
        this.action = useService("action");
    }

    openLoan(loanId) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "mortgage.loan",
            res_id: loanId,
            views: [[false, "form"]],
        });
    }
}
