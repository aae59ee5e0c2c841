import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus, useService } from "@web/core/utils/hooks";

/** Takes a lead down in four answers. */
export class NewLeadDialog extends Component {
    static template = "mortgage_sales.NewLeadDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        // Of an assistant, who says whose lead it is.
        officers: Array,
        onAdded: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.fields = useService("field");
        this.state = useState({
            name: "",
            phone: "",
            loan_purpose: "purchase",
            referral_partner: "",
            user_id: this.props.officers[0]?.id || false,
            isSaving: false,
        });
        this.purposes = [];
        useAutofocus({ refName: "name" });
        onWillStart(async () => {
            const { loan_purpose } = await this.fields.loadFields("crm.lead", {
                fieldNames: ["loan_purpose"],
            });
            this.purposes = loan_purpose.selection;
        });
    }

    async save() {
        const { isSaving, ...answers } = this.state;
        if (isSaving) {
            return;
        }
        this.state.isSaving = true;
        try {
            const added = await this.orm.call("mortgage.day", "add_lead", [], {
                ...answers,
                user_id: Number(answers.user_id) || false,
            });
            this.notification.add(this.said(added), { type: "success" });
            this.props.close();
            await this.props.onAdded(added);
        } finally {
            this.state.isSaving = false;
        }
    }

    said({ borrower, is_new }) {
        return is_new
            ? _t("%s is in your day", borrower)
            : _t("%s has a lead already: this is it", borrower);
    }
}
