import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { there } from "./timeline_time";

const LINE_HEIGHT = 26;
const LEAST_HEIGHT = 80;
const MOST_HEIGHT = 480;

/** A contact unfolded: the verdict in words, and the message to the letter. */
export class TimelineContact extends Component {
    static template = "mortgage_sales.TimelineContact";
    static props = { touchId: Number, isAhead: Boolean, zone: String, now: Object };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ content: null });
        onWillStart(async () => {
            this.state.content = await this.orm.call("mortgage.touch", "mortgage_preview", [
                this.props.touchId,
            ]);
        });
    }

    get content() {
        return this.state.content;
    }

    get verdict() {
        const { verdict, until, reason } = this.content.verdict;
        if (!this.props.isAhead) {
            return reason;
        }
        if (verdict === "allow") {
            // A call that waits for its hour is a task already, and says which hour.
            return reason || _t("It may go at its time, as things stand.");
        }
        if (until) {
            const clock = there(until, this.props.zone, this.props.now);
            return _t("It would wait until %(clock)s. %(reason)s", { clock, reason });
        }
        return _t("It would not go. %(reason)s", { reason });
    }

    get source() {
        const { rule, citation } = this.content.verdict;
        return [rule, citation].filter(Boolean).join(" · ");
    }

    get page() {
        // Nothing in it runs or opens: the frame is closed, and its links lead nowhere.
        return `<base target="_blank"><body style="margin:0">${this.content.html}`;
    }

    /** A frame without its own origin does not tell its height: it is read off the text. */
    get height() {
        const lines = this.content.html.split(/<(?:p|br|div|li|tr)\b/).length;
        return Math.min(Math.max(lines * LINE_HEIGHT, LEAST_HEIGHT), MOST_HEIGHT);
    }
}
