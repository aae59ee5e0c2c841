import re
from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models

from ...tools import footer, gsm7, secrets, words
from ...tools.merge_fields import spoken
from ...tools.notices import applying
from ...tools.words import Rendered

# An address in somebody's name is an attempt to speak to others in the lender's name.
_LINK_LIKE = re.compile(r"://|www\.|\S\.[a-z]{2,}\b", re.IGNORECASE)
_STYLE = (
    "max-width:600px;font-family:Helvetica,Arial,sans-serif;font-size:16px;"
    "line-height:1.5;color:#1f2933"
)


def _unfit(text):
    """Whether a value that a borrower or a source filled must not be passed on: it
    holds an address, or a number that is never in a message."""
    return bool(_LINK_LIKE.search(text) or secrets.cut(text)[1])


class MortgageTemplateVersion(models.Model):
    """From approved words and known values to the message that goes out."""

    _inherit = "mortgage.template.version"

    preview_subject = fields.Char(compute="_compute_preview")
    preview_html = fields.Html(compute="_compute_preview", sanitize=False)
    preview_text = fields.Text(compute="_compute_preview")
    segments = fields.Integer(
        compute="_compute_preview",
        help="A text is billed by the segment; keep it to two with the footer.",
    )

    @api.depends("subject", "body", "lang", "template_id")
    def _compute_preview(self):
        links = {
            "unsubscribe": "https://example.com/unsubscribe",
            "preferences": "https://example.com/preferences",
        }
        samples = {
            lang: self.env["mortgage.template"]._sample_values(lang)
            | self.env["mortgage.sender"]._sample_footer()
            for lang in set(self.mapped("lang"))
        }
        jobs = [(version, samples[version.lang], "", links) for version in self]
        for version, message in zip(self, self._compose(jobs), strict=True):
            text = message.text
            if message.missing:
                gaps = ", ".join(message.missing)
                text = self.env._("Nothing is sent without: %(gaps)s", gaps=gaps)
            version.preview_subject = message.subject
            version.preview_html = message.html
            version.preview_text = text
            version.segments = gsm7.segments(text) if version.channel == "sms" else 0

    def _fallback_words(self, fallback):
        """Return what happens when a field with this ``fallback`` has no value."""
        if fallback is None:
            return self.env._("not sent without it")
        if not fallback:
            return self.env._("its line is left out without it")
        return self.env._("“%(words)s” without it", words=fallback)

    @api.model
    def _render(self, jobs):
        """Return one ``Rendered`` for each ``(version, values)``, without the footer.

        ``values`` hold the sender's and the document's fields. What is not known and
        has no fallback is named in ``missing``; such a message must not be sent.
        """
        merge_field = self.env["mortgage.merge.field"]
        allowed = {
            lang: merge_field._known(lang)
            for lang in {version.lang for version, _values in jobs}
        }
        drafts = [
            version._prepare(values, allowed[version.lang]) for version, values in jobs
        ]
        groups = defaultdict(list)
        for message, arch, known in drafts:
            if arch:
                groups[arch].append((message, known))
        for arch, members in groups.items():
            known = [values for _message, values in members]
            parts = self.env["ir.qweb"]._mortgage_put_in(arch, known)
            for (message, _known), part in zip(members, parts, strict=True):
                message.subject, message.html, message.text = part
        for (version, _values), (message, arch, _known) in zip(
            jobs, drafts, strict=True
        ):
            if arch:
                version._dress(message)
        return [message for message, _arch, _known in drafts]

    @api.model
    def _compose(self, jobs):
        """Return the whole message for each ``(version, values, state, links)``.

        ``values`` are the sender's with those of the document; ``state`` is the
        borrower's, whose license text stands in the footer.
        """
        template = self.env["mortgage.template"]
        rendered = self._render([(version, values) for version, values, *_rest in jobs])
        self._complete_words(rendered, jobs)
        for message, (version, values, state, links) in zip(
            rendered, jobs, strict=True
        ):
            if not version.template_id.add_footer or message.missing:
                continue
            message.missing = version._missing_in_footer(values, state, links)
            version._add_away_line(message, values)
            html, text = template._footer(
                version.channel,
                version.template_id.kind,
                values,
                state,
                links,
                version.lang,
                loan=version._loan_facts(values),
                above=message.text,
            )
            message.html += html
            if version.channel == "sms":
                text = gsm7.to_gsm7(f"{message.text}\n{text}")
                message.text = text
            elif text:
                message.text += f"\n\n{text}"
        self._examine(rendered, jobs)
        return rendered

    @api.model
    def _complete_words(self, rendered, jobs):
        """Hook: add to messages what the law wants to read in the words themselves, or
        say in ``waits`` what for they have to wait."""

    @api.model
    def _examine(self, rendered, jobs):
        """Hook: say in ``refused`` why a whole message must not go out."""

    def _add_away_line(self, message, values):
        """Say in the message of somebody who is away who looks after the borrower."""
        line = footer.away_line(self.channel, values, self.lang)
        if line and self.channel == "email":
            message.html += Markup('<p style="%s">%s</p>') % (_STYLE, line)
        if line:
            message.text += f"\n\n{line}" if self.channel == "email" else f"\n{line}"

    def _prepare(self, values, allowed):
        """Return ``(Rendered, Arch, {name: text})`` of one message, without an arch
        where something is missing."""
        self.ensure_one()
        body, own_words = self._filled_body(values)
        names = words.field_names(f"{self.subject or ''}\n{body}")
        known, gaps = self._resolve(names, values, allowed)
        gaps += [
            name
            for name in self._needed_in_footer(values)
            if name not in gaps and not words.plain(values.get(name))
        ]
        if gaps:
            return self._gap(gaps, allowed), None, {}
        empty = sorted(name for name, text in known.items() if not text)
        arch = words.Arch(self.subject, body, empty, html=self.channel != "sms")
        return Rendered(own_words=own_words), arch, known

    def _gap(self, names, allowed):
        """Return the Rendered that says what is missing and where it is filled in."""
        rows = [allowed.get(name) for name in names]
        remedies = [row.remedy for row in rows if row and row.remedy]
        return Rendered(
            missing=[
                row.label if row else name
                for row, name in zip(rows, names, strict=True)
            ],
            remedies=list(dict.fromkeys(remedies)),
        )

    def _dress(self, message):
        """Give the words of ``message`` the look or the alphabet of the channel."""
        if self.channel == "sms":
            message.text = gsm7.to_gsm7(message.text)
        else:
            message.html = Markup('<div style="%s">%s</div>') % (_STYLE, message.html)

    def _resolve(self, names, values, allowed):
        """Return ``({name: text}, names of what is missing)`` for fields ``names``."""
        known, missing = {}, []
        for name in names:
            field = allowed.get(name)
            if not field:
                missing.append(name)
                continue
            text = words.plain(spoken(values.get(name), field.kind, self.lang))
            if field.is_link:
                text = text if words.is_address(text) else ""
            elif not field.from_sender and _unfit(text):
                text = ""
            if field.last_four:
                text = text[-4:]
            if text or field.fallback is not None:
                known[name] = text or field.fallback
            else:
                missing.append(name)
        return known, missing

    def _needed_in_footer(self, values):
        """Return the sender's fields without which this message must not go out."""
        template = self.template_id
        if not template.add_footer or template.channel == "call":
            return []
        names = ["company_name", "company_nmls"]
        if values.get("lo_name"):
            names.append("lo_nmls")
        if template.channel == "email" and template.kind == "marketing":
            names.append("company_address")
        return names

    def _loan_facts(self, values):
        """Return the purpose and product these words are about, where known."""
        facts = values.get("loan_facts") or {}
        product = self.template_id.product or facts.get("product")
        return {**facts, "product": product}

    def _missing_in_footer(self, values, state, links):
        """Return the labels of what the footer lacks for a borrower in ``state``."""
        template = self.template_id
        notices = applying(
            values, state, self.channel, template.kind, self._loan_facts(values)
        )
        missing = [
            *(values.get("license_missing") or {}).get(state, ()),
            *(label for notice in notices for label in notice.missing),
        ]
        if template.channel == "email" and template.kind == "marketing":
            if not (links or {}).get("unsubscribe"):
                missing.append(self.env._("Link to unsubscribe"))
        return missing
