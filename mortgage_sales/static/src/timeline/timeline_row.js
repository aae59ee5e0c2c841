import { Component, useState } from "@odoo/owl";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { asMoment, countdown, isLate } from "../clock/clock_format";
import { TimelineContact } from "./timeline_contact";
import { TimelineEdit } from "./timeline_edit";
import { TimelineMove } from "./timeline_move";
import { there, when } from "./timeline_time";

const TONES = {
    success: { icon: "fa-check", color: "text-success-emphasis" },
    info: { icon: "fa-clock-o", color: "text-info-emphasis" },
    warning: { icon: "fa-pause-circle-o", color: "text-warning-emphasis" },
    danger: { icon: "fa-times-circle-o", color: "text-danger-emphasis" },
    secondary: { icon: "", color: "text-muted" },
};
const LABELS = {
    call: _t("Call"),
    send_now: _t("Send now"),
    edit: _t("Edit once"),
    reschedule: _t("Another time"),
    skip: _t("Skip"),
    send_again: _t("Send again"),
    settle_sent: _t("It arrived"),
};
const METHODS = {
    send_now: "action_mortgage_send_now",
    skip: "action_mortgage_skip",
    send_again: "action_send_again",
    settle_sent: "action_settle_sent",
};

/** One thing on a timeline; unfolded it shows the message, the verdict and what to do. */
export class TimelineRow extends Component {
    static template = "mortgage_sales.TimelineRow";
    static components = { TimelineContact };
    static props = {
        row: Object,
        isAhead: Boolean,
        now: Object,
        zone: String,
        name: String,
        resId: Number,
        onChanged: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.call = this.env.services.mortgage_call;
        this.labels = LABELS;
        this.state = useState({ open: false, busy: false, changes: 0 });
    }

    get row() {
        return this.props.row;
    }

    get tone() {
        return TONES[this.row.tone] || TONES.secondary;
    }

    get time() {
        const { now, isAhead, row } = this.props;
        return isAhead && isLate(row.at, now) ? countdown(row.at, now) : when(row.at, now);
    }

    /** The exact moment, here and where the borrower is. */
    get exact() {
        const here = formatDateTime(asMoment(this.row.at));
        return _t("%(here)s (%(there)s for %(name)s)", {
            here,
            there: this.there(this.row.at),
            name: this.firstName,
        });
    }

    get firstName() {
        return this.props.name.split(" ")[0];
    }

    there(moment) {
        return there(moment, this.props.zone, this.props.now);
    }

    get outcome() {
        const { state, until } = this.row;
        return until ? `${state} ${this.there(until)}` : state;
    }

    get times() {
        const { times, last } = this.row;
        return _t("%(times)s times, the last on %(last)s", {
            times,
            last: asMoment(last).toLocaleString(luxon.DateTime.DATE_MED),
        });
    }

    get details() {
        const { times, plan, who, by_hand } = this.row;
        const person = who && by_hand ? _t("%s, by hand", who) : who;
        return [times > 1 && this.times, plan, person].filter(Boolean).join(" · ");
    }

    get canUnfold() {
        const { touch_id, quote, facts, reason, condition, more } = this.row;
        return Boolean(touch_id || quote || facts.length || reason || condition || more);
    }

    get actions() {
        return this.row.actions.filter((action) => action !== "call" || this.call);
    }

    toggle() {
        if (this.canUnfold) {
            this.state.open = !this.state.open;
        }
    }

    async act(action) {
        if (action === "call") {
            this.call.open({ leadId: this.props.resId, activityId: this.row.activity_id });
        } else if (action === "edit") {
            this.openDialog(TimelineEdit);
        } else if (action === "reschedule") {
            this.openDialog(TimelineMove);
        } else {
            await this.wish(action);
        }
    }

    openDialog(component) {
        const { name, zone } = this.props;
        const touchId = this.row.touch_id;
        const onChanged = () => this.changed();
        this.dialog.add(component, { touchId, row: this.row, name, zone, onChanged });
    }

    async wish(action) {
        this.state.busy = true;
        try {
            await this.orm.call("mortgage.touch", METHODS[action], [[this.row.touch_id]]);
        } finally {
            this.state.busy = false;
        }
        if (action === "send_now") {
            this.notification.add(_t("It goes out next."), { type: "success" });
        }
        await this.changed();
    }

    /** The row is told anew, and what it unfolds to is no longer true either. */
    async changed() {
        await this.props.onChanged();
        this.state.changes += 1;
    }
}

// Rows that were joined unfold to rows.
TimelineRow.components.TimelineRow = TimelineRow;
