import { Component, useEffect, useRef } from "@odoo/owl";

import { foundRanges, movedRanges, pieces } from "./marked_pieces";

/** Words that are written, or read only, with what stands out in them marked. */
export class MarkedText extends Component {
    static template = "mortgage_compliance.MarkedText";
    static props = {
        name: String,
        label: String,
        text: String,
        judged: String,
        findings: Array,
        readonly: Boolean,
        locked: { type: Boolean, optional: true },
        oneLine: { type: Boolean, optional: true },
        placeholder: { type: String, optional: true },
        shown: { type: [Object, { value: null }], optional: true },
        onInput: Function,
    };

    setup() {
        this.area = useRef("area");
        this.layer = useRef("layer");
        useEffect(
            (shown) => shown && this.show(shown),
            () => [this.props.shown]
        );
    }

    get ranges() {
        const { text, judged, findings } = this.props;
        return movedRanges(foundRanges(judged, findings), judged, text);
    }

    get pieces() {
        return pieces(this.props.text, this.ranges);
    }

    css({ kinds, first }) {
        return [...kinds, ...(first ? ["first"] : [])]
            .map((kind) => `o_mortgage_mark_${kind}`)
            .join(" ");
    }

    /** Bring what a rule found before the eyes, and the cursor to it. */
    show(finding) {
        const [range] = movedRanges(
            foundRanges(this.props.judged, [finding]),
            this.props.judged,
            this.props.text
        );
        const mark = this.layer.el.querySelector(".o_mortgage_mark_block, .o_mortgage_mark_warn");
        if (!range) {
            return;
        }
        if (this.area.el) {
            this.area.el.focus({ preventScroll: true });
            this.area.el.setSelectionRange(range.start, range.end);
        }
        mark?.scrollIntoView({ block: "center" });
    }

    onKeydown(ev) {
        if (this.props.oneLine && ev.key === "Enter") {
            ev.preventDefault();
        }
    }

    onInput(ev) {
        const text = this.props.oneLine ? ev.target.value.replace(/\n/g, " ") : ev.target.value;
        this.props.onInput(this.props.name, text);
    }
}
