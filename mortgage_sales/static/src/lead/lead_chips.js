import { Component, useEffect, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Clock } from "../clock/clock";
import { useNow } from "../clock/use_now";

const TICK = 20;
// A window also closes: what may be done now is asked again after so many minutes.
const FRESH = 5;
const CHANNELS = {
    call: { icon: "fa-phone", name: _t("Call") },
    sms: { icon: "fa-commenting-o", name: _t("Text") },
    email: { icon: "fa-envelope-o", name: _t("Email") },
};
const VERDICTS = {
    allow: { icon: "fa-check", color: "text-success-emphasis" },
    hold: { icon: "fa-clock-o", color: "text-warning-emphasis" },
    block: { icon: "fa-ban", color: "text-danger" },
};

/**
 * The line under a lead's name: whether the borrower may be called, texted and emailed
 * now, what time it is there, whose lead it is, until when to call, and its plan.
 */
export class LeadChips extends Component {
    static template = "mortgage_sales.LeadChips";
    static components = { Clock };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.clock = useNow(TICK);
        this.state = useState({ chips: false, busy: false });
        useEffect(
            (chips) => this.show(chips),
            () => [this.props.record.data[this.props.name]]
        );
        useEffect(
            () => {
                this.refresh();
            },
            () => [this.isStale]
        );
    }

    get chips() {
        return this.state.chips || this.props.record.data[this.props.name];
    }

    get contact() {
        return this.chips.contact.map((answer) => ({
            ...answer,
            channelIcon: CHANNELS[answer.channel].icon,
            channelName: CHANNELS[answer.channel].name,
            ...VERDICTS[answer.verdict],
            tip: [answer.address, ...answer.notes, answer.citation].filter(Boolean).join("\n"),
        }));
    }

    get localTime() {
        const local = this.clock.now.setZone(this.chips.zone);
        return local.setLocale("en-US").toFormat("h:mm a ZZZZ");
    }

    get isStale() {
        if (!this.chips) {
            return false;
        }
        const now = this.clock.now;
        const opened = this.chips.contact.some(
            ({ until }) => until && deserializeDateTime(until) <= now
        );
        return opened || now.diff(this.shownAt || now).as("minutes") >= FRESH;
    }

    show(chips) {
        this.state.chips = chips;
        this.shownAt = this.clock.now;
    }

    async refresh() {
        const { resModel, resId } = this.props.record;
        if (!this.isStale || !resId) {
            return;
        }
        const [lead] = await this.orm.silent.read(resModel, [resId], [this.props.name]);
        if (lead && resId === this.props.record.resId) {
            this.show(lead[this.props.name]);
        }
    }

    async steer(method) {
        const { record } = this.props;
        if (this.state.busy || !(await record.save())) {
            return;
        }
        this.state.busy = true;
        try {
            await this.orm.call(record.resModel, method, [record.resId]);
            await record.load();
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("fields").add("mortgage_lead_chips", {
    component: LeadChips,
    displayName: _t("Lead at a glance"),
    supportedTypes: ["json"],
});
