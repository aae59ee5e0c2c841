import { Component, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/** What rules say about the words: what stops them first, then what warns. */
export class TemplateFindings extends Component {
    static template = "mortgage_compliance.TemplateFindings";
    static props = { findings: [Array, { value: null }], onShow: Function };

    setup() {
        this.list = useRef("list");
    }

    get blocks() {
        return this.props.findings.filter(({ severity }) => severity === "block").length;
    }

    get words() {
        const { blocks } = this;
        if (!blocks) {
            return _t("Nothing stops these words.");
        }
        return blocks === 1
            ? _t("1 finding stops these words.")
            : _t("%s findings stop these words.", blocks);
    }

    place(finding) {
        if (finding.end > finding.start) {
            return finding.part === "subject" ? _t("in the subject") : "";
        }
        return _t("about the whole message");
    }

    onKeydown(ev) {
        const step = STEPS[ev.key];
        if (!step) {
            return;
        }
        const buttons = [...this.list.el.querySelectorAll("button")];
        const next = buttons[buttons.indexOf(document.activeElement) + step];
        if (next) {
            ev.preventDefault();
            next.focus();
        }
    }
}
