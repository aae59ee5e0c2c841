import { Component, onMounted, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const REFRESH = 60000;

/** What waits for compliance, what is held and what was refused. */
export class ComplianceToday extends Component {
    static template = "mortgage_compliance.Today";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.who = {
            admin: _t("An administrator"),
            compliance: _t("Compliance"),
            system: _t("Whoever runs Odoo"),
        };
        this.state = useState({ page: null, words: "", asked: "", people: null });
        onWillStart(() => this.load());
        onMounted(() => (this.ticking = setInterval(() => this.load(), REFRESH)));
        onWillUnmount(() => clearInterval(this.ticking));
    }

    async load() {
        this.state.page = await this.orm.silent.call("mortgage.compliance.today", "show", []);
    }

    async find() {
        const asked = this.state.words.trim();
        const people = asked
            ? await this.orm.call("mortgage.compliance.today", "find", [asked])
            : null;
        if (asked === this.state.words.trim()) {
            Object.assign(this.state, { asked, people });
        }
    }

    clear() {
        Object.assign(this.state, { words: "", asked: "", people: null });
    }

    /** What there is something of, what waits for somebody first. */
    get notable() {
        const counts = this.state.page.counts.filter((part) => part.count !== 0);
        return counts.sort((one, other) => Number(other.waits) - Number(one.waits));
    }

    get quiet() {
        return this.state.page.counts.filter((part) => part.count === 0);
    }

    relative(moment) {
        return deserializeDateTime(moment).toRelative();
    }

    exact(moment) {
        return formatDateTime(deserializeDateTime(moment));
    }

    share(row, part) {
        return Math.max(2, Math.round((100 * row.count) / part.most));
    }

    open(action) {
        return this.action.doAction(action);
    }

    openTouch(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "mortgage.touch",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("mortgage_compliance.today", ComplianceToday);
