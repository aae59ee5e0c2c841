from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools import lint_pattern
from ...tools.merge_fields import spellings

# What a value of each type may be shown as.
KINDS_OF = {
    "char": ("text",),
    "selection": ("text",),
    "integer": ("text",),
    "float": ("text", "money", "rate"),
    "monetary": ("money",),
    "date": ("day",),
}
# The rules of the linter that say what is never a field of a message.
NEVER = ("P-02", "P-04")


class MortgageMergeField(models.Model):
    """Fields that a lender adds, each a path on the borrower's own record, and what is
    never a field."""

    _inherit = "mortgage.merge.field"

    source = fields.Selection(
        selection="_source_choices",
        string="Taken from",
        help="A field of the lead, the loan or the borrower, of a plain type. What"
        " names an SSN, a birth date, an account or a protected class is not offered.",
    )

    @api.model
    def _source_models(self):
        """Return ``{root: model}``: where a path such as ``partner.city`` begins."""
        return {"partner": "res.partner"}

    @api.model
    def _source_choices(self):
        """Return the paths a lender may choose, ``(path, words)``."""
        patterns = self._never()
        choices = []
        for root, model in self._source_models().items():
            title = self.env["ir.model"]._get(model).sudo().name
            for field in self.env[model]._fields.values():
                path = f"{root}.{field.name}"
                if self._unfit(field) or self._forbidden(
                    [field.name, field.string], patterns
                ):
                    continue
                choices.append((path, f"{title}: {field.string} ({field.name})"))
        return sorted(choices, key=lambda choice: choice[1])

    @api.model
    def _source_field(self, path):
        """Return the ORM field at ``path``, None for what is not one."""
        root, _dot, name = (path or "").partition(".")
        model = self._source_models().get(root)
        return self.env[model]._fields.get(name) if model else None

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._expect_source(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._expect_source(vals)
        return super().write(vals)

    def _expect_source(self, vals):
        """Refuse a path in words before the ORM refuses it as a wrong value."""
        path = vals.get("source")
        if not path:
            return
        field = self._source_field(path)
        if not field:
            reason = self.env._(
                "choose a field of %(roots)s itself, such as partner.city; what another"
                " record holds is not the borrower's own",
                roots=", ".join(self._source_models()),
            )
        else:
            reason = self._unfit(field) or self._forbidden([path, field.string])
        if reason:
            raise ValidationError(
                self.env._(
                    "“%(path)s” cannot be a merge field: %(reason)s.",
                    path=path,
                    reason=reason,
                )
            )

    def _unfit(self, field):
        """Return why ``field`` is not plain enough, "" when it is."""
        if field.relational or field.type == "reference":
            return self.env._("it leads to another record")
        if field.type not in KINDS_OF:
            return self.env._("its type (%(type)s) is no plain value", type=field.type)
        if field.related or not field.store:
            return self.env._("it is not stored on the borrower's own record")
        if field.groups:
            return self.env._("not everybody may read it")
        return ""

    @api.model
    def _never(self):
        """Return the compiled patterns of what is never a field.

        A rule that the lender ended or loosened counts here as it was shipped.
        """
        rules = (
            self.env["mortgage.lint.rule"]
            .sudo()
            .search(
                Domain("code", "in", NEVER)
                & (
                    Domain("origin", "=", "shipped")
                    | Domain("superseded_by", "=", False)
                ),
            )
        )
        newest = {(rule.code, rule.origin): rule for rule in rules[::-1]}
        return [lint_pattern.compiled(rule.pattern) for rule in newest.values()]

    def _forbidden(self, texts, patterns=None):
        """Return why what ``texts`` name is never a field of a message, or ""."""
        patterns = self._never() if patterns is None else patterns
        for text in texts:
            for spelling in spellings(text):
                if any(pattern.search(spelling) for pattern in patterns):
                    return self.env._(
                        "“%(text)s” names an SSN, a birth date, an account or a"
                        " protected class, which no message may hold",
                        text=text,
                    )
        return ""

    @api.constrains("name", "label", "source")
    def _check_never(self):
        patterns = self._never()
        for row in self:
            field = row._source_field(row.source)
            texts = [row.name, row.label, row.source, field.string if field else ""]
            reason = self._forbidden(filter(None, texts), patterns)
            if reason:
                raise ValidationError(
                    self.env._("%(field)s: %(reason)s.", field=row.label, reason=reason)
                )

    @api.constrains("source", "kind", "origin")
    def _check_source(self):
        for row in self:
            if row.origin == "lender" and not row.source:
                raise ValidationError(
                    self.env._(
                        "%(field)s: choose the field it is taken from.", field=row.label
                    )
                )
            field = row._source_field(row.source)
            if field and row.kind not in KINDS_OF[field.type]:
                kinds = dict(self._fields["kind"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "%(field)s: “%(path)s” holds no “%(kind)s”. Choose %(kinds)s.",
                        field=row.label,
                        path=row.source,
                        kind=kinds[row.kind],
                        kinds=", ".join(kinds[kind] for kind in KINDS_OF[field.type]),
                    )
                )

    @api.onchange("source")
    def _onchange_source(self):
        field = self._source_field(self.source)
        if field:
            self.kind = KINDS_OF[field.type][0]
            self.label = self.label or field.string
            self.name = self.name or f"own_{field.name.removeprefix('x_')}"

    @api.model
    def _source_values(self, documents):
        """Return ``{document id: {name: value}}`` of the fields a lender added."""
        own = [field for field in self._known().values() if field.source]
        if not own:
            return {record.id: {} for record in documents}
        records = documents._mortgage_merge_sources()
        return {
            record.id: {
                field.name: self._source_value(field, records.get(record.id, {}))
                for field in own
            }
            for record in documents
        }

    @api.model
    def _source_value(self, field, records):
        """Return the value of a plain ``field`` on the ``{root: record}`` of one
        document, False for none."""
        root, _dot, name = field.source.partition(".")
        record = records.get(root)
        column = record and record._fields.get(name)
        if not column or self._unfit(column):
            return False
        value = record.sudo()[name]
        if column.type == "selection" and value:
            return dict(column._description_selection(record.env)).get(value, value)
        return value
