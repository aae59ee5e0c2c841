from datetime import datetime, timezone

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.email import canonical
from ...tools.phone import e164
from ...tools.places import state_code, zip5
from ...tools.verdict import (
    CHANNELS,
    KINDS,
    ORIGINS,
    TECHNOLOGIES,
    ContactRequest,
)

# Checks a question may take as passed; a send never does.
ASSUMABLE = (
    "consent",
    "template",
    "license",
    "dnc",
    "reassigned",
    "registration",
    "frequency",
)
KNOWN = (
    *("channel", "kind", "partner_id", "phone", "email", "state", "zip", "user_id"),
    *("template", "at", "assume", "origin", "technology"),
)


class MortgageGateQuestion(models.AbstractModel):
    """Reads the questions that people and other systems put to the gate."""

    _name = "mortgage.gate.question"
    _description = "Question to the gate"

    @api.model
    def _document_keys(self):
        """Return ``{key: model}`` of the documents a question may name, as lead_id."""
        return {}

    @api.model
    def _question(self, position, question):
        """Return the ContactRequest that a question means.

        A question without a template is about the contact as such: no template is
        missed.
        """
        self._check_keys(position, question)
        channel = self._one_of(position, question, "channel", CHANNELS)
        facts = self._document_facts(position, question)
        partner = self._partner(position, question)
        value = self._value(position, question, channel, partner, facts)
        state = self._place_value(position, question, "state", state_code, "TX")
        zip_code = self._place_value(position, question, "zip", zip5, "77002")
        if partner and not facts and not (state or zip_code):
            state = state_code(partner.state_id.code)
            zip_code = zip5(partner.zip)
        version = self._version(position, question)
        assume = self._assume(position, question)
        if not question.get("template"):
            assume |= {"template"}
        return ContactRequest(
            channel=channel,
            kind=self._one_of(position, question, "kind", KINDS),
            at=self._at(position, question),
            value=value,
            partner_id=partner.id or facts.get("partner_id") or 0,
            states=tuple(filter(None, [state])) or tuple(facts.get("states", ())),
            zips=tuple(filter(None, [zip_code]))
            or (() if state else tuple(facts.get("zips", ()))),
            property_state=state or facts.get("property_state", ""),
            product=(facts.get("loan") or {}).get("product") or "",
            user_id=self._user_id(position, question, facts),
            company_id=facts.get("company_id") or self.env.company.id,
            version_id=version.id or 0,
            origin=self._one_of(position, question, "origin", ORIGINS, ORIGINS[0]),
            technology=self._one_of(
                position,
                question,
                "technology",
                TECHNOLOGIES,
                {"call": "manual", "voicemail": "prerecorded"}.get(
                    channel, "automated"
                ),
            ),
            assume=assume,
        )

    def _check_keys(self, position, question):
        known = (*KNOWN, *self._document_keys())
        for key in question:
            if key not in known:
                self._refuse(
                    position,
                    key,
                    self.env._(
                        "unknown; known are: %(known)s.", known=", ".join(known)
                    ),
                )

    def _one_of(self, position, question, field, known, default=""):
        value = question.get(field) or default
        if not isinstance(value, str) or value not in known:
            self._refuse(
                position,
                field,
                self.env._("give one of: %(known)s.", known=", ".join(known)),
            )
        return value

    def _document_facts(self, position, question):
        """Return the facts of the document named, if the caller may read it."""
        for key, model in self._document_keys().items():
            if question.get(key):
                document = self._browse(position, question, key, model)
                return document.sudo()._mortgage_contact_facts()[document.id]
        return {}

    def _partner(self, position, question):
        if not question.get("partner_id"):
            return self.env["res.partner"]
        return self._browse(position, question, "partner_id", "res.partner")

    def _browse(self, position, question, field, model):
        record = question[field]
        record = self.env[model].browse(record if type(record) is int else 0)
        # The same words whether it is missing or another's: nothing is given away.
        if not record.exists() or not record.has_access("read"):
            self._refuse(
                position, field, self.env._("give the id of a record you may read.")
            )
        return record

    def _value(self, position, question, channel, partner, facts):
        """Return the email or phone that the channel would use, ``""`` for a letter."""
        if channel == "letter":
            return ""
        field, canon, example = (
            ("email", canonical, "dana@example.com")
            if channel == "email"
            else ("phone", e164, "+17135550101")
        )
        if question.get(field):
            value = canon(question[field])
            if not value:
                self._refuse(
                    position,
                    field,
                    self.env._("write it as %(example)s.", example=example),
                )
            return value
        points = (
            self.env["mortgage.contact.point"].sudo().browse(facts.get("points", ()))
        )
        values = [point.value for point in points if point.kind == field]
        if partner:
            values = [
                value
                for kind, value in partner._mortgage_point_pairs()
                if kind == field
            ]
        if not values:
            self._refuse(
                position,
                field,
                self.env._("give one, or a partner_id with one: nobody is named."),
            )
        return values[0]

    def _place_value(self, position, question, field, canon, example):
        if not question.get(field):
            return ""
        value = canon(question[field])
        if not value:
            self._refuse(
                position, field, self.env._("write it as %(example)s.", example=example)
            )
        return value

    def _at(self, position, question):
        if not question.get("at"):
            return datetime.now(timezone.utc)
        try:
            at = fields.Datetime.to_datetime(question["at"])
        except (ValueError, TypeError):
            self._refuse(
                position, "at", self.env._("write a UTC time as 2026-11-28 21:47:00.")
            )
        return at.replace(tzinfo=timezone.utc)

    def _user_id(self, position, question, facts):
        """Return who would write or call: as named, else the owner, else the caller."""
        if question.get("user_id"):
            return self._browse(position, question, "user_id", "res.users").id
        if facts.get("user_id"):
            return facts["user_id"]
        is_lo = self.env.user.has_group("mortgage_compliance.group_lo")
        return self.env.uid if is_lo else 0

    def _version(self, position, question):
        """Return the newest approved version of the template with this code, else the
        newest of any state, which the gate then judges as it is."""
        versions = self.env["mortgage.template.version"].sudo()
        code = question.get("template")
        if not code:
            return versions
        code = code if isinstance(code, str) and "\x00" not in code else ""
        found = versions.search(
            [
                ("template_id.code", "=", code),
                ("template_id.company_id", "in", [False, *self.env.companies.ids]),
            ],
            order="number desc",
        )
        if not found:
            self._refuse(
                position, "template", self.env._("give the code of a template.")
            )
        english = found.filtered(lambda version: version.lang == "en") or found
        approved = english.filtered(lambda version: version.state == "approved")
        return (approved or english)[:1]

    def _assume(self, position, question):
        assume = question.get("assume") or []
        if not isinstance(assume, list) or any(one not in ASSUMABLE for one in assume):
            self._refuse(
                position,
                "assume",
                self.env._(
                    "give a list out of: %(known)s.", known=", ".join(ASSUMABLE)
                ),
            )
        return frozenset(assume)

    def _refuse(self, position, field, fix):
        raise ValidationError(
            self.env._(
                "Request %(number)s, %(field)s: %(fix)s",
                number=position + 1,
                field=field,
                fix=fix,
            )
        )
