from odoo import fields, models

MARKS = {"allow": "✓", "hold": "⏱", "block": "✗"}


class MortgageComposer(models.AbstractModel):
    """What Odoo's dialogs for writing a mail or a text say before one writes."""

    _name = "mortgage.composer"
    _description = "Dialog in which borrowers are written to"

    mortgage_notice = fields.Text(compute="_compute_mortgage_notice")
    # What is said weighs as much as the worst of it.
    mortgage_notice_level = fields.Selection(
        [("allow", "Can go"), ("hold", "Waits"), ("block", "Refused")],
        compute="_compute_mortgage_notice",
    )

    def _compute_mortgage_notice(self):
        for composer in self:
            notices = composer._mortgage_notices()
            verdicts = {notice["verdict"] for notice in notices}
            composer.mortgage_notice = "\n".join(map(self._mortgage_line, notices))
            composer.mortgage_notice_level = next(
                (level for level in ("block", "hold", "allow") if level in verdicts),
                False,
            )

    def _mortgage_notices(self):
        """Return what ``mortgage.gate.before_writing`` says, or rows like it."""
        raise NotImplementedError

    def _mortgage_line(self, notice):
        parts = [MARKS[notice["verdict"]], notice["words"]]
        if notice["name"]:
            parts[1] = f"{notice['name']}: {notice['words']}"
        if notice["citation"]:
            parts.append(f"({notice['citation']})")
        return " ".join(parts)

    def _mortgage_several_notice(self, model):
        """Return the one notice for a message to several documents at once."""
        if not self.env["mortgage.gate.scope"]._is_contactable(model):
            return []
        words = self.env._(
            "What goes to several borrowers at once needs words that compliance"
            " approved: it will be refused from here. Start a follow-up plan instead."
        )
        return [{"name": "", "verdict": "block", "words": words, "citation": ""}]
