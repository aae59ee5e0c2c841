from odoo import models

from ...tools import why_words
from ...tools.places import state_name
from ..consent.mortgage_suppression import REASONS


class MortgageWhy(models.AbstractModel):
    """What the message stood on: consents, licenses, lists and approved words."""

    _inherit = "mortgage.why"

    def _moment_of(self, touch, records, handover):
        """Return the moment at which everything had to be in order."""
        entry = handover or self._deciding(touch, records)
        return entry.at if entry else touch.due_at

    # Consent

    def _consent(self, touch, records, zone, handover):
        """Return the consents of the number or address at that moment, taken back ones
        included. Their rows cannot be changed, so they are what they were."""
        at = self._moment_of(touch, records, handover)
        facts = [
            self._consent_fact(consent, zone)
            for consent in records.consents.get(touch.point_id, ())
            if consent.at <= at
        ]
        if not facts:
            facts = [
                self._fact(
                    self.env._("Consent"),
                    self.env._("None was on record for this number or address."),
                )
            ]
        return [*self._kept_consent(handover), *facts, *self._stops(touch, records, at)]

    def _kept_consent(self, handover):
        """Return what the record itself says of consent as the message left."""
        kept = handover.payload.get("consent") if handover else None
        if not kept:
            return []
        words = kept.get("words") if isinstance(kept, dict) else kept
        return [self._fact(self.env._("As the record has it"), words)] if words else []

    def _consent_fact(self, consent, zone):
        labels = {
            name: dict(consent._fields[name]._description_selection(self.env))
            for name in ("event", "level")
        }
        given = self.env._(
            "%(event)s %(when)s: %(level)s for %(channels)s",
            event=labels["event"][consent.event],
            when=why_words.exact(consent.at, zone),
            level=labels["level"].get(consent.level, self.env._("consent")),
            channels=consent.channels_text,
        )
        shown = [
            consent.text and f"“{consent.text}”",
            consent.version and self.env._("Version %s", consent.version),
            consent.seller and self.env._("Named seller: %s", consent.seller),
            consent.url and self.env._("Page %s", consent.url),
            consent.ip and self.env._("IP address %s", consent.ip),
            consent.method and self.env._("How: %s", consent.method),
            consent.certificate_words,
            consent.text_sha256 and self.env._("SHA-256 %s", consent.text_sha256),
            consent.ledger_id and self.env._("Record %s", consent.ledger_id),
        ]
        return self._fact(self.env._("Consent"), given, " · ".join(filter(None, shown)))

    def _stops(self, touch, records, at):
        """Return the opt-outs that held at that moment, and those that came later."""
        reasons = dict(REASONS)
        zone = self._clock_of(touch)
        facts = []
        for stop in records.stops.get(touch.point_id, ()):
            lifted = stop.lifted_at and stop.lifted_at <= at
            when = self.env._("later") if stop.at > at else self.env._("then")
            words = self.env._(
                "%(reason)s, %(since)s",
                reason=reasons[stop.reason],
                since=why_words.exact(stop.at, zone),
            )
            if not lifted:
                name = self.env._("Do not contact (%s)", when)
                facts.append(self._fact(name, words, stop.note))
        return facts

    # Licenses

    def _license(self, touch, records, zone, handover):
        """Return the licenses that let it go, as the record kept them, else as they are
        on file."""
        kept = handover.payload.get("license") if handover else None
        words = kept.get("words") if isinstance(kept, dict) else kept
        if words:
            return [self._fact(self.env._("As the record has it"), words)]
        at = self._moment_of(touch, records, handover)
        entry = self._deciding(touch, records)
        state = (entry.payload["inputs"] if entry else {}).get("license_state")
        facts = [
            self._license_fact(license_, zone)
            for license_ in records.licenses
            if license_.state == state
            and license_.company_id == touch.company_id
            and license_.user_id in (touch.user_id, license_.user_id.browse())
            and license_.valid_from <= at
            and not (license_.valid_to and license_.valid_to <= at)
        ]
        if not facts:
            return []
        note = self.env._(
            "As it is on file today: the record of that moment kept no copy."
        )
        return [fact | {"note": f"{fact['note']} · {note}"} for fact in facts]

    def _license_fact(self, license_, zone):
        statuses = dict(license_._fields["status"]._description_selection(self.env))
        words = self.env._(
            "%(holder)s, %(state)s license %(number)s: %(status)s",
            holder=license_._holder_name(),
            state=state_name(license_.state),
            number=license_.number or self.env._("without a number"),
            status=statuses[license_.status],
        )
        ends = (
            self.env._("until %s", why_words.exact(license_.valid_to, zone))
            if license_.valid_to
            else self.env._("without an end")
        )
        name = self.env._("License") if license_.user_id else self.env._("Company")
        return self._fact(name, words, ends)

    # Lists and words

    def _lists(self, touch, records):
        """Return the do-not-call lists that answered, at their versions."""
        entry = self._deciding(touch, records)
        ids = (entry.payload["inputs"] if entry else {}).get("dnc_lists", ())
        return [
            self._fact(
                self.env._("Do-not-call list"),
                records.lists[one].display_name
                if one in records.lists
                else self.env._("List %s, no longer on file", one),
                self.env._("SHA-256 %s", records.lists[one].sha256)
                if one in records.lists and records.lists[one].sha256
                else "",
            )
            for one in ids
        ]

    def _template(self, touch, records, zone, handover):
        """Return the approved words it was made from, and who approved them when."""
        version = touch.template_version_id
        if not version:
            return []
        facts = [
            self._fact(
                self.env._("Template"),
                version.display_name,
                version.content_sha256
                and self.env._("SHA-256 %s", version.content_sha256),
            )
            | {"version_id": version.id}
        ]
        if version.approved_by_id:
            facts.append(
                self._fact(
                    self.env._("Approved by"),
                    version.approved_by_id.name,
                    " · ".join(self._approval_notes(version, zone)),
                )
            )
        facts += [
            self._fact(
                self.env._("Record"),
                self._act_words(entry, zone),
                self.env._("Record %s", entry.id),
            )
            for entry in records.approvals.get(version.id, ())
        ]
        own = (handover.payload if handover else {}).get("own_words")
        if own:
            words = own if isinstance(own, str) else ", ".join(map(str, own))
            facts.append(self._fact(self.env._("The LO's own words in it"), words))
        return facts

    def _approval_notes(self, version, zone):
        if version.approved_at:
            yield why_words.exact(version.approved_at, zone)
        if version.deputy_for_id:
            yield self.env._("as deputy for %s", version.deputy_for_id.name)
        authors = version.author_ids.mapped("name")
        if authors:
            yield self.env._("written by %s", ", ".join(authors))

    def _act_words(self, entry, zone):
        acts = {
            "submitted": self.env._("Handed in"),
            "returned": self.env._("Returned"),
            "approved": self.env._("Approved"),
            "retired": self.env._("Retired"),
        }
        act = entry.payload.get("act") or ""
        return self.env._(
            "%(act)s %(when)s",
            act=acts.get(act, act),
            when=why_words.exact(entry.at, zone),
        )
