from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import secrets, words

# What readers of approved words were promised; the rest is only for those who write.
PROMISED = (
    *("name", "kind", "source", "last_four", "when_missing"),
    *("fallback_en", "fallback_es", "active"),
)
# What a shipped field is, whatever it says without a value.
SHIPPED_AS = ("name", "kind", "source", "category", "last_four", "from_sender")
HANDED_IN = ("review", "approved")
AMOUNTS = ("money", "rate")
OWN = "own_"


class MortgageMergeField(models.Model):
    """Who may change a field, and what may still be changed once words name it."""

    _inherit = "mortgage.merge.field"

    template_count = fields.Integer(
        "Templates", compute="_compute_template_count", help="Whose words name it."
    )

    def _compute_template_count(self):
        used = self._templates_by_name()
        for row in self:
            row.template_count = len(used.get(row.name, ()))

    @api.model
    def _templates_by_name(self, states=("draft", *HANDED_IN)):
        """Return ``{name: ids of the templates}`` whose words in ``states`` name it."""
        used = defaultdict(set)
        for version in (
            self.env["mortgage.template.version"]
            .sudo()
            .search_fetch([("state", "in", states)], ["template_id", "subject", "body"])
        ):
            for name in words.field_names(f"{version.subject}\n{version.body}"):
                used[name].add(version.template_id.id)
        return used

    def action_open_templates(self):
        """Show the templates whose words name this field."""
        self.ensure_one()
        self.check_access("read")
        ids = self._templates_by_name().get(self.name, ())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Templates with %(field)s", field=self.label),
            "res_model": "mortgage.template",
            "view_mode": "list,form",
            "domain": [("id", "in", sorted(ids))],
        }

    @api.constrains("name", "origin")
    def _check_name(self):
        for row in self:
            if words.field_names(words.as_field(row.name)) != [row.name]:
                raise ValidationError(
                    self.env._(
                        "“%(name)s”: a field is written in small letters, digits and"
                        " underscores, such as own_club_name.",
                        name=row.name,
                    )
                )
            if (row.origin == "lender") != row.name.startswith(OWN):
                raise ValidationError(
                    self.env._(
                        "“%(name)s”: the name of a field of your own begins with own_,"
                        " so that no later release takes it.",
                        name=row.name,
                    )
                )

    @api.constrains("kind", "when_missing", "fallback_en", "fallback_es", "last_four")
    def _check_fallback(self):
        for row in self:
            fallbacks = [row.fallback_en or "", row.fallback_es or ""]
            reason = ""
            if row.when_missing != "fallback":
                continue
            if not all(map(words.plain, fallbacks)):
                reason = self.env._("write the fallback in English and in Spanish")
            elif row.kind in AMOUNTS:
                reason = self.env._("an amount that is not known cannot be made up")
            elif row.kind == "link" and not all(map(words.is_address, fallbacks)):
                reason = self.env._("its fallback must begin with https://")
            elif any(words.plain(text) != text for text in fallbacks):
                reason = self.env._("the fallback is one line of plain words")
            elif any(secrets.cut(text)[1] for text in fallbacks):
                reason = self.env._("the fallback looks like a number of a person")
            if reason:
                raise ValidationError(
                    self.env._("%(field)s: %(reason)s.", field=row.label, reason=reason)
                )

    @api.constrains("kind", "in_subject", "last_four")
    def _check_subject(self):
        for row in self.filtered("in_subject"):
            if row.kind in (*AMOUNTS, "link") or row.last_four:
                raise ValidationError(
                    self.env._(
                        "%(field)s: amounts, rates, numbers and links do not stand in a"
                        " subject, which shows on a locked phone.",
                        field=row.label,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                vals.update(origin="lender", from_sender=False)
        rows = super().create(vals_list)
        rows._log_change("made")
        return rows

    def write(self, vals):
        changed = self.filtered(lambda row: row._changes(vals))
        if changed and not self.env.su:
            changed._refuse_change(vals)
        result = super().write(vals)
        changed._log_change("changed")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_unused(self):
        used = self._templates_by_name(("draft", *HANDED_IN, "retired"))
        for row in self:
            if row.origin == "shipped" or used.get(row.name):
                raise UserError(
                    self.env._(
                        "%(field)s is shipped or stands in words on record. Archive it"
                        " instead.",
                        field=row.label,
                    )
                )

    def _changes(self, vals, names=None):
        """Whether ``vals`` give any of the fields ``names`` (all) another value."""
        self.ensure_one()
        return any(
            self._fields[name].convert_to_write(self[name], self) != (value or False)
            for name, value in vals.items()
            if name in self._fields and (names is None or name in names)
        )

    def _refuse_change(self, vals):
        promised = self.filtered(lambda row: row._changes(vals, PROMISED))
        used = promised and self._templates_by_name(HANDED_IN)
        for row in self:
            fixed = SHIPPED_AS + (PROMISED if row.from_sender else ())
            if row.origin == "shipped" and row._changes(vals, fixed):
                raise UserError(
                    self.env._(
                        "%(field)s is shipped: its sample, label and limits may change,"
                        " what it is may not. Add a field of your own.",
                        field=row.label,
                    )
                )
            count = len(used.get(row.name, ())) if row in promised else 0
            if count:
                raise UserError(
                    self.env._(
                        "%(field)s stands in words of %(count)s templates that are in"
                        " review or approved. What a borrower reads of it stays as it"
                        " was approved: add another field, or retire those words.",
                        field=row.label,
                        count=count,
                    )
                )

    def _log_change(self, what):
        """Tell the ledger what a field says now."""
        names = ("label", "category", "origin", *PROMISED)
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "rule_change",
                    "res_model": row._name,
                    "res_id": row.id,
                    "payload": {"what": what, **{name: row[name] for name in names}},
                }
                for row in self
            ]
        )
