from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.privacy import BLANK, DELETE
from ..background import begin_now, commit_step

BATCH = 200
CRON = "mortgage_compliance.mortgage_privacy_cron_go_on"


class MortgagePrivacyRequest(models.Model):
    """Deletes in the background, place by place, and goes on where it was.

    First nobody may contact the person any more: that survives all the rest. What law
    keeps waits for its date, and the salts go last: with them goes the key that ties
    the record to the person.
    """

    _inherit = "mortgage.privacy.request"

    # Where it is: the place, and the last record that was done there.
    place = fields.Char(readonly=True, copy=False)
    after = fields.Integer(readonly=True, copy=False)
    counts = fields.Json(readonly=True, copy=False)

    def action_erase(self):
        """Begin to delete what no law keeps."""
        self.ensure_one()
        self.check_access("write")
        if self.kind != "deletion":
            raise UserError(self.env._("This one does not ask for deletion."))
        self._check_step(("verified",), self.verified_how)
        holds = self._holds()
        if holds:
            raise UserError(
                self.env._(
                    "A legal hold keeps their records: %(holds)s. Release it first, or"
                    " refuse the request.",
                    holds=", ".join(holds.mapped("name")),
                )
            )
        self.sudo()._suppress_for_good()
        self._take_step(state="erasing", place=False, after=0, counts={})
        self._end_step("begun")
        return begin_now(
            self.env, CRON, self.env._("It is being deleted. Look in a minute.")
        )

    def _suppress_for_good(self):
        note = self.env._("Privacy request %s", self.name)
        points = self.point_ids
        if points:
            points._opt_out("all", "internal_dnc", note)

    @api.model
    def _cron_go_on(self):
        """Go on with what is being deleted, and end what no law keeps any more."""
        opened = self.search([("state", "in", ("erasing", "waiting"))], order="id")
        for request in opened:
            if request.state == "erasing" and not request._go_on():
                return
            if request.state == "waiting":
                request._end_if_free()

    def _go_on(self):
        """Delete batch after batch; return whether there is time for another one."""
        while self.state == "erasing":
            try:
                self._advance()
            except SerializationFailure:
                # A hold was opened meanwhile: the batch begins anew, and sees it.
                self.env.cr.rollback()
                continue
            if not commit_step(self, self.state == "erasing"):
                return False
        return True

    def _advance(self):
        self.env["mortgage.legal.hold"]._stand_at_fence()
        if self._holds():
            # What is left stays, and a person looks again.
            self._take_step(state="verified")
            self._end_step("held")
        elif not self._step():
            self._take_step(state="waiting")
            self._end_step("deleted", counts=self.counts)
            self._end_if_free()

    def _step(self):
        """Do the next batch; return whether there was one."""
        places = {
            place.code: place
            for place in self.env["mortgage.privacy.map"]._places()
            if place.does in (DELETE, BLANK) and place.model in self.env
        }
        codes = list(places)
        code = self.place if self.place in places else codes[0]
        batch = self._batch(places[code])
        if batch:
            # Before they go: what is deleted has no id any more.
            last, done = batch.ids[-1], len(batch)
            self._erase(places[code], batch)
            counts = dict(self.counts or {})
            counts[code] = counts.get(code, 0) + done
            self._take_step(place=code, after=last, counts=counts)
            return True
        position = codes.index(code) + 1
        if position == len(codes):
            return False
        self._take_step(place=codes[position], after=0)
        return True

    def _batch(self, place):
        # For good: the job has no user whose rights could be asked.
        records = self.env[place.model].sudo().with_context(active_test=False)
        domain = self._at(place, self._people()) & self._beyond(self.after)
        return records.search(domain, order="id", limit=BATCH)

    def _beyond(self, after):
        return fields.Domain("id", ">", after)

    def _erase(self, place, records):
        quiet = records.with_context(
            tracking_disable=True, mail_notrack=True, mail_create_nolog=True
        )
        if place.does == DELETE:
            quiet.unlink()
        else:
            quiet.write(place.blank)

    def _is_kept_by_law(self, people):
        """Hook: say whether law still keeps a record of these people."""
        archived = self.env["mortgage.archive"]
        return bool(archived.search_count([("point_id", "in", people.points)], limit=1))

    def _end_if_free(self):
        """End it once nothing of theirs is archived any more: the salts go."""
        people = self._people()
        if self._is_kept_by_law(people) or self._holds():
            return
        touches = self.env["mortgage.touch"].search(
            [
                "|",
                ("point_id", "in", people.points),
                ("partner_id", "in", people.partners),
            ]
        )
        touches.write({"point_id": False, "partner_id": False})
        salts = self.env["mortgage.person.salt"].sudo()
        salts.search([("point_id", "in", people.points)]).unlink()
        self._take_step(state="done", finished_at=fields.Datetime.now())
        # The last entry names no person: their key would make a salt anew.
        self._log("ended", touches=len(touches))
