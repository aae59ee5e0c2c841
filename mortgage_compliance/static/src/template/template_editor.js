import { Component, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";

import { FieldPicker } from "./field_picker";
import { MarkedText } from "./marked_text";
import { TemplateFindings } from "./template_findings";
import { TemplateRendering } from "./template_rendering";

const PAUSE = 400;
const MODEL = "mortgage.template.version";

/** The words of a version, how they arrive, and what rules say about them. */
export class TemplateEditor extends Component {
    static template = "mortgage_compliance.TemplateEditor";
    static components = { FieldPicker, MarkedText, TemplateFindings, TemplateRendering };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm").silent;
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.root = useRef("root");
        this.state = useState({
            facts: null,
            words: { subject: "", body: "" },
            judged: { subject: "", body: "" },
            preview: null,
            error: "",
            panel: "words",
            usState: "",
            lead: null,
            shown: null,
        });
        this.asked = 0;
        const { bus } = this.record.model;
        useBus(bus, "NEED_LOCAL_CHANGES", ({ detail }) => detail.proms.push(this.commit()));
        useEffect(
            (subject, body) => this.takeWords(subject || "", body || ""),
            () => [this.record.data.subject, this.record.data.body, this.record.resId]
        );
        useEffect(
            () => {
                this.loadFacts();
            },
            () => [this.record.resId, this.record.data.state, this.templateId, this.lang]
        );
        onWillUnmount(() => clearTimeout(this.waiting));
    }

    get record() {
        return this.props.record;
    }

    get lang() {
        return this.record.data.lang || "en";
    }

    get templateId() {
        return this.record.data.template_id?.id || false;
    }

    get channel() {
        return this.record.data.channel || "";
    }

    get isReadonly() {
        return this.props.readonly || !this.state.facts?.may_write;
    }

    get findings() {
        return this.state.preview?.findings || [];
    }

    findingsOf(part) {
        return this.findings.filter((finding) => finding.part === part);
    }

    shownIn(part) {
        return this.state.shown?.part === part ? this.state.shown : null;
    }

    get panels() {
        const count = this.findings.length;
        return [
            { key: "words", name: _t("Words") },
            { key: "rendering", name: _t("As it arrives") },
            { key: "findings", name: count ? _t("Checks (%s)", count) : _t("Checks") },
        ];
    }

    get hint() {
        return this.channel === "sms"
            ? _t("Plain words only. [[greeting: Good to meet you.]] leaves LOs a place of their own.")
            : _t("**bold** · a line that begins with “- ” is a list · [words](https://…) is a link · [[greeting: Good to meet you.]] leaves LOs a place of their own");
    }

    // What is typed

    takeWords(subject, body) {
        if (!this.isDirty) {
            const { words } = this.state;
            const isNew = words.subject !== subject || words.body !== body;
            Object.assign(words, { subject, body });
            if (isNew && this.state.facts) {
                this.loadPreview();
            }
        }
    }

    onInput(part, text) {
        this.state.words[part] = text;
        this.isDirty = true;
        this.record.model.bus.trigger("FIELD_IS_DIRTY", true);
        clearTimeout(this.waiting);
        this.waiting = setTimeout(() => this.commit(), PAUSE);
    }

    async commit() {
        clearTimeout(this.waiting);
        if (!this.isDirty) {
            return;
        }
        this.isDirty = false;
        const { subject, body } = this.state.words;
        const changes = { [this.props.name]: body };
        if (this.channel === "email") {
            changes.subject = subject;
        }
        this.loadPreview();
        await this.record.update(changes);
        this.record.model.bus.trigger("FIELD_IS_DIRTY", this.isDirty);
    }

    /** Put words at the cursor as if they were typed: they can be undone. */
    insert(before, after = "") {
        const area = this.root.el.querySelector("textarea[name=body]");
        const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
        area.focus();
        document.execCommand("insertText", false, before + chosen + after);
    }

    insertField({ name, label, is_link }) {
        const field = `{{ ${name} }}`;
        this.insert(is_link && this.channel !== "sms" ? `[${label}](${field})` : field);
    }

    // What the server says

    async loadFacts() {
        if (!this.templateId && !this.record.resId) {
            return;
        }
        this.state.facts = await this.orm.call(MODEL, "editor", [
            this.record.resId || false,
            this.templateId,
            this.lang,
        ]);
        const { states } = this.state.facts;
        if (!states.some(({ code }) => code === this.state.usState)) {
            this.state.usState = states[0]?.code || "";
        }
        await this.loadPreview();
    }

    async loadPreview() {
        const asked = ++this.asked;
        const words = { ...this.state.words };
        const unsaved = !this.isReadonly && {
            ...words,
            lang: this.lang,
            template_id: this.templateId,
        };
        const { usState, lead } = this.state;
        let preview = null;
        let error = "";
        try {
            preview = await this.orm.call(MODEL, "preview", [
                this.record.resId || false,
                unsaved,
                usState || false,
                lead ? lead.id : false,
            ]);
        } catch (failure) {
            error = failure.data?.message || _t("The server cannot be reached.");
        }
        // An answer to older words comes too late.
        if (asked === this.asked) {
            Object.assign(this.state, { preview: preview || this.state.preview, error });
            if (preview) {
                Object.assign(this.state.judged, words);
            }
        }
    }

    // What is chosen

    chooseState(code) {
        this.state.usState = code;
        return this.loadPreview();
    }

    chooseLead() {
        this.dialog.add(SelectCreateDialog, {
            title: _t("Show it for a lead"),
            resModel: this.state.facts.document_model,
            multiSelect: false,
            noCreate: true,
            onSelected: async ([id]) => {
                const [lead] = await this.orm.read(this.state.facts.document_model, [id], [
                    "display_name",
                ]);
                this.state.lead = { id, name: lead.display_name };
                this.state.usState = "";
                await this.loadPreview();
            },
        });
    }

    forgetLead() {
        this.state.lead = null;
        return this.chooseState(this.state.facts.states[0]?.code || "");
    }

    show(finding) {
        this.state.panel = "words";
        this.state.shown = { ...finding };
    }

    openLanguage({ id, lang, here }) {
        if (here) {
            return;
        }
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: this.record.data.template_id.display_name,
                res_model: MODEL,
                res_id: id,
                views: [[false, "form"]],
                context: { default_template_id: this.templateId, default_lang: lang },
            },
            { stackPosition: "replaceCurrentAction" }
        );
    }
}

registry.category("fields").add("mortgage_template_editor", {
    component: TemplateEditor,
    displayName: _t("Words of a template"),
    supportedTypes: ["text"],
    fieldDependencies: [
        { name: "subject", type: "char" },
        { name: "lang", type: "selection" },
        { name: "channel", type: "selection" },
        { name: "state", type: "selection" },
        { name: "template_id", type: "many2one" },
    ],
});
