import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

/** @returns {string} the time of day somewhere, "9:14 AM CST" */
export function clockIn(moment, zone) {
    return moment.setZone(zone).setLocale("en-US").toFormat("h:mm a ZZZZ");
}

/** @returns {string} a moment as it is said, "Fri, Mar 6, 9:00 AM" */
export function spokenIn(moment, zone) {
    return moment.setZone(zone).setLocale("en-US").toFormat("ccc, LLL d, h:mm a");
}

/** @returns {boolean} whether two zones show the same time at `moment` */
export function sameTime(moment, zone, other) {
    return moment.setZone(zone).offset === moment.setZone(other).offset;
}

/** @returns {DateTime} what a datetime-local field holds, read in `zone` */
export function readIn(text, zone) {
    return DateTime.fromISO(text, { zone });
}

/** @returns {string} `moment` as a datetime-local field takes it, in `zone` */
export function writeIn(moment, zone) {
    return moment.setZone(zone).toFormat("yyyy-MM-dd'T'HH:mm");
}

/**
 * Times that are agreed on most, each a moment in `zone` that lies ahead.
 *
 * @returns {{ label: string, moment: DateTime }[]}
 */
export function usualTimes(now, zone) {
    const there = now.setZone(zone);
    const hour = { minute: 0, second: 0, millisecond: 0 };
    const candidates = [
        { label: _t("In 1 hour"), moment: there.plus({ hours: 1 }).set({ second: 0, millisecond: 0 }) },
        { label: _t("Today 5 PM"), moment: there.set({ ...hour, hour: 17 }) },
        { label: _t("Tomorrow 9 AM"), moment: there.plus({ days: 1 }).set({ ...hour, hour: 9 }) },
        { label: _t("Tomorrow 5 PM"), moment: there.plus({ days: 1 }).set({ ...hour, hour: 17 }) },
    ];
    return candidates.filter(({ moment }) => moment > now);
}
