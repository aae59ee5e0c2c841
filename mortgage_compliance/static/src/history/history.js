import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDateTime, formatDate, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** All that was ever said with one person, newest first. */
export class History extends Component {
    static template = "mortgage_compliance.History";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.kinds = [
            ["all", _t("Everything")],
            ["sent", _t("Sent and called")],
            ["refused", _t("Held and refused")],
            ["received", _t("From the borrower")],
            ["permissions", _t("Consents and opt-outs")],
        ];
        this.state = useState({ page: null, rows: [], what: "all", next: "" });
        onWillStart(() => this.load());
    }

    get whom() {
        const { active_id: id, active_model: model } = this.props.action.context;
        return model === "res.partner" ? [id, false] : [false, id];
    }

    async fetch(before) {
        return this.orm.call("mortgage.history", "show", [...this.whom, before, this.state.what]);
    }

    async load() {
        const page = await this.fetch("");
        Object.assign(this.state, { page, rows: page.rows, next: page.next });
    }

    async more() {
        const page = await this.fetch(this.state.next);
        this.state.rows.push(...page.rows);
        this.state.next = page.next;
    }

    async pick(what) {
        this.state.what = what;
        await this.load();
    }

    get days() {
        const days = [];
        for (const row of this.state.rows) {
            const day = formatDate(deserializeDateTime(row.at));
            if (!days.length || days.at(-1).day !== day) {
                days.push({ day, rows: [] });
            }
            days.at(-1).rows.push(row);
        }
        return days;
    }

    time(row) {
        return deserializeDateTime(row.at).toFormat("h:mm a");
    }

    exact(row) {
        return formatDateTime(deserializeDateTime(row.at));
    }

    open(action) {
        return this.action.doAction(action);
    }

    why(row) {
        return this.action.doAction("mortgage_compliance.why", {
            additionalContext: { active_id: row.id, active_model: row.model },
        });
    }

    show(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.model,
            res_id: row.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("mortgage_compliance.history", History);
