import csv

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import file_open

from ...tools import words
from ...tools.places import STATES, state_name

STATE_TEXTS = "mortgage_compliance/data/disclosure/state_license_text.csv"
BUSINESSES = [("lender", "Lender"), ("broker", "Broker")]


class MortgageDisclosure(models.Model):
    """What a state wants to read under a message beside the house line.

    The house line is in every footer: company and LO with their NMLS numbers and the
    address of NMLS Consumer Access. Many states ask for no more; their row is empty and
    says where that was read.
    """

    _name = "mortgage.disclosure"
    _description = "License text of a state"
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
    # Odoo leaves a field of this name out of copies, and a successor is a copy.
    state = fields.Char(
        required=True, size=2, index=True, copy=True, help="Such as TX."
    )
    business = fields.Selection(BUSINESSES, help="Empty for lenders and brokers alike.")
    text = fields.Text(
        help="Words beside names, NMLS numbers and Consumer Access, which are in every"
        " footer. Empty where the state asks for no more."
    )

    @api.depends("state", "business")
    def _compute_name(self):
        businesses = dict(self._fields["business"]._description_selection(self.env))
        for row in self:
            business = businesses.get(row.business)
            place = state_name(row.state) or row.state or ""
            row.name = f"{place} ({business})" if business else place

    @api.constrains("state", "text")
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
            for flaw in words.flaws(row.text, known, False):
                raise ValidationError(
                    self.env._(
                        "%(code)s: “%(what)s” is no field of a license text. There are:"
                        " %(known)s.",
                        code=row.code,
                        what=flaw.what,
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
        }

    @api.model
    def _load_shipped(self):
        """Bring the shipped rows to the file that comes with the addon."""
        with file_open(STATE_TEXTS, "r") as source:
            rows = [
                {
                    **row,
                    "business": row["business"] or False,
                    "verified": row["verified"] == "1",
                }
                for row in csv.DictReader(source)
            ]
        self._load_rules(rows)

    @api.model
    def _texts(self, companies):
        """Return ``{company id: {state: row}}`` in force now.

        The row chosen on the company's license of the state comes first, then the
        company's own, then the general one, each for the company's business only.
        """
        now = fields.Datetime.now()
        rows = self.sudo().search(
            Domain("company_id", "in", [False, *companies.ids])
            & Domain("valid_from", "<=", now)
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">", now))
        )
        chosen = {
            (license.company_id.id, license.state): license.disclosure_id.code
            for license in self.env["mortgage.license"]
            .sudo()
            .search([("disclosure_id", "!=", False), ("user_id", "=", False)])
        }
        texts = {company.id: {} for company in companies}
        for company in companies:
            mine = rows.filtered(
                lambda row, company=company: (
                    row.company_id in (company, company.browse())
                    and row.business in (False, company.mortgage_business)
                )
            )
            for row in mine.sorted(
                lambda row, company=company: (
                    row.code != chosen.get((company.id, row.state)),
                    not row.company_id,
                )
            ):
                texts[company.id].setdefault(row.state, row)
        return texts

    def _render(self, values):
        """Return ``(text, labels of what is missing)`` for a sender's ``values``."""
        self.ensure_one()
        labels = self._fields_known()
        known = {
            name: words.plain(values.get(name)) for name in words.field_names(self.text)
        }
        missing = [labels.get(name, name) for name, text in known.items() if not text]
        return ("" if missing else words.render_line(self.text, known)), missing
