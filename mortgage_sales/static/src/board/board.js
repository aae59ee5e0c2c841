import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useDraggable } from "@web/core/utils/draggable";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { asMoment, relative } from "@mortgage_sales/clock/clock_format";
import { useNow } from "@mortgage_sales/clock/use_now";

import { BoardCard } from "./board_card";
import { BoardOfficer } from "./board_officer";

const REFRESH = 30000;
const TARGET = "o_mortgage_board_target";

/** Who takes leads, whose clocks run out, and the leads nobody has. */
export class Board extends Component {
    static template = "mortgage_sales.Board";
    static components = { BoardCard, BoardOfficer, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.bus = useService("bus_service");
        this.display = { controlPanel: {} };
        this.root = useRef("root");
        this.clock = useNow(30);
        this.state = useState({ board: null, teamId: false, wanted: "", unfolded: {} });
        this.drag = useDraggable({
            ref: this.root,
            elements: ".o_mortgage_board_card",
            ignore: "button, a, input, select",
            enable: () => Boolean(this.state.board?.may_edit),
            onDrag: ({ x, y }) => this.mark(this.officerAt(x, y)),
            onDragEnd: () => this.mark(null),
            onDrop: ({ element, x, y }) => this.drop(element, this.officerAt(x, y)),
        });
        this.refresh = this.refresh.bind(this);
        onWillStart(() => this.load());
        onMounted(() => {
            this.bus.subscribe("mortgage_alert", this.refresh);
            this.ticking = setInterval(this.refresh, REFRESH);
        });
        onWillUnmount(() => {
            this.bus.unsubscribe("mortgage_alert", this.refresh);
            clearInterval(this.ticking);
        });
    }

    async load() {
        const teamId = this.state.teamId;
        const [board, unfolded] = await Promise.all([
            this.orm.silent.call("mortgage.board", "show", [teamId]),
            this.loadUnfolded(Object.keys(this.state.unfolded).map(Number)),
        ]);
        if (teamId === this.state.teamId) {
            Object.assign(this.state, { board, unfolded });
        }
    }

    async loadUnfolded(userIds) {
        const teamId = this.state.teamId;
        const found = await Promise.all(
            userIds.map((id) => this.orm.silent.call("mortgage.board", "leads", [id, teamId]))
        );
        return Object.fromEntries(userIds.map((id, place) => [id, found[place]]));
    }

    async refresh() {
        // What is being dragged must not be drawn anew under the hand.
        if (!this.drag.dragging) {
            await this.load();
        }
    }

    // What is shown

    get officers() {
        const wanted = this.state.wanted.trim().toLowerCase();
        return this.state.board.officers.filter(
            ({ name, states }) =>
                !wanted ||
                name.toLowerCase().includes(wanted) ||
                states.some((state) => state.toLowerCase() === wanted)
        );
    }

    get onCall() {
        return this.state.board.on_call.map((team) => ({ ...team, text: this.onCallText(team) }));
    }

    onCallText({ people, always }) {
        if (people.length) {
            return people
                .map(({ name, until }) =>
                    _t("%(name)s until %(when)s", {
                        name,
                        when: asMoment(until).toFormat("ccc h:mm a"),
                    })
                )
                .join(", ");
        }
        return always.length ? _t("%s (always)", always.join(", ")) : _t("nobody: it rings the owner");
    }

    relative(moment) {
        return relative(moment, this.clock.now);
    }

    exact(moment) {
        return formatDateTime(asMoment(moment));
    }

    // What a manager does

    async chooseTeam(ev) {
        this.state.teamId = Number(ev.target.value) || false;
        this.state.unfolded = {};
        await this.load();
    }

    handTo(leadId, userId = false) {
        const context = { default_lead_ids: [[6, 0, [leadId]]], default_user_id: userId };
        return this.action.doAction("mortgage_sales.mortgage_reassign_action", {
            additionalContext: context,
            onClose: () => this.load(),
        });
    }

    async routeAgain(leadIds) {
        await this.orm.call("crm.lead", "action_mortgage_route", [leadIds]);
        await this.load();
        const waiting = new Set(this.state.board.unassigned.rows.map((row) => row.lead_id));
        const still = leadIds.filter((id) => waiting.has(id)).length;
        if (still) {
            this.notification.add(_t("Still nobody may own %s of them; each says why.", still), {
                type: "warning",
            });
        } else {
            this.notification.add(_t("Routed"), { type: "success" });
        }
    }

    async submitAgain(inquiryId) {
        await this.orm.call("mortgage.inquiry", "action_resubmit", [[inquiryId]]);
        await this.load();
        if (this.state.board.held.rows.some((row) => row.inquiry_id === inquiryId)) {
            this.notification.add(_t("It is still held: open it and correct what it says."), {
                type: "warning",
            });
        }
    }

    async setPaused(officer, paused) {
        await this.orm.write("res.users", [officer.user_id], { mortgage_paused: paused });
        await this.load();
    }

    async setCap(officer, cap) {
        await this.orm.write("res.users", [officer.user_id], { mortgage_lead_cap: cap });
        await this.load();
    }

    async toggleLeads(officer) {
        const id = officer.user_id;
        if (id in this.state.unfolded) {
            delete this.state.unfolded[id];
        } else {
            Object.assign(this.state.unfolded, await this.loadUnfolded([id]));
        }
    }

    // Where numbers lead

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openLead(leadId) {
        return this.openRecord("crm.lead", leadId);
    }

    openLeads(name, domain) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "crm.lead",
            domain: [["team_id", "in", this.state.board.team_ids], ...domain],
            views: [[false, "list"], [false, "kanban"], [false, "form"]],
            context: { mortgage_pipeline: true },
        });
    }

    openUnassigned() {
        return this.openLeads(_t("Unassigned"), [
            ["user_id", "=", false],
            ["won_status", "=", "pending"],
        ]);
    }

    openActive(officer) {
        return this.openLeads(_t("Active leads of %s", officer.name), [
            ["user_id", "=", officer.user_id],
            ["won_status", "=", "pending"],
        ]);
    }

    openToday(officer) {
        return this.openLeads(_t("New today: %s", officer.name), [
            ["user_id", "=", officer.user_id],
            ["create_date", ">=", "today"],
        ]);
    }

    openHeld() {
        return this.action.doAction("mortgage_sales.mortgage_inquiry_action_held");
    }

    openRoster() {
        return this.action.doAction("mortgage_sales.mortgage_on_call_action");
    }

    // Dragging a lead onto an LO

    officerAt(x, y) {
        return [...this.root.el.querySelectorAll(".o_mortgage_board_officer")].find((el) => {
            const { left, right, top, bottom } = el.getBoundingClientRect();
            return left <= x && x <= right && top <= y && y <= bottom;
        });
    }

    mark(officer) {
        for (const el of this.root.el.querySelectorAll(`.${TARGET}`)) {
            el.classList.remove(TARGET);
        }
        officer?.classList.add(TARGET);
    }

    drop(card, officer) {
        const { leadId, ownerId } = card.dataset;
        if (officer && officer.dataset.userId !== ownerId) {
            this.handTo(Number(leadId), Number(officer.dataset.userId));
        }
    }
}

registry.category("actions").add("mortgage_sales.board", Board);
