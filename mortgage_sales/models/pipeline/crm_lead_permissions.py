from dataclasses import replace
from datetime import datetime, timezone

from odoo import api, fields, models
from odoo.tools import format_datetime

from odoo.addons.mortgage_compliance.tools import contact_words
from odoo.addons.mortgage_compliance.tools.phone import national
from odoo.addons.mortgage_compliance.tools.readers import CONSENT_READERS

from .crm_lead_contactability import contact_request

CHANNELS_OF = {"phone": ("call", "sms"), "email": ("email",)}
AUTOMATIC = ("sms", "email")
DAY = "MMM d, yyyy"


class CrmLead(models.Model):
    """For each email and phone of a borrower: what is allowed, why, and on what proof.

    Consents and opt-outs are read as the caller; the gate is asked as itself.
    """

    _inherit = "crm.lead"

    mortgage_permissions = fields.Html(
        "OK to call, text, email",
        compute="_compute_mortgage_permissions",
        sanitize=False,
        groups=CONSENT_READERS,
    )

    @api.depends("phone", "email_from", "partner_id", "property_state", "user_id")
    @api.depends_context("uid")
    def _compute_mortgage_permissions(self):
        ours = self._origin.filtered("is_mortgage")
        judged = ours._mortgage_point_verdicts()
        points = ours.mortgage_point_ids
        consents = points._mortgage_proof("mortgage.consent")
        stops = points._mortgage_proof("mortgage.suppression")
        chosen = points._mortgage_proof("mortgage.preference")
        relationships = ours.sudo().partner_id._mortgage_relationship_words()
        for lead in self:
            known = lead._origin
            told = [
                known._mortgage_point_told(point, judged, consents, stops)
                for point in known._mortgage_points_told()
                if known in ours and point in points
            ]
            lead.mortgage_permissions = self.env["ir.qweb"]._render(
                "mortgage_sales.lead_permissions",
                {
                    "points": told,
                    "choices": known._mortgage_choices_told(chosen),
                    "relationship": relationships.get(lead.sudo().partner_id.id, ""),
                },
                minimal_qcontext=True,
            )

    def _mortgage_points_told(self):
        """Return phones before emails, those in use first."""
        points = self.sudo()._mortgage_points_preferred_first()
        return points.sorted(lambda point: point.kind != "phone")

    def _mortgage_choices_told(self, chosen):
        """Return what the borrower chose to hear, the latest first."""
        rows = [
            row for point in self.mortgage_point_ids for row in chosen.get(point.id, ())
        ]
        # Each choice stands at every address of the person.
        told = {row.at: row._mortgage_told() for row in rows}
        return [told[at] for at in sorted(told, reverse=True)]

    def _mortgage_point_verdicts(self):
        """Return ``{(lead id, point id): [(request, verdict)]}``: each channel of each
        point by hand, and what goes out by itself."""
        leads, now, asked = self.sudo(), datetime.now(timezone.utc), []
        facts = leads._mortgage_contact_facts()
        for lead in leads:
            for point in lead.mortgage_point_ids:
                for channel in CHANNELS_OF[point.kind]:
                    asked.append(
                        (
                            (lead.id, point.id),
                            contact_request(channel, point.value, facts[lead.id], now),
                        )
                    )
        asked += [
            (key, _as_automatic(request))
            for key, request in asked
            if request.channel in AUTOMATIC
        ]
        verdicts = (
            self.env["mortgage.gate"]
            .sudo()
            ._judge([request for _key, request in asked])
        )
        judged = {}
        for (key, request), verdict in zip(asked, verdicts, strict=True):
            judged.setdefault(key, []).append((request, verdict))
        return judged

    def _mortgage_point_told(self, point, judged, consents, stops):
        """Return what the page says of one email or phone."""
        present = self.sudo().partner_id._mortgage_point_pairs()
        return {
            "value": national(point.value) if point.kind == "phone" else point.value,
            "icon": "fa-phone" if point.kind == "phone" else "fa-envelope-o",
            "present": (point.kind, point.value) in present,
            "verdicts": [
                self.sudo()._mortgage_verdict_told(request, verdict)
                for request, verdict in judged[self.id, point.id]
            ],
            "consents": [row._mortgage_told() for row in consents.get(point.id, ())],
            "stops": [row._mortgage_told() for row in stops.get(point.id, ())],
        }

    def _mortgage_verdict_told(self, request, verdict):
        is_automatic = request.origin == "automatic"
        contact = self._mortgage_contact_said(request, verdict)
        remedy = contact_words.remedy(verdict.rule, self.env)
        return {
            "who": {
                "call": self.env._("You call"),
                "sms": self.env._("You text"),
                "email": self.env._("You email"),
            }[request.channel]
            if not is_automatic
            else {
                "sms": self.env._("Automatic text"),
                "email": self.env._("Automatic email"),
            }[request.channel],
            "verdict": verdict.verdict,
            "words": self._mortgage_automatic_words(request, verdict, contact)
            if is_automatic
            else contact_words.words(contact, self.env),
            "notes": [warning["reason"] for warning in verdict.warnings],
            "remedy": "" if verdict.allowed else remedy,
            "citation": verdict.citation,
        }

    def _mortgage_automatic_words(self, request, verdict, contact):
        if not verdict.allowed:
            return contact_words.words(contact, self.env)
        if request.channel == "sms":
            return self.env._("Texts of the follow-up plan go out now")
        return self.env._("Emails of the follow-up plan go out now")


class MortgageContactPoint(models.Model):
    _inherit = "mortgage.contact.point"

    def _mortgage_proof(self, model):
        """Return ``{point id: rows}`` of consents or opt-outs, the latest first."""
        return (
            self.env[model]
            .search([("point_id", "in", self.ids)])
            .grouped(lambda row: row.point_id.id)
        )


class MortgageConsent(models.Model):
    _inherit = "mortgage.consent"

    def _mortgage_told(self):
        """Return a consent in words, and its proof."""
        levels = dict(self._fields["level"]._description_selection(self.env))
        told = {
            "what": levels.get(self.level, ""),
            "channels": self.channels_text,
            "day": format_datetime(self.env, self.at, dt_format=DAY),
        }
        given = self.event == "grant"
        proof = (
            self.method and self.env._("how: %s", self.method),
            self.source and self.env._("source: %s", self.source),
            self.seller and self.env._("named seller: %s", self.seller),
            self.version and self.env._("words, version %s", self.version),
            self.url and self.env._("page: %s", self.url),
            self.expires_at
            and self.env._(
                "good until %s",
                format_datetime(self.env, self.expires_at, dt_format=DAY),
            ),
            self.certificate_words,
            self.note,
        )
        return {
            "given": given,
            "words": self.env._("%(what)s to %(channels)s, given %(day)s", **told)
            if given
            else self.env._("Taken back for %(channels)s %(day)s", **told),
            "text": self.text or "",
            "lacks": self.missing_text or "",
            "other": bool(given and self.seller and not self.company),
            "proof": " · ".join(filter(None, proof)),
        }


class MortgagePreference(models.Model):
    _inherit = "mortgage.preference"

    def _mortgage_told(self):
        """Return a choice in words, with how it was told and who wrote it down."""
        methods = dict(self._fields["method"]._description_selection(self.env))
        who = self.env["res.users"].sudo().browse(self.actor_uid).exists()
        recorded = self.method != "page" and self.env._("recorded by %s", who.name)
        how = methods[self.method]
        day = format_datetime(self.env, self.at, dt_format=DAY)
        return {
            "words": self.choices_text,
            "proof": " · ".join(filter(None, [f"{how}, {day}", recorded, self.note])),
        }


class MortgageSuppression(models.Model):
    _inherit = "mortgage.suppression"

    def _mortgage_told(self):
        """Return an opt-out in words, with who wrote it down."""
        scopes = dict(self._fields["scope"]._description_selection(self.env))
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        words = self.env._(
            "%(reason)s: %(scope)s, since %(at)s",
            reason=reasons[self.reason],
            scope=scopes[self.scope].lower(),
            at=format_datetime(self.env, self.at, dt_format=DAY),
        )
        lifted = self.lifted_at and self.env._(
            "lifted %s", format_datetime(self.env, self.lifted_at, dt_format=DAY)
        )
        who = self.sudo().create_uid
        recorded = not who._is_superuser() and self.env._("recorded by %s", who.name)
        return {
            "holds": not self.lifted_at,
            "words": words,
            "proof": " · ".join(filter(None, [recorded, self.note, lifted])),
        }


def _as_automatic(request):
    return replace(
        request,
        kind="marketing",
        origin="automatic",
        technology="automated",
        assume=frozenset(["template"]),
    )
