import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

import { TextSegments } from "@mortgage_compliance/texting/text_segments";

/** The message as it arrives: on a phone, in a mailbox, as plain text, read aloud. */
export class TemplateRendering extends Component {
    static template = "mortgage_compliance.TemplateRendering";
    static components = { TextSegments };
    static props = {
        channel: String,
        preview: [Object, { value: null }],
        error: String,
        states: Array,
        chosen: String,
        lead: [Object, { value: null }],
        mayChooseLead: Boolean,
        onState: Function,
        onLead: Function,
        onSample: Function,
    };

    setup() {
        this.state = useState({ device: "phone" });
    }

    get devices() {
        if (this.props.channel !== "email") {
            return [];
        }
        return [
            { key: "phone", name: _t("Phone"), icon: "fa-mobile" },
            { key: "mail", name: _t("Mail"), icon: "fa-envelope-o" },
            { key: "plain", name: _t("Plain text"), icon: "fa-align-left" },
        ];
    }

    get isPlain() {
        return this.props.channel !== "email" || this.state.device === "plain";
    }

    /** The page of the frame: no script of a message runs in it, and none of its styles
     * reach ours. */
    get page() {
        return `<!DOCTYPE html><html lang="en"><head><title>${_t("Message")}</title>
            <base target="_blank"><style>body{margin:12px;overflow-wrap:anywhere}</style></head>
            <body>${this.props.preview.html}</body></html>`;
    }

    get missing() {
        return this.props.preview.missing.join(", ");
    }
}
