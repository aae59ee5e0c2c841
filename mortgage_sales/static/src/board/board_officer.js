import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

import { BoardCard } from "./board_card";

const MARKS = {
    on: { icon: "fa-check-circle", color: "text-success" },
    off: { icon: "fa-moon-o", color: "text-muted" },
    away: { icon: "fa-plane", color: "text-muted" },
    not_taking: { icon: "fa-bell-slash", color: "text-warning-emphasis" },
};

/** One LO: in or off, how full, what is about to be late, how today goes. */
export class BoardOfficer extends Component {
    static template = "mortgage_sales.BoardOfficer";
    static components = { BoardCard };
    static props = {
        officer: Object,
        now: Object,
        mayEdit: Boolean,
        unfolded: { type: Object, optional: true },
        open: Function,
        handTo: Function,
        setPaused: Function,
        setCap: Function,
        toggleLeads: Function,
        openLeads: Function,
        openToday: Function,
    };

    setup() {
        this.state = useState({ editsCap: false });
        this.cap = useRef("cap");
        useEffect((input) => input?.select(), () => [this.cap.el]);
    }

    get mark() {
        return MARKS[this.props.officer.presence.code];
    }

    get load() {
        const { active, cap } = this.props.officer;
        if (cap) {
            return _t("%(active)s of %(cap)s active leads", { active, cap });
        }
        return active === 1
            ? _t("1 active lead, no cap")
            : _t("%(active)s active leads, no cap", { active });
    }

    get percent() {
        const { active, cap } = this.props.officer;
        return cap ? Math.min(100, Math.round((100 * active) / cap)) : 0;
    }

    get isFull() {
        const { active, cap } = this.props.officer;
        return Boolean(cap) && active >= cap;
    }

    get clocks() {
        const { late, soon, answers } = this.props.officer.clocks;
        return [
            late && { icon: "fa-exclamation-circle", color: "text-danger", text: _t("%s late", late) },
            soon && { icon: "fa-clock-o", color: "text-warning-emphasis", text: _t("%s due in 5 min", soon) },
            answers && { icon: "fa-reply", color: "", text: this.owed },
        ].filter(Boolean);
    }

    get owed() {
        const { answers } = this.props.officer.clocks;
        return answers === 1 ? _t("1 answer owed") : _t("%s answers owed", answers);
    }

    get today() {
        const { leads, talked, minutes } = this.props.officer.today;
        const called =
            minutes === false ? "" : _t("called back in %s min", minutes);
        return [_t("talked to %(talked)s of %(leads)s", { talked, leads }), called]
            .filter(Boolean)
            .join(" · ");
    }

    onCapKeydown(ev) {
        if (ev.key === "Enter") {
            this.saveCap();
        } else if (ev.key === "Escape") {
            this.state.editsCap = false;
        }
    }

    saveCap() {
        if (!this.state.editsCap) {
            return;
        }
        this.state.editsCap = false;
        const cap = Math.max(0, Math.floor(Number(this.cap.el.value) || 0));
        if (cap !== this.props.officer.cap) {
            this.props.setCap(this.props.officer, cap);
        }
    }
}
