import { onMounted, onWillUnmount } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { debounce } from "@web/core/utils/timing";

// Odoo's own event tells of every task that was made, done or given to somebody else.
const EVENTS = ["mortgage_alert", "mail.activity/updated"];
const MINUTE = 60000;
// A batch of leads makes an event for each.
const TOGETHER = 300;

/**
 * Calls `load` when something happened, every minute, and when the screen is looked at
 * again.
 *
 * @param {() => Promise<void>} load
 * @returns {() => Promise<void>} loads at once
 */
export function useFreshDay(load) {
    const bus = useService("bus_service");
    const loadSoon = debounce(load, TOGETHER);
    const onVisible = () => document.visibilityState === "visible" && loadSoon();
    // The bus knows a listener by its function alone: one function for two events stays.
    const listeners = EVENTS.map((event) => [event, () => loadSoon()]);
    let ticking;
    onMounted(() => {
        listeners.forEach(([event, listener]) => bus.subscribe(event, listener));
        document.addEventListener("visibilitychange", onVisible);
        ticking = setInterval(loadSoon, MINUTE);
    });
    onWillUnmount(() => {
        listeners.forEach(([event, listener]) => bus.unsubscribe(event, listener));
        document.removeEventListener("visibilitychange", onVisible);
        clearInterval(ticking);
        loadSoon.cancel();
    });
    return load;
}
