import { Component, onWillUnmount, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { useNow } from "../clock/use_now";
import { TimelineRow } from "./timeline_row";

// So many rows of the future stand open, the others behind a button.
const NEAR = 5;
// What the dispatcher does with a wish shows after so many seconds.
const SETTLED = [4, 20];
const TICK = 30;

/**
 * Everything with a borrower on one line: what is ahead above, the past below.
 *
 * Any model with the method `mortgage_timeline(id, before, limit)` can show it.
 */
export class Timeline extends Component {
    static template = "mortgage_sales.Timeline";
    static components = { TimelineRow };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.clock = useNow(TICK);
        this.state = useState({ ahead: [], past: [], older: false, all: false, loaded: false });
        this.waiting = [];
        let shown;
        // What is pressed above the line, such as pausing a plan, changes these.
        useRecordObserver(async ({ resId, data }) => {
            const { mortgage_plan_text: plan, stage_id: stage, user_id: owner } = data;
            const seen = JSON.stringify([resId, plan, stage?.id, owner?.id]);
            if (seen !== shown) {
                shown = seen;
                await this.load();
            }
        });
        onWillUnmount(() => this.waiting.forEach(clearTimeout));
    }

    get hidden() {
        return this.state.all ? 0 : Math.max(this.state.ahead.length - NEAR, 0);
    }

    /** The farthest on top, the soonest at the line. */
    get ahead() {
        const rows = this.state.ahead;
        return (this.hidden ? rows.slice(0, NEAR) : [...rows]).reverse();
    }

    get resId() {
        return this.props.record.resId;
    }

    async load() {
        if (!this.resId) {
            this.state.loaded = true;
            return;
        }
        const { record } = this.props;
        const shown = await this.orm.call(record.resModel, "mortgage_timeline", [this.resId]);
        Object.assign(this.state, shown, { loaded: true });
    }

    async showOlder() {
        const page = await this.orm.call(this.props.record.resModel, "mortgage_timeline", [
            this.resId,
            this.state.older,
        ]);
        this.state.past.push(...page.past);
        this.state.older = page.older;
    }

    /** Show what a person's wish did: at once, and once the dispatcher has seen it. */
    async onChanged() {
        await this.props.record.load();
        await this.load();
        this.waiting = SETTLED.map((seconds) => setTimeout(() => this.load(), seconds * 1000));
    }
}

export const timeline = {
    component: Timeline,
    fieldDependencies: [{ name: "mortgage_plan_text", type: "char" }],
};

registry.category("view_widgets").add("mortgage_timeline", timeline);
