import { Component, useState } from "@odoo/owl";
import { deserializeDateTime, serializeDateTime } from "@web/core/l10n/dates";

import { useNow } from "@mortgage_sales/clock/use_now";

import { readIn, sameTime, spokenIn, usualTimes, writeIn } from "./zone_time";

/** Asks when to call again, on the borrower's clock or on one's own. */
export class CallbackTime extends Component {
    static template = "mortgage_sales.CallbackTime";
    static props = {
        name: String,
        zone: String,
        windows: Array,
        busy: Boolean,
        onPick: Function,
        onCancel: Function,
    };

    setup() {
        this.clock = useNow(30);
        this.ownZone = luxon.Settings.defaultZone.name;
        this.windows = this.props.windows.map(([start, end]) => [
            deserializeDateTime(start),
            deserializeDateTime(end),
        ]);
        // The window that is open began with the question and is no time to agree on.
        const soon = this.clock.now.plus({ minutes: 1 });
        const opening = this.windows.find(([start]) => start > soon);
        const first = this.usualTimes[0]?.moment || opening?.[0];
        this.state = useState({
            there: true,
            asked: false,
            text: first ? writeIn(first, this.props.zone) : "",
        });
    }

    get zone() {
        return this.state.there ? this.props.zone : this.ownZone;
    }

    get moment() {
        const moment = readIn(this.state.text, this.zone);
        return moment.isValid ? moment : null;
    }

    get hasTwoClocks() {
        return !sameTime(this.moment || this.clock.now, this.props.zone, this.ownZone);
    }

    get usualTimes() {
        return usualTimes(this.clock.now, this.props.zone).filter(({ moment }) =>
            this.mayCall(moment)
        );
    }

    get isPast() {
        return Boolean(this.moment && this.moment <= this.clock.now);
    }

    get isAllowed() {
        return this.isLegal || Boolean(this.moment && !this.isPast && this.state.asked);
    }

    get isLegal() {
        return Boolean(this.moment && !this.isPast && this.mayCall(this.moment));
    }

    /** The first legal moment after one that is not, if it is known. */
    get nextAllowed() {
        const later = this.windows.filter(([start]) => this.moment && start > this.moment);
        return later.length ? later[0][0] : null;
    }

    /** The server knows the hours of the coming week, and judges what lies beyond. */
    mayCall(moment) {
        const last = this.windows.at(-1);
        if (last && moment >= last[1]) {
            return true;
        }
        return this.windows.some(([start, end]) => start <= moment && moment < end);
    }

    spoken(moment, zone) {
        return spokenIn(moment, zone);
    }

    take(moment) {
        this.state.text = writeIn(moment, this.zone);
    }

    switchClock(there) {
        const moment = this.moment;
        this.state.there = there;
        if (moment) {
            this.take(moment);
        }
    }

    pick() {
        this.props.onPick(serializeDateTime(this.moment), !this.isLegal && this.state.asked);
    }
}
