from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_datetime

LATE = timedelta(days=2)
UNSEALED = timedelta(minutes=10)


class MortgageReadiness(models.AbstractModel):
    """Whether the record can be shown to be whole."""

    _inherit = "mortgage.readiness"

    def _codes(self):
        return [*super()._codes(), "record", "anchor"]

    def _item_record(self):
        last = self.env["mortgage.ledger.check"].search(
            [("state", "!=", "running")], limit=1
        )
        late = not last or last.finished_at < fields.Datetime.now() - LATE
        waiting = self.env["mortgage.ledger.seal"]._waiting_since(
            fields.Datetime.now() - UNSEALED
        )
        if last.state == "broken":
            state, detail = "missing", last.words
        elif waiting:
            state = "missing"
            detail = self.env._(
                "%s entries wait for their seal for over ten minutes: see the"
                " scheduled action “Mortgage: seal the record”.",
                waiting,
            )
        elif not last:
            state, detail = "warning", self.env._("Never checked: press “Check now”.")
        else:
            state = "warning" if late else "set"
            detail = self.env._(
                "Checked %(when)s: all is as it was sealed.",
                when=format_datetime(self.env, last.finished_at),
            )
        return self._item(
            "record",
            self.env._("The record is whole"),
            state,
            detail,
            section="running",
            holds_back=self.env._("proof of what was sent"),
            who="compliance",
            action=self._window(
                "mortgage.ledger.check", self.env._("Checks of the record")
            ),
            button=self.env._("Checks"),
        )

    def _item_anchor(self):
        anchors = self.env["mortgage.ledger.anchor"]
        last = anchors.search([], limit=1)
        if not any(anchors._places()):
            state = "warning"
            detail = self.env._(
                "Nobody outside holds its root: say in the settings where it is mailed"
                " to each day, or in the server's configuration (%s) in which folder"
                " it is kept.",
                "mortgage_anchor_dir",
            )
        elif not last:
            state, detail = "warning", self.env._("The first one leaves tonight.")
        else:
            state = "set"
            detail = self.env._(
                "Last deposited %(when)s, %(count)s entries.",
                when=format_datetime(self.env, last.at),
                count=last.position,
            )
        return self._item(
            "anchor",
            self.env._("Anchor of the record"),
            state,
            detail,
            section="running",
            holds_back=self.env._("proof against a record that was written anew"),
            who="compliance",
            action=self._window(
                "mortgage.ledger.anchor",
                self.env._("Anchors of the record"),
                views=[[False, "list"]],
            ),
            button=self.env._("Anchors"),
        )
