import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatDateTime } from "@web/core/l10n/dates";

import { Clock } from "../clock/clock";
import { asMoment } from "../clock/clock_format";
import { PassOnDialog } from "./pass_on_dialog";

const CHANNELS = ["call", "sms", "email"];
const ICONS = {
    allow: "fa-check text-success",
    hold: "fa-clock-o text-warning-emphasis",
    block: "fa-ban text-danger",
};

/** One task: who, why now, what is allowed, and one thing to do about it. */
export class DayRow extends Component {
    static template = "mortgage_sales.DayRow";
    static components = { Clock, Dropdown, DropdownItem };
    static props = {
        row: Object,
        isFirst: { type: Boolean, optional: true },
        refresh: Function,
    };
    static defaultProps = { isFirst: false };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.call = useService("mortgage_call");
    }

    get kind() {
        return {
            call: _t("Call"),
            callback: _t("Call back"),
            reply: _t("Reply to"),
            task: _t("To do"),
        }[this.props.row.kind];
    }

    get isCall() {
        return ["call", "callback"].includes(this.props.row.kind);
    }

    get primaryClass() {
        return this.props.isFirst ? "btn-primary" : "btn-secondary";
    }

    /** What the borrower may be contacted by, in one phrase where everything is open. */
    get answers() {
        const { contact } = this.props.row;
        if (CHANNELS.every((channel) => contact[channel].verdict === "allow")) {
            const words = _t("Can call, text and email now");
            return [{ channel: "all", words, icon: ICONS.allow }];
        }
        return CHANNELS.map((channel) => {
            const { verdict, words } = contact[channel];
            return { channel, words, icon: ICONS[verdict] };
        });
    }

    /** A number is a link only while it may be dialed. */
    get dialable() {
        const { phone, contact } = this.props.row;
        return contact.call.verdict === "allow" && phone ? phone : "";
    }

    isBlocked(channel) {
        return this.props.row.contact[channel].verdict === "block";
    }

    openCall() {
        const { lead_id: leadId, id, call_id: beside } = this.props.row;
        this.call.open({
            leadId,
            activityId: this.isCall ? id : beside,
            onLogged: this.props.refresh,
        });
    }

    openLead() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.lead",
            res_id: this.props.row.lead_id,
            views: [[false, "form"]],
        });
    }

    /** Answer beside the conversation: the lead behind, the composer in front. */
    async reply() {
        await this.openLead();
        const byEmail = this.props.row.reply_by === "email";
        await (byEmail ? this.writeEmail() : this.writeText());
    }

    text() {
        return this.writeText(() => this.props.refresh());
    }

    writeText(onClose) {
        const context = {
            default_res_model: "crm.lead",
            default_res_id: this.props.row.lead_id,
            default_number_field_name: "phone",
            default_composition_mode: "comment",
            dialog_size: "medium",
        };
        return this.compose(_t("Text %s", this.props.row.name), "sms.composer", context, onClose);
    }

    writeEmail() {
        const { lead_id, partner_id } = this.props.row;
        const context = {
            default_model: "crm.lead",
            default_res_ids: [lead_id],
            default_composition_mode: "comment",
            default_partner_ids: [partner_id],
        };
        return this.compose(
            _t("Email %s", this.props.row.name),
            "mail.compose.message",
            context
        );
    }

    compose(name, model, context, onClose) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name,
                res_model: model,
                views: [[false, "form"]],
                target: "new",
                context,
            },
            { onClose }
        );
    }

    async later(choice) {
        const { id, name, call_id: beside } = this.props.row;
        const moments = await this.orm.call("mail.activity", "action_mortgage_later", [
            beside ? [id, beside] : [id],
            choice,
        ]);
        const time = formatDateTime(asMoment(moments[id]), { showSeconds: false });
        this.notification.add(_t("%(name)s comes back %(time)s", { name, time }), {
            type: "info",
        });
        await this.props.refresh();
    }

    passOn() {
        const { id, name } = this.props.row;
        this.dialog.add(PassOnDialog, {
            taskId: id,
            borrower: name,
            onAsked: this.props.refresh,
        });
    }
}
