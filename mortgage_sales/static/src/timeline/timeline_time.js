import { _t } from "@web/core/l10n/translation";

import { asMoment, relative } from "../clock/clock_format";

const { DateTime } = luxon;
const CLOCK = { hour: "numeric", minute: "2-digit" };

/** How far away a moment is, near ones in minutes or hours, others by day and hour. */
export function when(moment, now) {
    const at = asMoment(moment);
    if (Math.abs(at.diff(now, "hours").hours) < 1) {
        return relative(at, now);
    }
    return dayAndHour(at, now);
}

/** A moment on the borrower's clock: "8:00 AM CST", with the day where it is another. */
export function there(moment, zone, now) {
    const at = asMoment(moment).setZone(zone);
    return `${dayAndHour(at, now.setZone(zone))} ${at.offsetNameShort}`;
}

function dayAndHour(at, now) {
    const clock = at.toLocaleString(CLOCK);
    const days = at.startOf("day").diff(now.startOf("day"), "days").days;
    if (days === 0) {
        return clock;
    }
    if (days === 1) {
        return _t("tomorrow %(clock)s", { clock });
    }
    if (days === -1) {
        return _t("yesterday %(clock)s", { clock });
    }
    const format = at.hasSame(now, "year") ? { month: "short", day: "numeric" } : DateTime.DATE_MED;
    const week = Math.abs(days) < 7 ? { weekday: "short" } : {};
    return `${at.toLocaleString({ ...week, ...format })} ${clock}`;
}
