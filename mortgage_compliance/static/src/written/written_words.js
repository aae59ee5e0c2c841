import { Component, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { session } from "@web/session";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

// Long enough that nobody is judged in the middle of a word.
const PAUSE = 700;

/**
 * Asks, when its writer pauses, what the rules make of words to a borrower.
 *
 * `question()` returns `{model, resId, channel, body, subject}`, or nothing where the
 * words go to no borrower. Returns `{findings, ask}`.
 */
export function useWrittenWords(question) {
    const orm = useService("orm");
    const state = useState({ findings: [] });
    let asked = "";
    let gone = false;
    onWillUnmount(() => (gone = true));

    async function answer() {
        const { model, resId, channel, body, subject } = question() || {};
        if (!resId || !body || !session.mortgage_written_models?.includes(model)) {
            asked = "";
            state.findings = [];
            return;
        }
        const key = [model, resId, channel, body.toString(), subject || ""];
        if (asked === key.join("\n")) {
            return;
        }
        asked = key.join("\n");
        const mine = asked;
        const findings = await orm.silent.call("mortgage.gate", "while_writing", key);
        // Another answer may have been asked for in between.
        if (!gone && asked === mine) {
            state.findings = findings;
        }
    }
    const ask = useDebounced(answer, PAUSE);
    return { state, ask };
}

/** Says under words to a borrower what would be refused, and quietly the rest. */
export class WrittenWords extends Component {
    static template = "mortgage_compliance.WrittenWords";
    static props = { findings: Array };

    get blocks() {
        return this.props.findings.filter((finding) => finding.severity === "block");
    }

    get warnings() {
        const titles = this.props.findings
            .filter((finding) => finding.severity === "warn")
            .map(({ title, excerpt }) => (excerpt ? `${title} (“${excerpt}”)` : title));
        return [...new Set(titles)];
    }

    get quietly() {
        return _t("May go to one person; compliance can read it later: %s", this.warnings.join(" · "));
    }
}
