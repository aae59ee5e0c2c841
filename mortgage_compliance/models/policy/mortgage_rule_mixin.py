from odoo import api, fields, models
from odoo.exceptions import UserError


class MortgageRuleMixin(models.AbstractModel):
    """A rule that is a row: dated, sourced, frozen once it has been in force.

    A verdict may point at any row that was in force, so its words never change: writing
    to it makes its successor from now on. A model that inherits this adds
    ``superseded_by``, a many2one to itself.
    """

    _name = "mortgage.rule.mixin"
    _description = "Rule with a source and dates"
    _order = "code, valid_from desc, id desc"
    _rec_name = "code"

    code = fields.Char(required=True, index=True)
    name = fields.Char("Says", required=True)
    valid_from = fields.Datetime(
        "In force from", required=True, default=fields.Datetime.now
    )
    valid_to = fields.Datetime(
        "Until", help="The first minute it is no longer in force."
    )
    origin = fields.Selection(
        [("shipped", "Shipped"), ("lender", "Lender")],
        required=True,
        readonly=True,
        default="lender",
    )
    source = fields.Text("Citation")
    verified = fields.Boolean(
        help="Somebody read the law's own text, not only a summary of it."
    )
    is_frozen = fields.Boolean(compute="_compute_is_frozen")

    _dates_check = models.Constraint(
        "CHECK(valid_to IS NULL OR valid_to >= valid_from)",
        "A rule must end after it begins.",
    )

    @api.depends("valid_from")
    def _compute_is_frozen(self):
        now = fields.Datetime.now()
        for rule in self:
            rule.is_frozen = bool(rule.id and rule.valid_from <= now)

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._log_rule_change("made")
        return rules

    def write(self, vals):
        content = {name for name in vals if name not in self._rule_open_fields()}
        frozen = self.filtered("is_frozen") if content else self.browse()
        for rule in frozen:
            rule._succeed(vals)
        rest = self - frozen
        if not rest:
            return True
        result = super(MortgageRuleMixin, rest).write(vals)
        rest._log_rule_change("changed")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(rule.is_frozen for rule in self):
            raise UserError(
                self.env._(
                    "A rule that has been in force stays for the verdicts that name it."
                    " Give it an end instead."
                )
            )

    @api.model
    def _rule_open_fields(self):
        """Return the fields that change nothing a verdict said."""
        return {"valid_to", "verified", "superseded_by"}

    def _succeed(self, vals, origin="lender"):
        """End this rule now and return the one that says the same but for ``vals``."""
        self.ensure_one()
        if self.superseded_by:
            raise UserError(
                self.env._(
                    "Rule %(code)s has been replaced; change its successor.",
                    code=self.code,
                )
            )
        now = fields.Datetime.now()
        values = self.copy_data({"valid_from": now, **vals, "origin": origin})[0]
        successor = self.create(values)
        self.write({"valid_to": successor.valid_from, "superseded_by": successor.id})
        return successor

    @api.model
    def _load_rules(self, rows):
        """Bring the shipped rules to ``rows``; a lender's own row is never touched."""
        known = {}
        for rule in self.search([("code", "in", [row["code"] for row in rows])]):
            if not rule._rule_company():
                # Youngest first, by _order.
                known.setdefault(rule.code, rule)
        created = [row for row in rows if row["code"] not in known]
        self.create([{**row, "origin": "shipped"} for row in created])
        for row in rows:
            rule = known.get(row["code"])
            if rule and rule.origin == "shipped" and rule._is_live():
                changed = rule._differences(row)
                if changed:
                    rule._succeed(changed, origin="shipped")

    def _rule_company(self):
        return self.company_id if "company_id" in self._fields else False

    def _is_live(self):
        return not self.superseded_by and not self.valid_to

    def _differences(self, row):
        """Return the values of a shipped ``row`` that this rule does not have."""
        return {
            name: value
            for name, value in row.items()
            if name != "valid_from" and (self[name] or False) != (value or False)
        }

    def _log_rule_change(self, what):
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "rule_change",
                    "res_model": rule._name,
                    "res_id": rule.id,
                    "company_id": rule._rule_company() and rule._rule_company().id,
                    "payload": {"what": what, **rule._rule_content()},
                }
                for rule in self
            ]
        )

    def _rule_content(self):
        """Return what the rule says, for the ledger."""
        skipped = models.MAGIC_COLUMNS + ["display_name", "is_frozen"]
        names = [name for name in self._fields if name not in skipped]
        return {
            name: self[name].id if self._fields[name].relational else self[name]
            for name in names
        }
