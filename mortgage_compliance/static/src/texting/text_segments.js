import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { rpcBus } from "@web/core/network/rpc";
import { formatCurrency } from "@web/core/currency";
import { useService } from "@web/core/utils/hooks";

import { countSegments } from "./segments";

let price;
rpcBus.addEventListener("CLEAR-CACHES", () => (price = undefined));

/** Says under a text that is being written how many segments it takes and what it
 * costs. */
export class TextSegments extends Component {
    static template = "mortgage_compliance.TextSegments";
    static props = { text: String };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ price: false });
        onWillStart(async () => {
            price ??= this.orm.call("res.company", "mortgage_text_price_of_segment", []);
            this.state.price = await price;
        });
    }

    get count() {
        return countSegments(this.props.text);
    }

    get words() {
        const { segments, left } = this.count;
        return segments === 1
            ? _t("1 segment, %s characters left", left)
            : _t("%(segments)s segments, %(left)s characters left", { segments, left });
    }

    get cost() {
        const { price, currency_id } = this.state.price || {};
        if (!price || !this.count.segments) {
            return "";
        }
        return _t(
            "about %s",
            formatCurrency(price * this.count.segments, currency_id, { digits: [16, 4] })
        );
    }

    get forced() {
        const { forcing } = this.count;
        return forcing.length
            ? _t("%s: such characters make a segment hold 70 instead of 160", forcing.slice(0, 5).join(" "))
            : "";
    }
}
