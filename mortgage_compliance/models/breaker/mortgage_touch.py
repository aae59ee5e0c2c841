from odoo import fields, models

FLAWS = [
    ("template", "No approved words"),
    ("sender", "Another sender than the run began with"),
    ("audience", "Not in the preview"),
]
WATCHED = ("email", "sms")


class MortgageTouch(models.Model):
    """Automatic messages belong to a run; a stopped run keeps them."""

    _inherit = "mortgage.touch"

    run_id = fields.Many2one(
        "mortgage.send.run", readonly=True, copy=False, ondelete="restrict"
    )
    audience_id = fields.Many2one(
        "mortgage.send.audience",
        "Previewed audience",
        readonly=True,
        ondelete="restrict",
    )
    run_flaw = fields.Selection(FLAWS, "Out of the ordinary", readonly=True, copy=False)

    # Serves what a run has sent, and what a company has sent within an hour.
    _run_idx = models.Index("(run_id, queued_at) WHERE run_id IS NOT NULL")
    _volume_idx = models.Index(
        "(company_id, queued_at) WHERE origin = 'automatic' AND queued_at IS NOT NULL"
    )

    def _within_runs(self):
        """Return those of ``self`` whose run goes on; the others are held with it."""
        going = super()._within_runs()
        watched = going.filtered(
            lambda touch: (
                touch.origin == "automatic"
                and touch.channel in WATCHED
                # The one answer to a STOP is owed whatever else goes wrong.
                and not touch.confirms_at
            )
        )
        if not watched:
            return going
        runs = self.env["mortgage.send.run"].sudo()
        fresh = watched.filtered(
            lambda touch: not touch.run_id or touch.state != "queued"
        )
        if fresh:
            runs._assign(fresh)
            runs._watch_hand_over(fresh)
        halted = watched.run_id._halted()
        kept = watched.filtered(lambda touch: touch.run_id in halted)
        kept._keep_with_run()
        return going - kept

    def _going_on(self):
        going = super()._going_on()
        halted = going.run_id._halted()
        return going.filtered(lambda touch: touch.run_id not in halted)

    def _run_key(self):
        """Return what messages of one run have in common, as text."""
        words = f"v{self.template_version_id.id}"
        if not self.template_version_id:
            words = f"by{self.user_id.id or 0}/{self.res_model}"
        return f"{self.company_id.id}/{self.channel}/{words}/{self.audience_id.id or 0}"

    def _run_from_address(self):
        """Return the address emails leave from; the number of a text is its LO's."""
        domain = self.company_id.alias_domain_id
        return domain.default_from_email or "" if self.channel == "email" else ""

    def _own_officers(self):
        """Return ``{id: the borrower's own LO}`` where the document tells one."""
        owners = {}
        for documents, touches in self._by_document_model():
            told = documents._mortgage_contact_facts()
            for touch in touches:
                owners[touch.id] = told.get(touch.res_id, {}).get("user_id") or 0
        return owners

    def _senders_without_owner(self, owners):
        """Return the ids of those who write to borrowers without an LO of their own."""
        return sorted(
            {
                touch.user_id.id
                for touch in self
                if touch.user_id and not owners.get(touch.id)
            }
        )

    def _note_flaws(self, owners):
        """Note what is out of the ordinary in each message of ``self``."""
        audiences = {
            audience.id: set(audience.partners or ())
            for audience in self.audience_id.sudo()
        }
        versions = self.template_version_id.sudo()
        unapproved = versions.filtered(lambda version: not version._is_approved())
        for touch in self:
            flaw = touch._flaw(owners.get(touch.id), audiences, unapproved)
            if touch.run_flaw != flaw:
                touch.run_flaw = flaw

    def _flaw(self, owner, audiences, unapproved):
        run, sender = self.run_id, self.user_id.id
        if self.template_version_id in unapproved:
            # Without any words the gate refuses it by itself.
            return "template"
        if self._run_from_address() != (run.from_address or ""):
            return "sender"
        # Without a sender the company itself writes.
        if sender and sender != owner and sender not in (run.senders or ()):
            return "sender"
        partners = audiences.get(self.audience_id.id)
        if partners is not None and self.partner_id.id not in partners:
            return "audience"
        return False

    def _keep_with_run(self):
        """Hold ``self`` with its stopped run until a person lets that go on."""
        if not self:
            return
        entries = []
        for run, touches in self.grouped("run_id").items():
            rule, reason = run.rule_id, run._stop_words()
            touches.write(
                {
                    "state": "held",
                    "rule_id": False,
                    "rule_code": rule.code,
                    "reason": reason,
                    "citation": rule.source,
                    "hold_until": False,
                    "ready_at": False,
                    "attempted_at": False,
                }
            )
            told = {"rule": rule.code, "reason": reason, "run": run.id}
            entries += [touch._ledger_values("hold", told) for touch in touches]
        self.env["mortgage.ledger.entry"]._append(entries)
