import { registry } from "@web/core/registry";

import { CallPanel } from "./call_panel";

/**
 * Opens the call panel of a lead.
 *
 * `open({ leadId, activityId, onLogged })` returns a function that closes it. What lies
 * below is loaded anew once a call was logged, unless `onLogged` takes care of that.
 */
export const callService = {
    dependencies: ["action", "dialog"],
    start(env, { action, dialog }) {
        let close = null;

        function open({ leadId, activityId = false, onLogged = null }) {
            close?.();
            let logged = false;
            close = dialog.add(
                CallPanel,
                {
                    leadId,
                    activityId,
                    onLogged: () => {
                        logged = true;
                        env.bus.trigger("MORTGAGE_CALL:LOGGED", { leadId });
                        onLogged?.();
                    },
                },
                {
                    onClose: () => {
                        close = null;
                        if (logged && !onLogged) {
                            action.doAction({ type: "ir.actions.client", tag: "soft_reload" });
                        }
                    },
                }
            );
            env.bus.trigger("MORTGAGE_CALL:OPENED", { leadId });
            return close;
        }

        return { open };
    },
};

registry.category("services").add("mortgage_call", callService);
