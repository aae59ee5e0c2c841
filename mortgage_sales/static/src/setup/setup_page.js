import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const SHOWN_EFFECTS = 4;
const SECTIONS = () => ({
    company: _t("Company"),
    people: _t("People"),
    messages: _t("Emails and texts"),
    leads: _t("Leads"),
    running: _t("Running"),
});
const STATES = () => ({
    set: { icon: "fa-check-circle text-success", word: _t("Set") },
    warning: { icon: "fa-exclamation-triangle text-warning", word: _t("Look at it") },
    missing: { icon: "fa-times-circle text-danger", word: _t("Missing") },
});
const WHO = () => ({
    admin: _t("Mortgage administrator"),
    compliance: _t("Compliance officer"),
    system: _t("Odoo administrator"),
});

/**
 * "Getting set up": what is missing and what it holds back, each with the one button
 * that sets it up; below, what can be switched and tried out.
 */
export class SetupPage extends Component {
    static template = "mortgage_sales.SetupPage";
    static components = { Layout, CheckBox };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.teams = useRef("teams");
        this.state = useState({ page: null, showAll: false });
        this.states = STATES();
        this.who = WHO();
        this.display = { controlPanel: {} };
        onWillStart(() => this.load());
    }

    async load() {
        this.state.page = await this.orm.call("mortgage.setup", "show", []);
    }

    get page() {
        return this.state.page;
    }

    get isFinished() {
        return this.page.progress.set === this.page.progress.all;
    }

    get percent() {
        return Math.round((100 * this.page.progress.set) / this.page.progress.all);
    }

    /** The items by section; what is set is folded away while something is not. */
    get sections() {
        const names = SECTIONS();
        const shown = this.page.items.filter(
            (item) => this.state.showAll || item.state !== "set"
        );
        return Object.keys(names)
            .map((code) => ({
                code,
                name: names[code],
                items: shown.filter((item) => item.section === code),
            }))
            .filter((section) => section.items.length);
    }

    /** The first item that is missing and that the user may set up. */
    get nextCode() {
        const open = this.page.items.filter((item) => item.action && item.state !== "set");
        const next = open.find((item) => item.state === "missing") || open[0];
        return next && next.code;
    }

    get summary() {
        const { progress } = this.page;
        if (this.isFinished) {
            return _t("Everything is set. Send a test lead to see it work.");
        }
        const parts = [_t("%(set)s of %(all)s set", progress)];
        if (progress.holds_back.length) {
            parts.push(_t("what is missing holds back: %s", this.heldBack));
        }
        return parts.join(" · ");
    }

    get heldBack() {
        const held = this.page.progress.holds_back;
        const shown = held.slice(0, SHOWN_EFFECTS).join(", ");
        const more = held.length - SHOWN_EFFECTS;
        return more > 0 ? _t("%(shown)s and %(more)s more", { shown, more }) : shown;
    }

    open(item) {
        if (item.action === "#teams") {
            this.teams.el.scrollIntoView({ behavior: "smooth" });
            return;
        }
        return this.doAction(item.action);
    }

    /** Dialogs come back here and the list is read again; so it is on the way back. */
    doAction(action, options = {}) {
        return this.action.doAction(action, { onClose: () => this.load(), ...options });
    }

    dialogAction(model, name, context = {}) {
        return this.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            views: [[false, "form"]],
            target: "new",
            context,
        });
    }

    openSwitch() {
        return this.dialogAction("mortgage.sending.switch", _t("Stop or resume messages"));
    }

    sendTestLead() {
        return this.dialogAction("mortgage.test.lead", _t("Send a test lead"));
    }

    addOfficer() {
        return this.dialogAction("mortgage.officer.setup", _t("Add a loan officer"));
    }

    openBackfill(id = false) {
        return this.doAction({
            type: "ir.actions.act_window",
            name: _t("Bring in existing leads"),
            res_model: "mortgage.backfill",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    /** Ask first, with what will happen in numbers. */
    async switchFollowUp(team) {
        const on = !team.follow_up;
        const body = await this.orm.call("mortgage.setup", "ask_follow_up", [team.id, on]);
        this.dialog.add(ConfirmationDialog, {
            title: on
                ? _t("Switch follow-up on for %s?", team.name)
                : _t("Switch follow-up off for %s?", team.name),
            body,
            confirmLabel: on ? _t("Switch on") : _t("Switch off"),
            cancelLabel: _t("Leave as it is"),
            confirm: async () => {
                await this.orm.call("mortgage.setup", "switch_follow_up", [team.id, on]);
                await this.load();
            },
            cancel: () => this.load(),
        });
    }

    toggleAll() {
        this.state.showAll = !this.state.showAll;
    }
}

registry.category("actions").add("mortgage_setup", SetupPage);
