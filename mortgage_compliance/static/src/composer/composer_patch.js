import { Composer } from "@mail/core/common/composer";

import { useEffect, useState } from "@odoo/owl";

import { session } from "@web/session";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";

/** Says above the words whether they will reach the borrower, before anybody writes. */
patch(Composer.prototype, {
    setup() {
        super.setup();
        this.mortgageOrm = useService("orm");
        this.mortgageNotices = useState([]);
        useEffect(
            () => {
                this.askMortgageNotices();
            },
            () => [
                this.props.type,
                this.thread?.model,
                this.thread?.id,
                this.mortgageRecipients.join(),
            ]
        );
    },

    get mortgageRecipients() {
        const { suggestedRecipients = [], additionalRecipients = [] } = this.thread || {};
        return [...suggestedRecipients, ...additionalRecipients]
            .map((recipient) => recipient.partner_id)
            .filter(Boolean);
    },

    async askMortgageNotices() {
        const { thread } = this;
        const recipients = this.mortgageRecipients;
        const asked =
            this.props.type === "message" &&
            thread?.id &&
            recipients.length &&
            session.mortgage_written_models?.includes(thread.model);
        const notices = asked
            ? await this.mortgageOrm.call("mortgage.gate", "before_writing", [
                  thread.model,
                  thread.id,
                  "email",
                  recipients,
              ])
            : [];
        // Another answer may have come in between.
        if (recipients.join() === this.mortgageRecipients.join()) {
            this.mortgageNotices.splice(0, Infinity, ...notices);
        }
    },

    mortgageIcon(notice) {
        return { allow: "fa-check", hold: "fa-clock-o", block: "fa-ban" }[notice.verdict];
    },
});
