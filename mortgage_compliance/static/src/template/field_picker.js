import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";

/** Merge fields by plain name, with what they say and what happens without a value. */
export class FieldPicker extends Component {
    static template = "mortgage_compliance.FieldPicker";
    static components = { Dropdown, DropdownItem };
    static props = { fields: Array, onPick: Function };

    setup() {
        this.state = useState({ wanted: "" });
    }

    get fields() {
        const wanted = this.state.wanted.trim().toLowerCase();
        return this.props.fields.filter(
            ({ name, label, group }) =>
                !wanted || `${name} ${label} ${group}`.toLowerCase().includes(wanted)
        );
    }

    get groups() {
        const groups = Map.groupBy(this.fields, ({ group }) => group);
        return [...groups].map(([name, fields]) => ({ name, fields }));
    }
}
