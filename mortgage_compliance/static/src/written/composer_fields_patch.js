import { HtmlComposerMessageField } from "@mail/views/web/fields/html_composer_message_field/html_composer_message_field";
import { SmsWidget } from "@sms/components/sms_widget/fields_sms_widget";

import { patch } from "@web/core/utils/patch";

import { useWrittenWords, WrittenWords } from "./written_words";

SmsWidget.components = { ...SmsWidget.components, WrittenWords };
HtmlComposerMessageField.components = { ...HtmlComposerMessageField.components, WrittenWords };
HtmlComposerMessageField.template = "mortgage_compliance.HtmlComposerMessageField";

patch(HtmlComposerMessageField.prototype, {
    setup() {
        super.setup();
        this.mortgageWritten = useWrittenWords(() => this.mortgageQuestion());
    },

    onEditorLoad(editor) {
        super.onEditorLoad(editor);
        this.mortgageWritten.ask();
    },

    onChange() {
        super.onChange();
        this.mortgageWritten.ask();
    },

    mortgageQuestion() {
        const { data } = this.props.record;
        const resIds = JSON.parse(data.res_ids || "[]");
        return (
            data.mortgage_notice_level &&
            this.editor?.editable &&
            resIds.length === 1 && {
                model: data.model,
                resId: resIds[0],
                channel: "email",
                body: this.getNoSignatureElContent().innerHTML,
                subject: data.subject,
            }
        );
    },
});

patch(SmsWidget.prototype, {
    setup() {
        super.setup();
        this.mortgageWritten = useWrittenWords(() => this.mortgageQuestion());
        this.mortgageWritten.ask();
    },

    onMortgageInput(ev) {
        super.onMortgageInput(ev);
        this.mortgageWritten.ask();
    },

    mortgageQuestion() {
        const { data } = this.props.record;
        return (
            data.mortgage_notice_level && {
                model: data.res_model,
                resId: data.res_id,
                channel: "sms",
                body: this.mortgageText,
            }
        );
    },
});
