import { Component } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { asMoment, isLate } from "../clock/clock_format";

/** What goes out by itself today, and how to hold it. */
export class DayMessages extends Component {
    static template = "mortgage_sales.DayMessages";
    static props = { messages: Object, plans: Object, refresh: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
    }

    when(row) {
        if (row.held) {
            return _t("held");
        }
        if (isLate(row.at, luxon.DateTime.now())) {
            return _t("now");
        }
        return asMoment(row.at).toLocaleString(luxon.DateTime.TIME_SIMPLE);
    }

    channel(row) {
        return row.channel === "sms" ? _t("Text") : _t("Email");
    }

    async pause({ lead_id, borrower }) {
        await this.orm.call("crm.lead", "action_mortgage_pause_plans", [[lead_id]]);
        this.notification.add(_t("Nothing automatic goes to %s until you resume.", borrower), {
            type: "info",
        });
        await this.props.refresh();
    }

    async resume({ lead_id }) {
        await this.orm.call("crm.lead", "action_mortgage_resume_plans", [[lead_id]]);
        await this.props.refresh();
    }

    pauseAll() {
        const count = this.props.plans.running;
        this.dialog.add(ConfirmationDialog, {
            title: _t("Pause all your follow-up plans?"),
            body: _t(
                "Borrowers on follow-up plans: %s. No automatic text or email goes to them in your name and no new call appears until you resume. Leads that come in from now on are followed up as usual.",
                count
            ),
            confirmLabel: _t("Pause all"),
            confirm: async () => {
                await this.orm.call("mortgage.day", "pause_all", []);
                await this.props.refresh();
            },
            cancel: () => {},
        });
    }

    async resumeAll() {
        await this.orm.call("mortgage.day", "resume_all", []);
        await this.props.refresh();
    }

    openLead(leadId) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.lead",
            res_id: leadId,
            views: [[false, "form"]],
        });
    }

    openPlans() {
        this.action.doAction("mortgage_sales.mortgage_enrollment_action");
    }
}
