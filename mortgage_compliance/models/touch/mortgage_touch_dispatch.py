import logging
from datetime import timedelta, timezone

from psycopg2 import OperationalError
from psycopg2.errors import DeadlockDetected, SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.verdict import ContactRequest, Verdict

_logger = logging.getLogger(__name__)

BATCH = 100
CLAIM_TRIES = 5
# After so many failures a touch that cannot be handed over is given up, and says why.
HAND_OVER_TRIES = 5
VERDICT_LIFETIME = timedelta(minutes=5)
# A sender holds the lock of its attempt; this covers the instant before it has it.
ATTEMPT_AGE = timedelta(minutes=1)
# First key of the advisory locks of attempts; the second is the touch.
ATTEMPT_LOCKS = 0x6D74


class MortgageTouch(models.Model):
    """The dispatcher: claims what is due, has it judged and hands it to its channel."""

    _inherit = "mortgage.touch"

    @api.model
    def _cron_dispatch(self):
        """Hand over what is due. Several crons run this at once and share the queue."""
        commit = self.env["ir.cron"]._commit_progress
        time_left = commit(self._before_claim())
        self._recover_attempts()
        stopped = self._stopped_companies()
        commit()
        alone = True
        while time_left > 0:
            count = self._dispatch_next(stopped)
            if count == BATCH and alone:
                self._call_others()
                alone = False
            time_left = commit(count, remaining=int(count == BATCH))
            if count < BATCH:
                break

    @api.model
    def _call_others(self):
        """Wake the other dispatchers: there is more than one batch to do."""
        first = self.env.ref("mortgage_compliance.mortgage_touch_cron_dispatch_1")
        if self.env.context.get("cron_id") != first.id:
            return
        crons = self.env["ir.cron"].sudo()
        for cron in crons.search([("code", "=", first.sudo().code)]) - first:
            cron._trigger()

    @api.model
    def _before_claim(self):
        """Hook: make the touches that are to be claimed; return how many were made."""
        return 0

    @api.model
    def _stopped_companies(self):
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        refusals = self.env["mortgage.sending"]._refusals(companies.ids)
        return [company_id for company_id, reason in refusals.items() if reason]

    @api.model
    def _dispatch_next(self, stopped):
        """Claim and dispatch one batch, without commit; return its size."""
        for _try in range(CLAIM_TRIES):
            try:
                touches = self._claim(stopped)
                touches._dispatch()
                self.env.flush_all()
                return len(touches)
            except (DeadlockDetected, SerializationFailure):
                self.env.cr.rollback()
        _logger.info("Others keep changing what is due; the next run takes it")
        return 0

    @api.model
    def _claim(self, stopped):
        """Lock and return the next due touches that no other dispatcher has.

        Not the ORM: search and lock must be one statement, and the first of its
        transaction, or a second dispatcher only sees what the first has locked.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM mortgage_touch
                 WHERE state IN ('planned', 'held') AND ready_at <= %(now)s
                   AND company_id <> ALL(%(stopped)s)
                 ORDER BY priority, ready_at
                 LIMIT %(limit)s
                   FOR NO KEY UPDATE SKIP LOCKED
                """,
                now=fields.Datetime.now(),
                stopped=stopped,
                limit=BATCH,
            )
        )
        return self.sudo().browse(touch_id for (touch_id,) in rows)

    def _dispatch(self):
        """Judge ``self`` in one batch and hand over what may go, without commit.

        A touch that cannot be handed over is found by halving, tried again later and
        in the end failed; the others go.
        """
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self._dispatch_batch()
        except OperationalError:
            # Not a touch's fault: the transaction is to be tried again.
            raise
        except Exception as error:
            if len(self) == 1:
                self._note_failure(error)
                return
            half = len(self) // 2
            self[:half]._dispatch()
            self[half:]._dispatch()

    def _dispatch_batch(self):
        running = self.sudo()._without_stopped()
        wanted = running._with_document()._still_wanted()
        allowed = wanted._within_runs()._judged()
        for channel, touches in allowed.grouped("channel").items():
            touches._hand_over(channel)

    def _without_stopped(self):
        refusals = self.env["mortgage.sending"]._refusals(self.company_id.ids)
        return self.filtered(lambda touch: not refusals.get(touch.company_id.id))

    def _going_on(self):
        """Return those of ``self`` that nothing has stopped since they were admitted.

        Cheap: asked again and again while a batch leaves.
        """
        return self._without_stopped()

    def _with_document(self):
        """Cancel the touches whose document was deleted, and return the others."""
        gone = self.browse()
        for documents, touches in self._by_document_model():
            known = set(documents.ids)
            gone |= touches.filtered(
                lambda touch, known=known: touch.res_id not in known
            )
        gone._cancel(self.env._("What it was about has been deleted."))
        return self - gone

    def _note_failure(self, error):
        _logger.exception("Touch %s could not be handed over", self.id)
        tries = self.tries + 1
        reason = str(error) or type(error).__name__
        self.tries = tries
        if tries >= HAND_OVER_TRIES:
            self._set_outcome("failed", error_code="hand_over", note=reason)
            return
        self.reason = reason
        self.ready_at = fields.Datetime.now() + timedelta(minutes=5 * 2 ** (tries - 1))
        self._ask_dispatcher([self.ready_at])

    # Judging

    def _requests(self):
        """Return what the gate is asked about each of ``self``, in order."""
        facts = self._facts()
        self._choose_points(facts)
        at = fields.Datetime.now().replace(tzinfo=timezone.utc)
        return [touch._request(facts[touch.id], at) for touch in self]

    def _request(self, facts, at):
        return ContactRequest(
            channel=self.channel,
            kind=self.kind,
            at=at,
            value=self.point_id.value or "",
            point_id=self.point_id.id,
            partner_id=self.partner_id.id or facts.get("partner_id") or 0,
            states=tuple(facts.get("states") or ()),
            zips=tuple(facts.get("zips") or ()),
            property_state=facts.get("property_state") or "",
            product=(facts.get("loan") or {}).get("product") or "",
            user_id=self.user_id.id or facts.get("user_id") or 0,
            company_id=self.company_id.id,
            version_id=self.template_version_id.id,
            origin=self.origin,
            author_id=self.author_id.id or 0,
            words=self._written_words() if self.author_id else "",
            technology=self._technology(),
            team_id=facts.get("team_id") or 0,
            res_model=self.res_model,
            res_id=self.res_id,
            reference=self.id,
        )

    def _technology(self):
        """Return how it is made: a voicemail left without a call is a recording."""
        if self.channel == "voicemail":
            return "prerecorded"
        by_hand = self.origin == "manual" or self.channel == "call"
        return "manual" if by_hand else "automated"

    def _written_words(self):
        """Hook: what ``author_id`` wrote, as plain text."""
        return ""

    def _facts(self):
        """Return ``{id: facts}``: what the documents tell, else the borrower's card."""
        facts = {}
        for documents, touches in self._by_document_model():
            told = documents._mortgage_contact_facts()
            facts |= {
                touch.id: told[touch.res_id]
                for touch in touches
                if touch.res_id in told
            }
        return {touch.id: facts.get(touch.id) or touch._card() for touch in self}

    def _card(self):
        """Return the facts of a touch whose document tells none."""
        partner = self.partner_id
        state = partner.state_id if partner.country_id.code in ("US", False) else None
        return {
            "partner_id": partner.id,
            "points": self.point_id.ids,
            "states": [state.code] if state else [],
            "zips": [partner.zip[:5]] if partner.zip else [],
            "property_state": "",
            "user_id": self.user_id.id,
            "company_id": self.company_id.id,
            "team_id": 0,
            "lang": partner.lang or "",
        }

    def _choose_points(self, facts):
        """Give touches without a contact point the first that fits their channel."""
        waiting = self.filtered(lambda touch: not touch.point_id)
        ids = {
            point for touch in waiting for point in facts[touch.id].get("points", ())
        }
        kinds = {
            point.id: point.kind
            for point in self.env["mortgage.contact.point"].sudo().browse(ids)
        }
        for touch in waiting:
            kind = "email" if touch.channel == "email" else "phone"
            points = facts[touch.id].get("points", ())
            touch.point_id = next((p for p in points if kinds.get(p) == kind), False)
            touch.partner_id = touch.partner_id.id or facts[touch.id].get("partner_id")

    def _judged(self):
        """Judge ``self`` in one batch, note each verdict and return what may go."""
        if not self:
            return self
        verdicts = self.env["mortgage.gate"]._judge(self._requests())
        verdicts = [
            touch._without_address(verdict)
            for touch, verdict in zip(self, verdicts, strict=True)
        ]
        allowed = self.browse()
        entries, going = [], []
        for touch, verdict in zip(self, verdicts, strict=True):
            entries.append(touch._note_verdict(verdict))
            if touch._may_go(verdict):
                allowed |= touch
                going.append((touch, verdict))
        allowed._on_allowed(going)
        self.env["mortgage.ledger.entry"]._append(entries)
        self._ask_dispatcher(self.mapped("ready_at"))
        return allowed

    def _on_allowed(self, going):
        """Hook: ``self`` are handed over next; ``going`` are the ``(touch, verdict)``
        of them."""

    def _without_address(self, verdict):
        """Return ``verdict``, or the block of a touch that has nowhere to go."""
        if self.point_id or self.channel not in ("email", "sms"):
            return verdict
        reason = (
            self.env._("No email address is known")
            if self.channel == "email"
            else self.env._("No phone number is known")
        )
        return Verdict("block", rule="no_address", reason=reason)

    def _may_go(self, verdict):
        # A call is a task for the LO: it is made now and due when the window opens.
        is_task = self.channel not in ("email", "sms")
        return verdict.allowed or (is_task and bool(verdict.hold_until))

    def _note_verdict(self, verdict):
        """Write ``verdict`` on the touch and return its ledger entry."""
        until = verdict.hold_until
        until = until and until.astimezone(timezone.utc).replace(tzinfo=None)
        self.write(
            {
                "verdict_at": fields.Datetime.now(),
                "rule_id": verdict.rule_id or False,
                "rule_code": verdict.rule,
                "reason": verdict.reason,
                "citation": verdict.citation,
                "hold_until": until,
                "zone": next(iter(verdict.inputs.get("zones") or ()), False),
            }
        )
        if verdict.inputs.get("kind") == "marketing":
            # Its words sell: it counts as such, and can be unsubscribed from.
            self.kind = "marketing"
        event = {"hold": "hold", "block": "block"}.get(verdict.verdict, "verdict")
        if not self._may_go(verdict):
            held = event == "hold"
            self.state = "held" if held else "blocked"
            self.ready_at = until if held else False
        return self._ledger_values(
            event,
            {
                "verdict": verdict.verdict,
                "rule": verdict.rule,
                "reason": verdict.reason,
                "citation": verdict.citation,
                "hold_until": until and fields.Datetime.to_string(until),
                "warnings": verdict.warnings,
                "inputs": verdict.inputs,
            },
        )

    def _with_fresh_verdict(self):
        """Return those of ``self`` that may go now; old verdicts are renewed, and so
        is one that held a touch, whatever its age."""
        since = self._verdicts_hold_since()
        stale = self.filtered(
            lambda touch: (
                touch.state == "held"
                or not touch.verdict_at
                or touch.verdict_at < since
            )
        )
        return (self - stale) | stale._judged()

    @api.model
    def _verdicts_hold_since(self):
        """Return since when a verdict may have been given to be good now.

        What was judged before a license ended does not leave after it.
        """
        since = fields.Datetime.now() - VERDICT_LIFETIME
        return self.env["mortgage.license"]._last_end(since) or since

    def _hold_back(self, reason, minutes=0):
        """Take ``self`` off the wire; the dispatcher releases it after ``minutes``."""
        ready_at = fields.Datetime.now() + timedelta(minutes=minutes)
        self.write(
            {
                "state": "held",
                "reason": reason,
                "hold_until": ready_at,
                "ready_at": ready_at,
                "attempted_at": False,
            }
        )
        if minutes:
            self._ask_dispatcher([ready_at])

    # Attempts

    def _lock_attempt(self):
        """Hold until the end of the transaction that this attempt is being made."""
        self.env.cr.execute(
            SQL("SELECT pg_advisory_xact_lock(%s, %s)", ATTEMPT_LOCKS, self.id)
        )

    @api.model
    def _recover_attempts(self):
        """Put attempts whose sender is gone in doubt: it may or may not have left."""
        rows = self.env.execute_query(
            SQL(
                """
                WITH attempt AS MATERIALIZED (
                    SELECT id FROM mortgage_touch
                     WHERE state = 'queued' AND attempted_at < %s
                )
                SELECT id FROM attempt WHERE pg_try_advisory_xact_lock(%s, id)
                """,
                fields.Datetime.now() - ATTEMPT_AGE,
                ATTEMPT_LOCKS,
            )
        )
        self.sudo().browse(touch_id for (touch_id,) in rows)._put_in_doubt()

    def _put_in_doubt(self):
        """Say that nobody knows whether ``self`` left. Only a person sends it again."""
        self._set_outcome(
            "in_doubt",
            error_code="no_answer",
            note=self.env._("The sender stopped before it got an answer."),
        )
