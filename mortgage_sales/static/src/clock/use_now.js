import { onMounted, onWillUnmount, useState } from "@odoo/owl";

const { DateTime } = luxon;

/**
 * The present moment, renewed every few seconds.
 *
 * @param {number} seconds between two renewals
 * @returns {{ now: luxon.DateTime }} a reactive object
 */
export function useNow(seconds = 1) {
    const clock = useState({ now: DateTime.now() });
    let ticking;
    onMounted(() => {
        ticking = setInterval(() => (clock.now = DateTime.now()), seconds * 1000);
    });
    onWillUnmount(() => clearInterval(ticking));
    return clock;
}
