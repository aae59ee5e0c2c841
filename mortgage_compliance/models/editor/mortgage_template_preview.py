import re
from dataclasses import asdict
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from ...tools import gsm7, slots, words
from ...tools.lint import Finding
from ...tools.places import STATES
from ..caller import check_caller
from ..lint.mortgage_lint_check import STAFF
from ..slots.mortgage_template_slot_preview import LINKS

# What the screen may give of words that are not saved yet.
UNSAVED = {"subject": str, "body": str, "lang": str, "template_id": int}


class MortgageTemplateVersion(models.Model):
    """How words read when they arrive and what is wrong with them, while written."""

    _inherit = "mortgage.template.version"

    @api.model
    def preview(self, version_id, words=False, state=False, lead_id=False):
        """Return how a version reads to a borrower; nothing is written.

        ``words`` are unsaved ones, ``{subject, body, lang}``, of a version that is not
        there yet with its ``template_id``; ``state`` is the borrower's. ``lead_id``
        takes a lead that the caller may read in place of sample values. ``missing``
        names what nothing is sent without; ``cost`` is that of a text, False where no
        price is known; ``findings`` are those of ``mortgage.lint.rule.check`` and what
        keeps the words from being saved.
        """
        check_caller(self.env, STAFF, self.env._("read templates"))
        if state and state not in STATES:
            raise UserError(
                self.env._("state: give a two-letter code, not “%s”.", state)
            )
        version = self._as_written(version_id, words)
        values, own_state = version._preview_values(lead_id)
        [message] = version._compose([(version, values, state or own_state, LINKS)])
        segments = gsm7.segments(message.text) if version.channel == "sms" else 0
        price = Decimal(str(self.env.company.sudo().mortgage_text_price))
        return {
            "subject": message.subject,
            "html": str(message.html),
            "text": message.text,
            "missing": message.missing,
            "segments": segments,
            "cost": str(price * segments) if price and segments else False,
            "findings": version._preview_findings(),
        }

    @api.model
    def _as_written(self, version_id, given):
        """Return the version as it stands, or in memory with the words ``given``."""
        version = self.browse(version_id or []).exists()
        if version_id and not version:
            raise UserError(self.env._("version_id: there is no such version."))
        version.check_access("read")
        if not given:
            version.ensure_one()
            return version
        self._check_given(given)
        template = version.template_id or self.env["mortgage.template"].browse(
            given.get("template_id") or []
        )
        if not template.exists():
            raise UserError(self.env._("template_id: there is no such template."))
        template.check_access("read")
        fields_given = {
            name: given[name] for name in ("subject", "body", "lang") if name in given
        }
        return self.new({**fields_given, "template_id": template.id}, origin=version)

    @api.model
    def _check_given(self, given):
        self.browse().check_access("write")
        for name, value in given.items():
            if name not in UNSAVED or not isinstance(
                value or UNSAVED[name](), UNSAVED[name]
            ):
                raise UserError(
                    self.env._(
                        "words.%(name)s: unknown, or not of its kind. Known are"
                        " %(known)s.",
                        name=name,
                        known=", ".join(UNSAVED),
                    )
                )
            if isinstance(value, str) and len(value) > words.MAX_BODY:
                raise UserError(
                    self.env._(
                        "%(name)s: over %(limit)s characters cannot be shown. Shorten"
                        " it, or attach a part as a file.",
                        name=name,
                        limit=words.MAX_BODY,
                    )
                )

    def _preview_values(self, lead_id):
        """Return the values to render with and the state of the borrower."""
        samples = self.env["mortgage.template"]._sample_values(self.lang)
        samples |= self.env["mortgage.sender"]._sample_footer()
        if lead_id:
            return self._preview_document_values(self._preview_document(lead_id))
        company = self.template_id.company_id or self.env.company
        key = (self._sample_lo(company).id, company.id)
        own = self.env["mortgage.sender"]._sender_values([key])[key]
        known = {name: value for name, value in own.items() if value}
        return samples | known, self._audience_states()[0]

    def _sample_lo(self, company):
        """Return whose block a preview shows: an LO sees the own one."""
        if self.env.user.nmls_id:
            return self.env.user
        domain = [("nmls_id", "!=", False), ("company_ids", "in", company.ids)]
        return self.env["res.users"].sudo().search(domain, order="id", limit=1)

    @api.model
    def _preview_document(self, lead_id):
        """Hook: return the document that the caller may read, to render with."""
        raise UserError(self.env._("lead_id: there are no leads in this database."))

    def _preview_document_values(self, document):
        facts = document._mortgage_contact_facts()[document.id]
        key = (facts.get("user_id") or False, facts["company_id"])
        values = {
            **self.env["mortgage.sender"]._sample_footer(),
            **self.env["mortgage.sender"]._sender_values([key])[key],
            **document._mortgage_merge_values()[document.id],
            "loan_facts": facts.get("loan") or {},
        }
        states = [facts.get("property_state"), *(facts.get("states") or [])]
        return values, next(filter(None, states), "")

    def _preview_findings(self):
        """Return what keeps the words from being saved, then what lint rules say."""
        return [asdict(one) for one in self._flaw_findings() + self._lint_findings()]

    def _flaw_findings(self):
        known = self.env["mortgage.template"]._merge_fields()
        subject, body = self.subject or "", self._locked_words() or ""
        flaws = [
            *(
                ("subject", flaw)
                for flaw in words.flaws(subject, known, False, words.MAX_SUBJECT)
            ),
            *(
                ("body", flaw)
                for flaw in words.flaws(body, known, self.channel != "sms")
            ),
        ]
        prefix = f"{self.display_name}: "
        found = [
            self._flaw_finding(part, flaw.what, self._flaw_text(flaw, known), prefix)
            for part, flaw in flaws
        ]
        if not self.literal_brackets:
            found += [
                self._flaw_finding(
                    "body", flaw.slot or flaw.what, self._slot_flaw_text(flaw)
                )
                for flaw in slots.flaws(self.body, known, self.channel)
            ]
        return found

    def _flaw_finding(self, part, what, title, prefix=""):
        place = re.search(re.escape(what), self[part] or "") if what else None
        start, end = place.span() if place else (0, 0)
        title = title.removeprefix(prefix)
        return Finding(
            code="",
            severity="block",
            part=part,
            start=start,
            end=end,
            excerpt=what,
            title=title[:1].upper() + title[1:],
        )
