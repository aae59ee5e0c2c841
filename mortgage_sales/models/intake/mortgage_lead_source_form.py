import secrets
from urllib.parse import urlsplit

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import consteq

TOKEN_BYTES = 12
# A person leaves it empty because it is out of sight; a robot fills it.
HONEYPOT = "company_website"
CONSENT_FIELD = "i_agree"
SNIPPET = Markup(
    """<form method="post" action="{url}">
  <input type="hidden" name="token" value="{token}">
  <p hidden><input name="{honeypot}" tabindex="-1" autocomplete="off"></p>
  <p><label>First name <input name="first_name" required></label></p>
  <p><label>Last name <input name="last_name" required></label></p>
  <p><label>Email <input type="email" name="email" required></label></p>
  <p><label>Phone <input type="tel" name="phone"></label></p>
  <p><label>ZIP code of the property
    <input name="property.zip" inputmode="numeric"></label></p>
  <p><label>I want to <select name="loan_purpose">
    <option value="purchase">buy a home</option>
    <option value="refinance">refinance</option>
    <option value="cash_out">take cash out</option>
  </select></label></p>
  <p><label>Loan amount <input name="loan_amount" inputmode="numeric"></label></p>
  <p><label>Anything else? <textarea name="comments"></textarea></label></p>
{consent}  <p><button type="submit">Send</button></p>
</form>
"""
)
CONSENT = Markup(
    """  <p><label><input type="checkbox" name="{name}" value="yes"> {text}</label></p>
"""
)


class MortgageLeadSource(models.Model):
    """A form on a lender's own web page, which cannot hold a secret key."""

    _inherit = "mortgage.lead.source"

    form_enabled = fields.Boolean(
        "Takes a form of our web page",
        tracking=True,
        help="A form on the pages named here may post without the key.",
    )
    form_token = fields.Char(copy=False, readonly=True)
    form_origins = fields.Text(
        "Web sites",
        tracking=True,
        help="Addresses of the sites the form stands on, one a line, such as "
        "https://www.example.com.",
    )
    form_thanks_url = fields.Char(
        "Page shown afterwards", help="Where the borrower goes after sending the form."
    )
    form_consent_text = fields.Text(
        "Consent text",
        tracking=True,
        help="Stands beside a box that the borrower may tick. It is kept with each "
        "consent.",
    )
    form_consent_version = fields.Char("Version of the text", tracking=True)
    form_html = fields.Text("Form to paste", compute="_compute_form_html")

    @api.constrains("form_enabled", "form_origins", "form_thanks_url")
    def _check_form(self):
        for source in self:
            for address in [*source._form_sites(), source.form_thanks_url]:
                if address and not _origin(address).startswith(("https://", "http://")):
                    raise ValidationError(
                        self.env._(
                            "%(address)s: give the whole address, from https:// on.",
                            address=address,
                        )
                    )
            if source.form_enabled and not source._form_sites():
                raise ValidationError(
                    self.env._("Web sites: name the sites that the form stands on.")
                )

    @api.depends("form_token", "form_consent_text", "post_url", "form_enabled")
    def _compute_form_html(self):
        for source in self:
            if not source.form_enabled:
                source.form_html = False
                continue
            text = source.form_consent_text
            consent = CONSENT.format(name=CONSENT_FIELD, text=text) if text else ""
            source.form_html = SNIPPET.format(
                url=source.post_url,
                token=source.form_token,
                honeypot=HONEYPOT,
                consent=consent,
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.setdefault("form_token", secrets.token_urlsafe(TOKEN_BYTES))
        return super().create(vals_list)

    def action_new_form_token(self):
        """Make the forms that stand on web pages now useless."""
        self.check_access("write")
        for source in self:
            source.form_token = secrets.token_urlsafe(TOKEN_BYTES)

    @api.model
    def _authenticate_form(self, code, token, page):
        """Return the source whose form on ``page`` posts with ``token``, or none."""
        source = self.sudo()._by_code(code)
        known = consteq((source.form_token or "-").encode(), (token or "").encode())
        origins = map(_origin, source._form_sites())
        allowed = source.form_enabled and _origin(page) in origins
        return source if known and allowed else source.browse()

    def _form_sites(self):
        return (self.form_origins or "").split()

    def _form_inquiry(self, fields_sent, page, ip, user_agent):
        """Return the inquiry of a posted form, with the consent in words we know.

        What a page sends about consent beside the box itself is not believed.
        """
        ours = {"token", HONEYPOT, CONSENT_FIELD, "consent", "cost", "external_id"}
        inquiry = {name: sent for name, sent in fields_sent.items() if name not in ours}
        if fields_sent.get(CONSENT_FIELD) and self.form_consent_text:
            inquiry["consent"] = {
                "text": self.form_consent_text,
                "version": self.form_consent_version or "",
                "url": page,
                "ip": ip,
                "user_agent": user_agent,
                "at": fields.Datetime.to_string(fields.Datetime.now()),
                "channels": ["sms", "call", "email"],
                "seller": self.company_id.name,
            }
        return inquiry


def _origin(address):
    """Return scheme and host of ``address``, ``""`` where it has none."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""
