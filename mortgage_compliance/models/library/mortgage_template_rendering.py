import re

from odoo import api, models

from ...tools import gsm7, words
from ...tools.words import Rendered

# An address in somebody's name is an attempt to speak to others in the lender's name.
_LINK_LIKE = re.compile(r"://|www\.|\S\.[a-z]{2,}\b", re.IGNORECASE)
_STYLE = (
    "max-width:600px;font-family:Helvetica,Arial,sans-serif;font-size:16px;"
    "line-height:1.5;color:#1f2933"
)


class MortgageTemplateVersion(models.Model):
    _inherit = "mortgage.template.version"

    @api.model
    def _render(self, jobs):
        """Return one ``Rendered`` for each ``(version, values)``, without the footer.

        ``values`` hold the sender's and the document's fields. What is not known and
        has no fallback is named in ``missing``; such a message must not be sent.
        """
        allowed = {
            lang: self.env["mortgage.template"]
            .with_context(mortgage_lang=lang)
            ._merge_fields()
            for lang in {version.lang for version, _values in jobs}
        }
        own = set(self.env["mortgage.template"]._sender_fields())
        return [
            version._render_one(values, allowed[version.lang], own)
            for version, values in jobs
        ]

    @api.model
    def _compose(self, jobs):
        """Return the whole message for each ``(version, values, state, links)``.

        ``values`` are the sender's with those of the document; ``state`` is the
        borrower's, whose licence text stands in the footer.
        """
        template = self.env["mortgage.template"]
        rendered = self._render([(version, values) for version, values, *_rest in jobs])
        for message, (version, values, state, links) in zip(
            rendered, jobs, strict=True
        ):
            if not version.template_id.add_footer or message.missing:
                continue
            message.missing = version._missing_in_footer(values, state, links)
            html, text = template._footer(
                version.channel,
                version.template_id.kind,
                values,
                state,
                links,
                version.lang,
            )
            message.html += html
            if version.channel == "sms":
                text = gsm7.to_gsm7(f"{message.text}\n{text}")
                message.text = text
            elif text:
                message.text += f"\n\n{text}"
        return rendered

    def _render_one(self, values, allowed, own):
        self.ensure_one()
        names = words.field_names(f"{self.subject or ''}\n{self.body}")
        known, missing = self._resolve(names, values, allowed, own)
        missing += [
            allowed[name][0]
            for name in self._needed_in_footer(values)
            if name not in names and not words.plain(values.get(name))
        ]
        if missing:
            return Rendered(missing=missing)
        text = words.render_text(self.body, known)
        return Rendered(
            subject=words.render_line(self.subject, known),
            html=self._html(known),
            text=gsm7.to_gsm7(text) if self.channel == "sms" else text,
        )

    def _html(self, known):
        if self.channel == "sms":
            return words.Markup("")
        body = words.render_html(self.body, known)
        return words.Markup('<div style="%s">%s</div>') % (_STYLE, body)

    def _resolve(self, names, values, allowed, own):
        """Return ``({name: text}, labels of what is missing)`` for fields ``names``."""
        known, missing = {}, []
        for name in names:
            label, _sample, fallback = allowed.get(name, (name, "", None))
            text = words.plain(values.get(name)) if name in allowed else ""
            if name.endswith("_link"):
                text = text if words.is_address(text) else ""
            elif name not in own and _LINK_LIKE.search(text):
                text = ""
            if text or fallback is not None:
                known[name] = text or fallback
            else:
                missing.append(label)
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

    def _missing_in_footer(self, values, state, links):
        """Return the labels of what the footer lacks for a borrower in ``state``."""
        missing = list((values.get("licence_missing") or {}).get(state, ()))
        template = self.template_id
        if template.channel == "email" and template.kind == "marketing":
            if not (links or {}).get("unsubscribe"):
                missing.append(self.env._("Link to unsubscribe"))
        return missing
