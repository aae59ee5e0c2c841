import { Component } from "@odoo/owl";
import { formatDateTime } from "@web/core/l10n/dates";

import { asMoment, countdown, secondsLeft } from "./clock_format";
import { useNow } from "./use_now";

const SOON = 60;

/** A live clock that counts down to a moment, and says how late it is afterwards. */
export class Clock extends Component {
    static template = "mortgage_sales.Clock";
    static props = { due: [String, Object], class: { type: String, optional: true } };

    setup() {
        this.clock = useNow();
    }

    get text() {
        return countdown(this.props.due, this.clock.now);
    }

    get exact() {
        return formatDateTime(asMoment(this.props.due));
    }

    get isLate() {
        return secondsLeft(this.props.due, this.clock.now) < 0;
    }

    get color() {
        const left = secondsLeft(this.props.due, this.clock.now);
        if (left < 0) {
            return "text-danger";
        }
        return left < SOON ? "text-warning-emphasis" : "";
    }
}
