import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...tools.email import canonical
from ...tools.phone import e164
from ...tools.places import state_code
from ..touch.mortgage_touch import CHANNELS, KINDS

ABOUT = [
    ("borrower", "One borrower, everything"),
    ("period", "State and period"),
]


class MortgageExamScope(models.Model):
    """One sentence of what an export covers: all that fits every word of it.

    An export takes what fits any one of its sentences.
    """

    _name = "mortgage.exam.scope"
    _description = "What an exam export covers"
    _order = "id"

    export_id = fields.Many2one(
        "mortgage.exam.export", required=True, index=True, ondelete="cascade"
    )
    about = fields.Selection(ABOUT, required=True, default="period")
    partner_ids = fields.Many2many("res.partner", string="Borrowers")
    addresses = fields.Char(
        "Phones and emails", help="Several with commas between them."
    )
    kind = fields.Selection(KINDS)
    channel = fields.Selection(CHANNELS)
    states = fields.Char(help="Two-letter codes, as in TX FL. Empty for every state.")
    date_from = fields.Date("From")
    date_to = fields.Date("Through", help="The last day, on the company's clock.")
    user_ids = fields.Many2many(
        "res.users",
        string="Loan officers",
        domain="[('share', '=', False)]",
        context={"active_test": False},
    )
    template_ids = fields.Many2many(
        "mortgage.template", string="Templates", context={"active_test": False}
    )

    _dates_check = models.Constraint(
        "CHECK(date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "The last day is before the first.",
    )

    @api.constrains("about", "partner_ids", "addresses", "date_from", "date_to")
    def _check_about(self):
        for scope in self:
            if flaw := scope._flaw():
                raise ValidationError(flaw)

    def _flaw(self):
        """Return in words what the sentence lacks, empty if nothing."""
        if self.about == "borrower" and not (self.partner_ids or self.addresses):
            return self.env._("Name the borrower, or a phone or email of theirs.")
        if self.about == "period" and not (self.date_from and self.date_to):
            return self.env._("Give the first and the last day of the period.")
        return ""

    @api.constrains("addresses")
    def _check_addresses(self):
        for scope in self:
            scope._asked_points()

    @api.model_create_multi
    def create(self, vals_list):
        scopes = super().create([self._with_states(vals) for vals in vals_list])
        scopes._refuse_change()
        return scopes

    def write(self, vals):
        self._refuse_change()
        return super().write(self._with_states(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        self._refuse_change()

    def _refuse_change(self):
        if self.env.su:
            return
        for export in self.export_id:
            export._refuse_change({})

    @api.model
    def _with_states(self, vals):
        """Let a person write “Texas, fl” for TX FL."""
        if not vals.get("states"):
            return vals
        codes = []
        for name in re.split(r"[,;/]+|\s+(?=\w\w\b)", vals["states"].strip()):
            if not name.strip():
                continue
            code = state_code(name.strip())
            if not code:
                raise ValidationError(
                    self.env._(
                        "State “%(state)s” is unknown: give two-letter codes, such as"
                        " TX FL.",
                        state=name.strip(),
                    )
                )
            codes.append(code)
        return {**vals, "states": " ".join(dict.fromkeys(codes))}

    # What fits

    def _asks_for_borrower(self):
        """Whether the sentence names a person, whose own record is asked for."""
        self.ensure_one()
        return self.about == "borrower"

    def _asked_points(self):
        """Return the contact points that are named by number or address."""
        self.ensure_one()
        points = self.env["mortgage.contact.point"].sudo()
        for address in re.split(r"[,;\n]+", self.addresses or ""):
            address = address.strip()
            if not address:
                continue
            value = canonical(address) if "@" in address else e164(address)
            found = points.search([("value", "=", value)]) if value else points
            if not found:
                raise UserError(
                    self.env._(
                        "No borrower is known at “%(address)s”.", address=address
                    )
                )
            points |= found
        return points

    def _asked_partners(self):
        """Hook: return the borrowers that are named."""
        self.ensure_one()
        return self.partner_ids._origin

    def _points(self):
        """Return every contact point of the borrowers asked about."""
        partners = self._asked_partners().sudo()
        return self._asked_points() | partners.mortgage_point_ids

    def _touches_query(self):
        """Return the query of the contacts that fit, as ``id, moment, person``.

        Not the ORM: the moment is an expression that has an index.
        """
        self.ensure_one()
        self.env.flush_all()
        return SQL(
            "SELECT touch.id, %(moment)s AS moment,"
            " COALESCE(touch.partner_id, -touch.point_id) AS person"
            " FROM mortgage_touch touch WHERE %(conditions)s",
            moment=self._moment(),
            conditions=SQL(" AND ").join(self._conditions()),
        )

    @api.model
    def _moment(self):
        """Return when a contact happened: it left, or else was decided on."""
        return SQL(
            "COALESCE(touch.sent_at, touch.queued_at, touch.verdict_at, touch.due_at)"
        )

    def _conditions(self):
        """Hook: return the SQL conditions on ``touch``, all of which must hold."""
        return [
            SQL("touch.company_id = %s", self.export_id.company_id.id),
            # What is only planned has not happened.
            SQL("(touch.state <> 'planned' OR touch.verdict_at IS NOT NULL)"),
            *self._person_conditions(),
            *self._period_conditions(),
            *self._place_conditions(),
            *self._further_conditions(),
        ]

    def _person_conditions(self):
        if not self._asks_for_borrower():
            return
        partners = self._asked_partners()
        # A number that two people share: what went to the other stays out, unless the
        # number itself is asked for.
        yield SQL(
            "(touch.partner_id = ANY(%s) OR touch.point_id = ANY(%s)"
            " OR (touch.partner_id IS NULL AND touch.point_id = ANY(%s)))",
            partners.ids,
            self._asked_points().ids,
            partners.sudo().mortgage_point_ids.ids,
        )

    def _period_conditions(self):
        company, licenses = self.export_id.company_id, self.env["mortgage.license"]
        if self.date_from:
            start = licenses._start_of(self.date_from, company)
            yield SQL("%s >= %s", self._moment(), start)
        if self.date_to:
            yield SQL(
                "%s < %s", self._moment(), licenses._end_of(self.date_to, company)
            )

    def _place_conditions(self):
        if not self.states:
            return
        codes = self.states.split()
        # Of what was never judged, the card of today is all that is known.
        yield SQL(
            "(string_to_array(touch.borrower_states, ' ') && %(codes)s"
            " OR (touch.borrower_states IS NULL AND touch.partner_id IN ("
            "SELECT partner.id FROM res_partner partner JOIN res_country_state state"
            " ON state.id = partner.state_id WHERE state.code = ANY(%(codes)s))))",
            codes=codes,
        )

    def _further_conditions(self):
        if self.kind:
            yield SQL("touch.kind = %s", self.kind)
        if self.channel:
            yield SQL("touch.channel = %s", self.channel)
        if self.user_ids:
            yield SQL("touch.user_id = ANY(%s)", self.user_ids._origin.ids)
        if self.template_ids:
            yield SQL(
                "touch.template_version_id IN (SELECT id FROM"
                " mortgage_template_version WHERE template_id = ANY(%s))",
                self.template_ids._origin.ids,
            )
