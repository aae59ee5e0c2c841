import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus, useService } from "@web/core/utils/hooks";

/** Asks why a lead should be somebody else's, and puts it before the manager. */
export class PassOnDialog extends Component {
    static template = "mortgage_sales.PassOnDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        taskId: Number,
        borrower: String,
        onAsked: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ reason: "" });
        useAutofocus({ refName: "reason" });
    }

    get title() {
        return _t("Pass on %s", this.props.borrower);
    }

    async ask() {
        const manager = await this.orm.call("mail.activity", "action_mortgage_pass_on", [
            [this.props.taskId],
            this.state.reason,
        ]);
        this.notification.add(
            _t("%(manager)s was asked. Until somebody else has it, it stays yours.", { manager }),
            { type: "success" }
        );
        this.props.close();
        await this.props.onAsked();
    }
}
