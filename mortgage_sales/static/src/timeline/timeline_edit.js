import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { TextSegments } from "@mortgage_compliance/texting/text_segments";

import { CONTACT_DIALOG_PROPS } from "./timeline_dialog";

/** Words one contact anew, once; says what it becomes by that. */
export class TimelineEdit extends Component {
    static template = "mortgage_sales.TimelineEdit";
    static components = { Dialog, TextSegments };
    static props = CONTACT_DIALOG_PROPS;

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.title = _t("Edit this one message");
        this.state = useState({ subject: "", body: "", sender: "", busy: false });
        onWillStart(async () => {
            const content = await this.orm.call("mortgage.touch", "mortgage_preview", [
                this.props.touchId,
            ]);
            this.state.subject = content.subject || "";
            this.state.body = content.words || "";
            this.state.sender = content.sender;
        });
    }

    get isEmail() {
        return this.props.row.channel === "email";
    }

    get isReady() {
        const { busy, subject, body } = this.state;
        return !busy && body.trim() && (!this.isEmail || subject.trim());
    }

    async save() {
        this.state.busy = true;
        const { touchId, onChanged, close } = this.props;
        const { subject, body } = this.state;
        try {
            const verdict = await this.orm.call("mortgage.touch", "mortgage_edit_once", [
                touchId,
                this.isEmail && subject,
                body,
            ]);
            if (verdict.verdict !== "allow") {
                this.notification.add(verdict.reason, { type: "warning" });
            }
        } finally {
            this.state.busy = false;
        }
        close();
        await onChanged();
    }
}
