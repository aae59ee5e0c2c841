import { Composer } from "@mail/core/common/composer";

import { useEffect } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";

import { useWrittenWords, WrittenWords } from "./written_words";

Composer.components = { ...Composer.components, WrittenWords };

patch(Composer.prototype, {
    setup() {
        super.setup();
        this.mortgageWritten = useWrittenWords(() => this.mortgageQuestion());
        useEffect(
            () => {
                this.mortgageWritten.ask();
            },
            () => [this.props.composer.composerText, this.mortgageNotices.length]
        );
    },

    /** Words to who is no borrower are nobody's business: no notice speaks of them. */
    mortgageQuestion() {
        const { thread } = this;
        const { composerText, composerHtml } = this.props.composer;
        return (
            this.mortgageNotices.length &&
            composerText.trim() && {
                model: thread.model,
                resId: thread.id,
                channel: "email",
                body: composerHtml,
            }
        );
    },

    async processMessage(...args) {
        try {
            return await super.processMessage(...args);
        } finally {
            // What was refused is still there: it must be possible to put it right.
            this.state.active = true;
        }
    },
});
