import { Component, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dialog } from "@web/core/dialog/dialog";
import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { asMoment } from "../clock/clock_format";
import { CONTACT_DIALOG_PROPS } from "./timeline_dialog";
import { there } from "./timeline_time";

const { DateTime } = luxon;

/** Moves one contact to another time, and says what the rules make of that time. */
export class TimelineMove extends Component {
    static template = "mortgage_sales.TimelineMove";
    static components = { DateTimeInput, Dialog };
    static props = CONTACT_DIALOG_PROPS;

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.title = _t("Another time");
        const at = asMoment(this.props.row.at);
        this.state = useState({ at: DateTime.max(at, DateTime.now()), busy: false });
    }

    get there() {
        return there(this.state.at, this.props.zone, DateTime.now());
    }

    get minDate() {
        return DateTime.now();
    }

    onChange(at) {
        this.state.at = at || this.state.at;
    }

    async save() {
        this.state.busy = true;
        const { touchId, zone, onChanged, close } = this.props;
        let told;
        try {
            told = await this.orm.call("mortgage.touch", "mortgage_reschedule", [
                touchId,
                serializeDateTime(this.state.at),
            ]);
        } finally {
            this.state.busy = false;
        }
        if (told.verdict !== "allow") {
            const clock = told.until && there(told.until, zone, DateTime.now());
            const message = clock
                ? _t("It will wait until %(clock)s. %(reason)s", { clock, reason: told.reason })
                : _t("As things stand it would not go. %(reason)s", { reason: told.reason });
            this.notification.add(message, { type: "warning" });
        }
        close();
        await onChanged();
    }
}
