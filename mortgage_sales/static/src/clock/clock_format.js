import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * @param {string | luxon.DateTime} moment as the server writes it (naive UTC) or as luxon has it
 * @returns {luxon.DateTime}
 */
export function asMoment(moment) {
    return typeof moment === "string" ? deserializeDateTime(moment) : moment;
}

/** @returns {number} whole seconds from `now` until `due`, negative once it has passed */
export function secondsLeft(due, now) {
    return Math.floor(asMoment(due).diff(asMoment(now)).as("seconds"));
}

/** @returns {boolean} whether `due` has passed */
export function isLate(due, now) {
    return secondsLeft(due, now) < 0;
}

/**
 * What a clock shows: "02:41" in the last hour, "3 h 05 min", "2 days", and after that
 * "4 min late", "2 h late".
 */
export function countdown(due, now) {
    const left = secondsLeft(due, now);
    return left < 0 ? lateness(-left) : timeLeft(left);
}

/** How long ago or ahead a moment is, in words: "3 min ago", "in 2 h", "now". */
export function relative(moment, now) {
    const left = secondsLeft(moment, now);
    const span = roughly(Math.abs(left));
    if (Math.abs(left) < MINUTE) {
        return _t("now");
    }
    return left < 0 ? _t("%(span)s ago", { span }) : _t("in %(span)s", { span });
}

function timeLeft(seconds) {
    if (seconds >= DAY) {
        return roughly(seconds);
    }
    if (seconds >= HOUR) {
        return _t("%(hours)s h %(minutes)s min", {
            hours: Math.floor(seconds / HOUR),
            minutes: twoDigits(Math.floor((seconds % HOUR) / MINUTE)),
        });
    }
    return `${twoDigits(Math.floor(seconds / MINUTE))}:${twoDigits(seconds % MINUTE)}`;
}

function lateness(seconds) {
    return seconds < MINUTE ? _t("late") : _t("%(span)s late", { span: roughly(seconds) });
}

function roughly(seconds) {
    if (seconds >= DAY) {
        const count = Math.floor(seconds / DAY);
        return count === 1 ? _t("1 day") : _t("%(count)s days", { count });
    }
    if (seconds >= HOUR) {
        return _t("%(count)s h", { count: Math.floor(seconds / HOUR) });
    }
    return _t("%(count)s min", { count: Math.floor(seconds / MINUTE) });
}

function twoDigits(number) {
    return String(number).padStart(2, "0");
}
