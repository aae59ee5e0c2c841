import { Component } from "@odoo/owl";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatMonetary } from "@web/views/fields/formatters";

import { Clock } from "@mortgage_sales/clock/clock";
import { asMoment, relative } from "@mortgage_sales/clock/clock_format";

/** A lead on the board; it can be dragged onto an LO, or handed over by its button. */
export class BoardCard extends Component {
    static template = "mortgage_sales.BoardCard";
    static components = { Clock };
    static props = {
        card: Object,
        now: Object,
        ownerId: { type: Number, optional: true },
        mayEdit: Boolean,
        open: Function,
        handTo: Function,
        routeAgain: { type: Function, optional: true },
    };

    get facts() {
        const { purpose, amount, currency_id, state, stage } = this.props.card;
        const options = { currencyId: currency_id, digits: [16, 0] };
        const money = amount ? formatMonetary(amount, options) : "";
        return [[purpose, money].filter(Boolean).join(" "), state, stage]
            .filter(Boolean)
            .join(" · ");
    }

    get handToLabel() {
        return _t("Hand %s to another LO", this.props.card.name);
    }

    get arrived() {
        return relative(this.props.card.arrived_at, this.props.now);
    }

    get arrivedExactly() {
        return formatDateTime(asMoment(this.props.card.arrived_at));
    }
}
