import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const HANDLED = "mortgage_alert.handled";

/**
 * Shows alerts about leads, each with the one button that acts on it. A lead has one
 * alert at a time; it goes from all tabs once somebody acted in any.
 */
export const alertService = {
    dependencies: [
        "action",
        "bus_service",
        "mail.notification.permission",
        "mail.out_of_focus",
        "mail.store",
        "mortgage_call",
        "notification",
    ],
    start(env, services) {
        const { action, bus_service: bus, mortgage_call: call, notification } = services;
        const permission = services["mail.notification.permission"];
        const shown = new Map();

        function close(leadId) {
            shown.get(leadId)?.();
            shown.delete(leadId);
        }

        function handled(leadId) {
            close(leadId);
            // The other tabs of this browser hear of a change only.
            browser.localStorage.setItem(HANDLED, JSON.stringify([leadId, Date.now()]));
        }

        function open(leadId) {
            handled(leadId);
            action.doAction({
                type: "ir.actions.act_window",
                res_model: "crm.lead",
                res_id: leadId,
                views: [[false, "form"]],
            });
        }

        function buttons({ lead_id: leadId, activity_id: activityId, kind }) {
            const callButton = {
                name: _t("Call"),
                primary: kind === "call",
                onClick: () => call.open({ leadId, activityId }),
            };
            const openButton = {
                name: _t("Open"),
                primary: kind !== "call",
                onClick: () => open(leadId),
            };
            const actions = kind === "call" ? [callButton, openButton] : [openButton, callButton];
            if (permission.permission === "prompt") {
                actions.push({
                    name: _t("Ring on this device"),
                    onClick: () => permission.requestPermission(),
                });
            }
            return actions;
        }

        /**
         * The stock service worker leaves out the push message of somebody who has Odoo
         * open and takes notifications in its inbox: then this screen rings.
         */
        async function ringUnseen(alert) {
            const outOfFocus = services["mail.out_of_focus"];
            const { main_user_id: me } = services["mail.store"].self;
            if (document.hasFocus()) {
                return;
            }
            const isPushed =
                me?.notification_type !== "inbox" &&
                (await outOfFocus.hasServiceWorkInstalledAndPushSubscriptionActive());
            if (!isPushed) {
                outOfFocus.sendNotification({
                    title: alert.title,
                    message: alert.message,
                    type: "warning",
                });
            }
        }

        function show(alert) {
            close(alert.lead_id);
            const closeThis = notification.add(alert.message, {
                title: alert.title,
                type: "warning",
                sticky: true,
                className: "o_mortgage_alert",
                buttons: buttons(alert),
                onClose: () => {
                    if (shown.get(alert.lead_id) === closeThis) {
                        shown.delete(alert.lead_id);
                    }
                },
            });
            shown.set(alert.lead_id, closeThis);
            ringUnseen(alert);
        }

        bus.subscribe("mortgage_alert", show);
        bus.subscribe("mortgage_alert_handled", ({ lead_id }) => close(lead_id));
        env.bus.addEventListener("MORTGAGE_CALL:OPENED", ({ detail }) => handled(detail.leadId));
        browser.addEventListener("storage", ({ key, newValue }) => {
            if (key === HANDLED && newValue) {
                close(JSON.parse(newValue)[0]);
            }
        });
        bus.start();
        return { show };
    },
};

registry.category("services").add("mortgage_alert", alertService);
