import { Component, onWillStart, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { asMoment } from "../clock/clock_format";
import { DayClosings } from "./day_closings";
import { DayMessages } from "./day_messages";
import { DayRow } from "./day_row";
import { NewLeadDialog } from "./new_lead_dialog";
import { useFreshDay } from "./use_fresh_day";

const NOON = 12;
const EVENING = 18;
const MINUTES_OF_TWO_HOURS = 120;

/** The home of a loan officer: whom to call or answer now, and what goes out by itself. */
export class Day extends Component {
    static template = "mortgage_sales.Day";
    static components = { DayClosings, DayMessages, DayRow, Dropdown, DropdownItem, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.call = useService("mortgage_call");
        this.display = { controlPanel: {} };
        this.state = useState({ day: null, isOffline: false, unfolded: {} });
        this.refresh = useFreshDay(() => this.load());
        onWillStart(() => this.load());
    }

    async load() {
        try {
            this.state.day = await this.orm.silent.call("mortgage.day", "today", []);
            this.state.isOffline = false;
        } catch (error) {
            // What is on the screen stays there until the connection is back.
            if (!(error instanceof ConnectionLostError) || !this.state.day) {
                throw error;
            }
            this.state.isOffline = true;
        }
    }

    get greeting() {
        const { hour } = luxon.DateTime.now();
        const name = this.state.day.first_name;
        if (hour < NOON) {
            return _t("Good morning, %(name)s", { name });
        }
        return hour < EVENING
            ? _t("Good afternoon, %(name)s", { name })
            : _t("Good evening, %(name)s", { name });
    }

    get isTakingLeads() {
        const { taking_leads, stopped_by_manager, away } = this.state.day;
        return taking_leads && !stopped_by_manager && !away;
    }

    /** Through which day the LO is off, and who looks after the borrowers meanwhile. */
    get away() {
        const { until, cover } = this.state.day.away;
        const moment = asMoment(until);
        const date = moment.minus({ seconds: 1 }).toLocaleString({
            weekday: "short",
            month: "short",
            day: "numeric",
        });
        return {
            exact: formatDateTime(moment, { showSeconds: false }),
            words: cover
                ? _t("away through %(date)s, %(cover)s covers", { date, cover })
                : _t("away through %(date)s", { date }),
        };
    }

    get calledBack() {
        const { minutes } = this.state.day.figures;
        if (minutes === false) {
            return "";
        }
        return minutes < MINUTES_OF_TWO_HOURS
            ? _t("Called back in %(minutes)s min", { minutes })
            : _t("Called back in %(hours)s h", { hours: Math.round(minutes / 60) });
    }

    get talkedTo() {
        const { talked, called } = this.state.day.figures;
        return called ? _t("talked to %(talked)s of %(called)s", { talked, called }) : "";
    }

    get folded() {
        const { later, tomorrow } = this.state.day.tasks;
        return [
            { part: "later", rows: later, label: _t("later today (%s)", later.length) },
            { part: "tomorrow", rows: tomorrow, label: _t("tomorrow (%s)", tomorrow.length) },
        ].filter(({ rows }) => rows.length);
    }

    toggle(part) {
        this.state.unfolded[part] = !this.state.unfolded[part];
    }

    async takeLeads(isTaking) {
        await this.orm.write("res.users", [user.userId], { mortgage_taking_leads: isTaking });
        await this.load();
    }

    async openDaysOff() {
        const daysOff = await this.orm.call("res.users", "action_mortgage_days_off", [
            [user.userId],
        ]);
        await this.action.doAction(daysOff);
    }

    addLead() {
        const { works_for, is_lo } = this.state.day;
        this.dialog.add(NewLeadDialog, {
            officers: is_lo ? [] : works_for,
            onAdded: async ({ lead_id, activity_id }) => {
                await this.load();
                this.call.open({
                    leadId: lead_id,
                    activityId: activity_id,
                    onLogged: this.refresh,
                });
            },
        });
    }

    openCalled() {
        this.openLeads(_t("Called today"), this.state.day.figures.lead_ids);
    }

    openLeads(name, ids) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "crm.lead",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [["id", "in", ids]],
        });
    }
}

registry.category("actions").add("mortgage_sales.day", Day);
