import { Component, markup, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { Clock } from "@mortgage_sales/clock/clock";
import { asMoment, relative } from "@mortgage_sales/clock/clock_format";
import { useNow } from "@mortgage_sales/clock/use_now";

import { CallbackTime } from "./callback_time";
import { clockIn } from "./zone_time";

const ICONS = {
    call: "fa-phone",
    voicemail: "fa-microphone",
    sms: "fa-comment",
    email: "fa-envelope",
    letter: "fa-file-text-o",
};
const OUTCOME_ICONS = {
    reached: "fa-comments-o",
    no_answer: "fa-bell-slash-o",
    left_voicemail: "fa-microphone",
    callback: "fa-clock-o",
    wrong_number: "fa-times-circle-o",
    do_not_call: "fa-ban",
};

/** All that an LO needs while calling a borrower, and one button for how it went. */
export class CallPanel extends Component {
    static template = "mortgage_sales.CallPanel";
    static components = { CallbackTime, Clock, Dialog };
    static props = {
        leadId: Number,
        activityId: [Number, Boolean],
        onLogged: Function,
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.clock = useNow();
        // step: how (did it go), sure, when (to call again), next (step), later (call)
        this.state = useState({ step: "how", note: "", outcome: null, busy: false });
        onWillStart(async () => {
            this.call = await this.orm.call("crm.lead", "mortgage_call_panel", [
                this.props.leadId,
                this.props.activityId,
            ]);
            this.script = markup(this.call.script || "");
        });
    }

    get title() {
        return _t("Call %(name)s", { name: this.call.name });
    }

    get localTime() {
        return clockIn(this.clock.now, this.call.zone);
    }

    get verdictClass() {
        return {
            allow: "bg-success-subtle text-success-emphasis",
            hold: "bg-warning-subtle text-warning-emphasis",
            block: "bg-danger-subtle text-danger-emphasis",
        }[this.call.call.verdict];
    }

    get verdictIcon() {
        return { allow: "fa-check", hold: "fa-clock-o", block: "fa-ban" }[this.call.call.verdict];
    }

    icon(channel) {
        return ICONS[channel] || "fa-circle-o";
    }

    outcomeIcon(outcome) {
        return OUTCOME_ICONS[outcome.code];
    }

    ago(moment) {
        return relative(moment, this.clock.now);
    }

    exact(moment) {
        return formatDateTime(asMoment(moment));
    }

    async choose(outcome) {
        this.state.outcome = outcome;
        if (outcome.code === "callback") {
            this.state.step = "when";
        } else if (outcome.asks_again) {
            this.state.step = "sure";
        } else {
            await this.log();
        }
    }

    back() {
        this.state.step = "how";
        this.state.outcome = null;
    }

    async log(callbackAt = false, asked = false, choice = null) {
        const outcome = this.state.outcome;
        const result = await this.whileBusy(() =>
            this.orm.call("crm.lead", "mortgage_log_call", [
                this.props.leadId,
                outcome.code,
                this.state.note,
                this.props.activityId || this.call.activity_id,
                callbackAt,
                asked,
                choice ? choice.scope : "all",
            ])
        );
        this.props.onLogged();
        if (outcome.code === "reached") {
            this.nextStage = result.next_stage;
            this.state.step = "next";
            return;
        }
        const said = choice || outcome;
        this.notification.add(said.effect, { title: said.label, type: "success" });
        this.props.close();
    }

    async promiseCall(callbackAt, asked) {
        await this.whileBusy(() =>
            this.orm.call("crm.lead", "mortgage_promise_call", [
                this.props.leadId,
                callbackAt,
                asked,
            ])
        );
        this.notification.add(_t("It rings when the time comes."), {
            title: _t("Next call planned"),
            type: "success",
        });
        this.props.close();
    }

    async moveOn() {
        await this.whileBusy(() =>
            this.orm.write("crm.lead", [this.props.leadId], { stage_id: this.nextStage.id })
        );
        this.props.close();
    }

    async makeAppointment() {
        const action = await this.orm.call("crm.lead", "action_schedule_meeting", [
            [this.props.leadId],
        ]);
        this.props.close();
        await this.action.doAction(action);
    }

    /** One call is logged once, however often the button is hit. */
    async whileBusy(work) {
        this.state.busy = true;
        try {
            return await work();
        } finally {
            this.state.busy = false;
        }
    }
}
