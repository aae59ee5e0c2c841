import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** One page that says why a message was sent, or was not. */
export class Why extends Component {
    static template = "mortgage_compliance.Why";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.frame = useRef("frame");
        this.state = useState({ page: null });
        onWillStart(() => this.load());
    }

    get touchId() {
        return this.props.action.context.active_id;
    }

    async load() {
        this.state.page = await this.orm.call("mortgage.touch", "mortgage_why", [this.touchId]);
        this.env.config.setDisplayName(this.state.page.title);
    }

    /** The page scrolls with the rest of the screen, and prints as one piece. */
    fit() {
        const frame = this.frame.el;
        frame.style.height = `${frame.contentDocument.documentElement.scrollHeight + 8}px`;
    }

    print() {
        this.frame.el.contentWindow.print();
    }

    openMessage() {
        return this.openForm("mortgage.touch", this.touchId);
    }

    openWords() {
        return this.openForm("mortgage.template.version", this.state.page.version_id);
    }

    openForm(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("mortgage_compliance.why", Why);
