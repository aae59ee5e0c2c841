import csv

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import file_open

from ...tools import words
from ...tools.notices import Notice
from ...tools.places import STATES, state_name
from ...tools.products import PRODUCTS

FILES = "mortgage_compliance/data/disclosure"
STATE_TEXTS = f"{FILES}/state_license_text.csv"
STATE_NOTICES = f"{FILES}/state_notices.csv"
BUSINESSES = [("lender", "Lender"), ("broker", "Broker")]
# Under which language and length a text of the row stands.
TEXTS = {
    ("en", False): "text",
    ("es", False): "text_es",
    ("en", True): "short_text",
    ("es", True): "short_text_es",
}
SCOPES = {
    "channels": ("email", "sms", "call", "page"),
    "kinds": ("marketing", "transactional", "servicing", "reply"),
    "purposes": ("purchase", "refinance", "cash_out", "heloc", "reverse"),
    "products": (*dict(PRODUCTS), "arm", "heloc", "reverse"),
}


class MortgageDisclosure(models.Model):
    """What a state wants to read under a message beside the house line.

    The house line is in every footer: company and LO with their NMLS numbers and the
    address of NMLS Consumer Access. Many states ask for no more; their row is empty and
    says where that was read. Beside its license text a state may have notices that
    belong under some messages only, such as those about cash out in Texas.
    """

    _name = "mortgage.disclosure"
    _description = "License text or notice of a state"
    _inherit = "mortgage.rule.mixin"

    name = fields.Char(required=False, compute="_compute_name", store=False)
    superseded_by = fields.Many2one(
        "mortgage.disclosure", "Replaced by", readonly=True, copy=False
    )
    company_id = fields.Many2one(
        "res.company",
        help="Empty for every company. A company's own row with the same code replaces"
        " the general one for that company.",
    )
    what = fields.Selection(
        [("license", "License text"), ("notice", "Notice")],
        required=True,
        default="license",
    )
    title = fields.Char(help="What a notice is about, for the list.")
    # Odoo leaves a field of this name out of copies, and a successor is a copy.
    state = fields.Char(
        required=True, size=2, index=True, copy=True, help="Such as TX."
    )
    business = fields.Selection(BUSINESSES, help="Empty for lenders and brokers alike.")
    channels = fields.Char(
        help="Where a notice stands: email, sms, page (the page with the licenses)."
        " Empty for all."
    )
    kinds = fields.Char(
        "Kinds of message",
        help="marketing, transactional, servicing, reply. Empty for all.",
    )
    purposes = fields.Char(
        help="Loan purposes a notice is for: purchase, refinance, cash_out, heloc,"
        " reverse. Empty for all; with a purpose here it is left out where the"
        " borrower's is unknown."
    )
    products = fields.Char(
        help="Products a notice is for, such as fha or arm. Empty for all."
    )
    text = fields.Text(
        help="Words beside names, NMLS numbers and Consumer Access, which are in every"
        " footer. Empty where the state asks for no more."
    )
    text_es = fields.Text("Text in Spanish", help="Empty: the English text is used.")
    short_text = fields.Text(
        "Short text", help="For texts to phones. Empty: the whole text is used."
    )
    short_text_es = fields.Text("Short text in Spanish")

    @api.depends("what", "title", "state", "business")
    def _compute_name(self):
        businesses = dict(self._fields["business"]._description_selection(self.env))
        for row in self:
            business = businesses.get(row.business)
            place = state_name(row.state) or row.state or ""
            place = f"{place} ({business})" if business else place
            named = row.what == "notice" and row.title
            row.name = f"{place}: {row.title}" if named else place

    @api.constrains("state", *TEXTS.values())
    def _check_text(self):
        known = self._fields_known()
        for row in self:
            if row.state not in STATES:
                raise ValidationError(
                    self.env._(
                        "State “%(state)s” of %(code)s is unknown: give the two-letter"
                        " code, such as TX.",
                        state=row.state,
                        code=row.code,
                    )
                )
            texts = "\n".join(row[name] or "" for name in TEXTS.values())
            for flaw in words.flaws(texts, known, False):
                raise ValidationError(
                    self.env._(
                        "%(code)s: “%(what)s” is no field of a license text. There are:"
                        " %(known)s.",
                        code=row.code,
                        what=flaw.what,
                        known=", ".join(known),
                    )
                )

    @api.constrains(*SCOPES)
    def _check_scopes(self):
        for row in self:
            for name, known in SCOPES.items():
                strange = set((row[name] or "").split()) - set(known)
                if strange:
                    raise ValidationError(
                        self.env._(
                            "%(code)s: “%(what)s” is unknown under %(field)s. There"
                            " are: %(known)s.",
                            code=row.code,
                            what=sorted(strange)[0],
                            field=self._fields[name]._description_string(self.env),
                            known=", ".join(known),
                        )
                    )

    @api.model
    def _fields_known(self):
        """Return ``{name: label}`` of the fields a license text may use."""
        sender = self.env["mortgage.template"]._sender_fields()
        return {name: label for name, (label, *_rest) in sender.items()} | {
            "license_no": self.env._("Company's license number"),
            "lo_license_no": self.env._("LO's license number"),
            "company_website": self.env._("Company's website"),
        }

    @api.model
    def _load_shipped(self):
        """Bring the shipped rows to the files that come with the addon."""
        for name, what in ((STATE_TEXTS, "license"), (STATE_NOTICES, "notice")):
            with file_open(name, "r") as source:
                rows = [
                    {
                        **row,
                        "what": what,
                        "business": row["business"] or False,
                        "verified": row["verified"] == "1",
                    }
                    for row in csv.DictReader(source)
                ]
            self._load_rules(rows)

    @api.model
    def _in_force(self, companies):
        """Return ``{company id: rows}`` in force now for the company's business, its
        own before the general ones."""
        now = fields.Datetime.now()
        rows = self.sudo().search(
            Domain("company_id", "in", [False, *companies.ids])
            & Domain("valid_from", "<=", now)
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">", now))
        )
        return {
            company.id: rows.filtered(
                lambda row, company=company: (
                    row.company_id in (company, company.browse())
                    and row.business in (False, company.mortgage_business)
                )
            ).sorted(lambda row: not row.company_id)
            for company in companies
        }

    @api.model
    def _chosen(self, companies):
        """Return ``{(company id, state): code}`` of the license texts chosen on the
        companies' licenses."""
        return {
            (license.company_id.id, license.state): license.disclosure_id.code
            for license in self.env["mortgage.license"]
            .sudo()
            .search(
                [
                    ("disclosure_id", "!=", False),
                    ("user_id", "=", False),
                    ("company_id", "in", companies.ids),
                ]
            )
        }

    def _license_texts(self, company_id, chosen):
        """Return ``{state: row}`` of one company's rows ``self``: the row chosen on its
        license of the state, then its own, then the general one."""
        texts = {}
        rows = self.filtered(lambda row: row.what == "license")
        for row in rows.sorted(
            lambda row: row.code != chosen.get((company_id, row.state))
        ):
            texts.setdefault(row.state, row)
        return texts

    def _notices(self):
        """Return one company's notices among ``self``, one of each code."""
        by_code = {}
        for row in self.filtered(lambda row: row.what == "notice"):
            by_code.setdefault(row.code, row)
        return list(by_code.values())

    def _render(self, values):
        """Return ``({(language, is short): text}, labels of what is missing)`` for a
        sender's ``values``; no text at all where something is missing."""
        self.ensure_one()
        labels = self._fields_known()
        texts = {key: self[name] or "" for key, name in TEXTS.items()}
        known = {
            name: words.plain(values.get(name))
            for name in words.field_names("\n".join(texts.values()))
        }
        missing = [labels.get(name, name) for name, text in known.items() if not text]
        if missing:
            return {}, missing
        return {
            key: words.render_line(text, known) for key, text in texts.items() if text
        }, []

    def _as_notice(self, values):
        """Return this row as a Notice of a sender with these ``values``."""
        texts, missing = self._render(values)
        scopes = {name: tuple((self[name] or "").split()) for name in SCOPES}
        return Notice(code=self.code, words=texts, missing=tuple(missing), **scopes)
