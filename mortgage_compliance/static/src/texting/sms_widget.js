import { useState } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { SmsWidget } from "@sms/components/sms_widget/fields_sms_widget";

import { TextSegments } from "./text_segments";

SmsWidget.components = { ...SmsWidget.components, TextSegments };

patch(SmsWidget.prototype, {
    setup() {
        super.setup();
        // The record hears of what is typed only when the field is left.
        this.mortgageTyped = useState({ text: null });
    },

    get mortgageText() {
        return this.mortgageTyped.text ?? (this.props.record.data[this.props.name] || "");
    },

    onMortgageInput(ev) {
        this.mortgageTyped.text = ev.target.value;
    },
});
