from odoo import api, fields, models

USES = [
    ("allowed", "May decide"),
    ("territory", "Only with a business reason"),
    ("forbidden", "Never"),
]


class MortgageRoutingField(models.Model):
    """What may decide who works a borrower, and why; what stands nowhere may not.

    Fair lending law looks at who is served by whom and how fast, so each input of
    routing is on a list that compliance keeps.
    """

    _name = "mortgage.routing.field"
    _description = "Routing input"
    _order = "use, name"

    name = fields.Char(
        "Field", required=True, help="As the rule's domain names it, such as product."
    )
    label = fields.Char("What of a lead", compute="_compute_label")
    use = fields.Selection(USES, required=True, default="allowed")
    reason = fields.Char("Why", required=True)
    source = fields.Char(help="Law, or who decided it.")
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint("UNIQUE(name)", "This field is on the list already.")

    @api.depends("name")
    def _compute_label(self):
        for row in self:
            row.label = row._words_of(row.name)

    @api.model
    def _words_of(self, path):
        """Return how the screens call a field of a lead; ``path`` if it has none."""
        model, names = self.env["crm.lead"], []
        for part in (path or "").split("."):
            field = model._fields.get(part)
            if not field:
                return path
            names.append(field._description_string(self.env))
            if field.comodel_name:
                model = self.env[field.comodel_name]
        return ": ".join(names)

    @api.model
    def _objections(self, domain, territory_reason):
        """Return in words what speaks against routing by ``domain``."""
        negative = self._excluding(domain)
        names = sorted({leaf.field_expr for leaf in domain.iter_conditions()})
        rows = {row.name: row for row in self.sudo().search([("name", "in", names)])}
        objections = []
        for name in names:
            row = rows.get(name)
            if not row:
                objections.append(
                    self.env._(
                        "“%(field)s” is not on the list of routing inputs. Compliance"
                        " can add it with a reason.",
                        field=self._words_of(name),
                    )
                )
            elif row.use == "forbidden":
                objections.append(
                    self.env._(
                        "“%(field)s” may not decide who works a borrower: %(reason)s",
                        field=row.label,
                        reason=row.reason,
                    )
                )
            elif row.use == "territory":
                objections += self._territory_objections(
                    row, territory_reason, name in negative
                )
        return objections

    def _territory_objections(self, row, territory_reason, is_negative):
        if is_negative:
            return [
                self.env._(
                    "“%(field)s” may name the area a branch serves, not leave one out:"
                    " %(reason)s",
                    field=row.label,
                    reason=row.reason,
                )
            ]
        if not (territory_reason or "").strip():
            return [
                self.env._(
                    "“%(field)s” needs a business reason, written on the rule:"
                    " %(reason)s",
                    field=row.label,
                    reason=row.reason,
                )
            ]
        return []

    @api.model
    def _excluding(self, domain):
        """Return the fields by which ``domain`` leaves something out."""
        # Negations are pushed down to the conditions, so that they can be read there.
        plain = domain.optimize(self.env["crm.lead"])
        return {
            leaf.field_expr
            for leaf in plain.iter_conditions()
            if leaf.operator.startswith("not ") or leaf.operator == "!="
            if not _is_empty(leaf.value)
        }


def _is_empty(value):
    """Tell whether leaving out ``value`` only asks for some value at all."""
    values = [value] if isinstance(value, str) or not value else value
    return not any(values)
