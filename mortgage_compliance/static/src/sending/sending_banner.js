import { registry } from "@web/core/registry";
import { session } from "@web/session";

/**
 * A red line above everything while no message may leave: nobody should rely on a
 * plan that stands still.
 */
export const sendingBanner = {
    dependencies: ["bus_service", "orm"],
    start(env, { bus_service: bus, orm }) {
        const line = document.createElement("div");
        line.className = "o_mortgage_sending_banner text-bg-danger text-center fw-bold p-2";
        line.setAttribute("role", "alert");
        const show = (text) => {
            line.textContent = text;
            line.classList.toggle("d-none", !text);
        };
        show(session.mortgage_sending || "");
        document.body.prepend(line);
        bus.subscribe("mortgage_sending", async () => {
            show(await orm.silent.call("mortgage.sending", "banner", []));
        });
        bus.start();
    },
};

registry.category("services").add("mortgage_sending_banner", sendingBanner);
