import base64
import binascii
import hashlib
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.email import canonical
from ...tools.entries import odd_entry
from ...tools.phone import e164
from ..caller import check_caller
from .mortgage_consent import CHANNELS, LEVELS

MAY_RECORD = ("group_lo", "group_assistant", "group_compliance", "group_integration")
MAY_REVOKE = (*MAY_RECORD, "group_processor", "group_marketing")
# Clocks differ; a consent from further ahead would outlive a later STOP.
AHEAD = timedelta(minutes=5)
MOST_BYTES = 10_000_000
TEXTS = (
    *("seller", "text", "version", "url", "ip", "user_agent", "method", "source"),
    *("note", "purpose", "cert_id"),
)
# What makes two deliveries the same evidence.
SAME = (
    *("point_id", "level", "channels", "at", "expires_at", "evidence_sha256"),
    *("res_model", "res_id", "cert_type", *TEXTS),
)


class MortgageConsent(models.Model):
    """Consents as other systems record and revoke them: checked, each taken once."""

    _inherit = "mortgage.consent"

    @api.model
    def record(self, grants):
        """Record consents and return the id of a ledger entry for each.

        A grant has ``email`` or ``phone`` (or ``point_id``) and ``level``: ``pec``,
        ``pewc``, ``dnc_permission`` or ``personal``; as far as known ``channels,
        seller, text, version, purpose, url, ip, user_agent, at, expires_at, method,
        source, note, res_model, res_id``, ``cert_type`` (trustedform or jornaya) with
        ``cert_id``, and ``evidence`` (base64) with ``evidence_name``. Written consent
        needs the ``text`` the borrower saw and the ``seller`` it names; what else it
        must show is checked, and what lacks it counts as ``pec``. The same evidence
        with the same ``at`` is recorded once.
        """
        check_caller(self.env, MAY_RECORD, self.env._("record consent"))
        self._check_shape("grants", grants)
        for position, grant in enumerate(grants):
            self._check_grant(grant, position)
        grants = self._with_points(grants)
        fresh, known = self._only_new("grant", self._with_evidence(grants))
        fresh_ids = self._record(self._weigh(self._with_certificates(fresh)))
        return self._in_order(known, fresh_ids)

    @api.model
    def revoke(self, requests):
        """Take consents back and stop contact; return a ledger id for each.

        A request has ``email`` or ``phone`` (or ``point_id``); ``channels`` to stop,
        of a phone or an email, every channel of it if absent; ``at, method, source,
        note``.
        The same request with the same ``at`` is taken once.
        """
        check_caller(self.env, MAY_REVOKE, self.env._("revoke consent"))
        self._check_shape("requests", requests)
        for position, request in enumerate(requests):
            self._check_fact(request, position)
        fresh, known = self._only_new("revocation", self._with_points(requests))
        return self._in_order(known, self._revoke(fresh))

    def _only_new(self, event, facts):
        """Return the facts not recorded yet, and the ledger id of each of the others.

        Without a time of its own nothing tells a second delivery from a second deed.
        """
        keyed = [
            {**fact, "evidence_key": self._evidence_key(event, fact)} for fact in facts
        ]
        keys = [fact["evidence_key"] for fact in keyed if fact["evidence_key"]]
        found = self.sudo().search_fetch(
            [("evidence_key", "in", keys)], ["evidence_key", "ledger_id"]
        )
        known = {row.evidence_key: row.ledger_id for row in found}
        fresh, ledger_ids, first = [], [], {}
        for fact in keyed:
            key = fact["evidence_key"]
            if key in known:
                ledger_ids.append(known[key])
                continue
            # Twice in one call: the second stands for the first.
            place = first.setdefault(key, len(fresh)) if key else len(fresh)
            ledger_ids.append(("fresh", place))
            if place == len(fresh):
                fresh.append(fact)
        return fresh, ledger_ids

    def _in_order(self, ledger_ids, fresh_ids):
        return [
            fresh_ids[known[1]] if isinstance(known, tuple) else known
            for known in ledger_ids
        ]

    def _evidence_key(self, event, fact):
        if not fact.get("at"):
            return False
        told = {name: fact.get(name) or False for name in SAME} | {"event": event}
        canon = json.dumps(told, sort_keys=True, default=str)
        return hashlib.sha256(canon.encode()).hexdigest()

    def _with_evidence(self, grants):
        """Archive the files and return the grants with their hashes instead."""
        files = {
            position: {
                "content": base64.b64decode(grant["evidence"]),
                "point_id": grant["point_id"],
            }
            for position, grant in enumerate(grants)
            if grant.get("evidence")
        }
        archive = self.env["mortgage.archive"].sudo()
        hashes = archive._keep_evidence(list(files.values()))
        named = dict(zip(files, hashes, strict=True))
        return [
            {**grant, "evidence_sha256": named.get(position)}
            for position, grant in enumerate(grants)
        ]

    def _with_certificates(self, grants):
        """Return the grants with the certificates they name, to be retained."""
        certificates = self.env["mortgage.consent.certificate"].sudo()
        ids = certificates._claim_later(grants)
        return [
            {**grant, "certificate_id": certificate_id}
            for grant, certificate_id in zip(grants, ids, strict=True)
        ]

    def _with_points(self, facts):
        """Return ``facts`` with their contact points in place of email and phone."""
        pairs = []
        for position, fact in enumerate(facts):
            pairs.append(self._point_pair(fact, position))
        found = self.env["mortgage.contact.point"].sudo()._upsert(filter(None, pairs))
        return [
            {**fact, "point_id": found[pair] if pair else fact["point_id"]}
            for fact, pair in zip(facts, pairs, strict=True)
        ]

    def _point_pair(self, fact, position):
        if fact.get("point_id"):
            point = self.env["mortgage.contact.point"].sudo().browse(fact["point_id"])
            if not point.exists():
                self._refuse(position, "point_id", self.env._("give a known point."))
            return None
        for kind, field, canon, example in (
            ("email", "email", canonical, "dana@example.com"),
            ("phone", "phone", e164, "+1 713 555 0101"),
        ):
            if fact.get(field):
                value = canon(fact[field])
                if not value:
                    self._refuse(
                        position,
                        field,
                        self.env._(
                            "“%(value)s” cannot be one; write it as %(example)s.",
                            value=fact[field],
                            example=example,
                        ),
                    )
                return kind, value
        return self._refuse(position, "email", self.env._("give an email or a phone."))

    def _check_shape(self, name, facts):
        """Refuse what is no list of entries, before anything of it is looked up."""
        if not isinstance(facts, list):
            raise ValidationError(
                self.env._("%(name)s: give a list of entries.", name=name)
            )
        texts = ("email", "phone", "level", *TEXTS)
        odd = odd_entry(facts, texts, ("point_id", "res_id"), ("channels",))
        if odd:
            position, field = odd
            fix = self.env._("send text.")
            if field in ("point_id", "res_id"):
                fix = self.env._("give the id of a record.")
            elif field == "channels":
                fix = self.env._("give a list of channels.")
            self._refuse(position, field or name, fix)

    def _check_grant(self, grant, position):
        levels = dict(LEVELS)
        if grant.get("level") not in levels:
            self._refuse(
                position,
                "level",
                self.env._("give one of: %(levels)s.", levels=", ".join(levels)),
            )
        if grant["level"] == "pewc":
            for field in ("text", "seller"):
                if not grant.get(field):
                    self._refuse(
                        position,
                        field,
                        self.env._("written consent needs it as the borrower saw it."),
                    )
        if grant["level"] == "personal" and not grant.get("note"):
            self._refuse(position, "note", self.env._("say how you know each other."))
        self._check_evidence(grant, position)
        self._check_certificate(grant, position)
        self._check_fact(grant, position)

    def _check_fact(self, fact, position):
        known = [channel for own in CHANNELS.values() for channel in own]
        channels = fact.get("channels") or []
        if not isinstance(channels, list | tuple) or set(channels) - set(known):
            self._refuse(
                position,
                "channels",
                self.env._("give a list out of: %(known)s.", known=", ".join(known)),
            )
        for field in TEXTS:
            if fact.get(field) and not isinstance(fact[field], str):
                self._refuse(position, field, self.env._("send text."))
        at = self._check_moment(fact, position, "at")
        if at and at > fields.Datetime.now() + AHEAD:
            self._refuse(position, "at", self.env._("it lies in the future; send UTC."))
        expires_at = self._check_moment(fact, position, "expires_at")
        if at and expires_at and expires_at <= at:
            self._refuse(position, "expires_at", self.env._("give a time after “at”."))

    def _check_moment(self, fact, position, field):
        try:
            return fields.Datetime.to_datetime(fact.get(field) or False)
        except (ValueError, TypeError):
            return self._refuse(
                position, field, self.env._("write a UTC time as 2026-11-28 21:47:00.")
            )

    def _check_evidence(self, grant, position):
        evidence = grant.get("evidence")
        if not evidence:
            return
        try:
            content = base64.b64decode(evidence, validate=True)
        except (binascii.Error, TypeError, ValueError):
            content = b""
        if not 0 < len(content) <= MOST_BYTES:
            self._refuse(
                position,
                "evidence",
                self.env._("send a file in base64, 10 MB at most."),
            )

    def _check_certificate(self, grant, position):
        known = self.env["mortgage.consent.certificate"]._kinds()
        if grant.get("cert_id") and grant.get("cert_type") not in known:
            self._refuse(
                position,
                "cert_type",
                self.env._("give one of: %(known)s.", known=", ".join(known)),
            )

    def _refuse(self, position, field, fix):
        raise ValidationError(
            self.env._(
                "Entry %(number)s, %(field)s: %(fix)s",
                number=position + 1,
                field=field,
                fix=fix,
            )
        )
