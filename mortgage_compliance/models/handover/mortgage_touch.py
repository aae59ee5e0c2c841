import json

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import why_words
from ...tools.places import state_name
from ..why.mortgage_why_judged import JUDGED


class MortgageTouch(models.Model):
    """What a message stood on as it was handed over, in the words of that moment.

    Licenses are edited and consents are taken back: the ledger tells what was so then.
    """

    _inherit = "mortgage.touch"

    def _stood_on(self):
        """Return ``{id: what goes into the entry}``: the consents of the number or
        address, the licenses of company and sender, the words that were approved and
        the rules that were asked. As many queries for one as for many.
        """
        inputs = self._last_inputs()
        consents = self._consents_known()
        licenses = self._licenses_known(inputs)
        stood = {}
        for touch in self:
            asked = inputs.get(touch.id, {})
            stood[touch.id] = {
                "consent": touch._consent_stood_on(
                    asked, consents.get(touch.point_id, consents["none"])
                ),
                "license": touch._license_stood_on(asked, licenses),
                "template_sha256": touch.template_version_id.content_sha256 or "",
                "rules": asked.get("rules", []),
            }
        return stood

    def _last_inputs(self):
        """Return ``{id: what was known}`` when each was judged for the last time."""
        # Not the ORM: the last of many entries for each, and only what it carries.
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (touch_id) touch_id, payload"
                " FROM mortgage_ledger_entry WHERE touch_id = ANY(%s)"
                " AND event = ANY(%s) ORDER BY touch_id, id DESC",
                self.ids,
                list(JUDGED),
            )
        )
        return {
            touch_id: json.loads(payload or "{}").get("inputs") or {}
            for touch_id, payload in rows
        }

    # Consents

    def _consents_known(self):
        consents = self.env["mortgage.consent"].sudo()
        found = consents.search(
            Domain("point_id", "in", self.point_id.ids)
            & Domain("at", "<=", fields.Datetime.now()),
            order="at, id",
        )
        return {"none": consents.browse(), **found.grouped("point_id")}

    def _consent_stood_on(self, inputs, consents):
        ours = consents.filtered(
            lambda consent: (
                consent.company in (0, self.company_id.id)
                and self.channel in consent.channels.split()
            )
        )
        return {
            "level": inputs.get("consent", ""),
            "ids": ours.ids,
            "entries": [consent.ledger_id for consent in ours if consent.ledger_id],
            "words": " · ".join(self._consent_words(consent) for consent in ours)
            or self.env._("None was on record for this number or address."),
        }

    def _consent_words(self, consent):
        labels = {
            name: dict(consent._fields[name]._description_selection(self.env))
            for name in ("event", "level")
        }
        words = self.env._(
            "%(event)s %(when)s: %(level)s for %(channels)s",
            event=labels["event"][consent.event],
            when=why_words.exact(consent.at, self._clock()),
            level=labels["level"].get(consent.level, self.env._("consent")),
            channels=consent.channels_text,
        )
        if consent.text_sha256:
            words += self.env._(", SHA-256 of its words %s", consent.text_sha256)
        return words

    def _clock(self):
        return self.zone or str(self.company_id._mortgage_zone())

    # Licenses

    def _licenses_known(self, inputs):
        """Return the licenses in force now that any of ``self`` may stand on, and the
        branches of the senders."""
        now = fields.Datetime.now()
        states = {known.get("license_state") for known in inputs.values()} - {"", None}
        found = (
            self.env["mortgage.license"]
            .sudo()
            .search(
                Domain("company_id", "in", self.company_id.ids)
                & Domain("user_id", "in", [*self.user_id.ids, False])
                & Domain("state", "in", sorted(states))
                & Domain("valid_from", "<=", now),
                order="user_id, branch_id, valid_from, id",
            )
        )
        branches = self.env["mortgage.license"]._branches(self.user_id.ids)
        return found.filtered("is_in_force"), branches

    def _license_stood_on(self, inputs, known):
        licenses, branches = known
        state = inputs.get("license_state") or ""
        branch_id = branches.get(self.user_id.id, 0)
        ours = licenses.filtered(
            lambda license_: (
                license_.state == state
                and license_.company_id == self.company_id
                and (license_.user_id or self.user_id) == self.user_id
                and license_.branch_id.id in (False, branch_id)
            )
        )
        return {
            "state": state,
            "ids": ours.ids,
            "lo_nmls": self.user_id.nmls_id or "",
            "company_nmls": self.company_id.nmls_id or "",
            "words": " · ".join(self._license_words(license_) for license_ in ours),
        }

    def _license_words(self, license_):
        statuses = dict(license_._fields["status"]._description_selection(self.env))
        ends = (
            self.env._("until %s", why_words.exact(license_.valid_to, self._clock()))
            if license_.valid_to
            else self.env._("without an end")
        )
        return self.env._(
            "%(holder)s, %(state)s license %(number)s: %(status)s, %(ends)s",
            holder=license_._holder_name(),
            state=state_name(license_.state),
            number=license_.number or self.env._("without a number"),
            status=statuses[license_.status],
            ends=ends,
        )
