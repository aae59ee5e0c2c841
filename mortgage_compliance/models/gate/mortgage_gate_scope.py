import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..sending.mortgage_sending import MORTGAGE_USERS

_logger = logging.getLogger(__name__)


class MortgageGateScope(models.Model):
    """A host model whose mails and texts are judged when they go to a borrower."""

    _name = "mortgage.gate.scope"
    _description = "Scope of the gate"
    _rec_name = "model"

    model = fields.Char(help="Technical name; empty for messages about no document.")
    active = fields.Boolean(default=True)

    _model_uniq = models.UniqueIndex(
        "(COALESCE(model, ''))", "This model is in the list already."
    )

    @api.depends("model")
    def _compute_display_name(self):
        for scope in self:
            model = self.env.get(scope.model) if scope.model else None
            scope.display_name = (
                self.env._("Messages about no document")
                if not scope.model
                else (model._description if model is not None else scope.model)
            )

    @api.model
    def _caught(self, kind, items):
        """Return for each ``(model, id, values)`` which of ``values`` are to be judged.

        ``values`` are canonical addresses or numbers (``kind`` email or phone).
        ``None`` stands for: it cannot be told now, nothing of it may leave. Everything
        the host sends comes through here, so an error of ours must never stop what is
        not ours.
        """
        ours = [self._is_contactable(model) for model, _id, _values in items]
        try:
            with self.env.cr.savepoint():
                known = self._known(kind, items)
                documents = self._documents_in_scope(items, ours)
                internal = self._internal(kind, items, known, documents)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # Of what the host wrote before: the transaction is broken, and tried again.
            raise
        except Exception:
            _logger.exception("Cannot tell who is a borrower: borrowers' messages wait")
            return [None if own else set() for own in ours]
        return [
            (
                set(values)
                if (model, res_id) in documents
                else known.get(model or "", set())
            )
            .intersection(values)
            .difference(internal, [""])
            for model, res_id, values in items
        ]

    @api.model
    def _is_contactable(self, model):
        documents = self.env.get(model) if model else None
        contactable = self.env.registry["mortgage.contactable"]
        return documents is not None and isinstance(documents, contactable)

    @api.model
    def _written_models(self, user):
        """Return the models on whose documents ``user`` may be writing to borrowers."""
        if not user.has_groups(MORTGAGE_USERS):
            return []
        contactable = self.env.registry.descendants(
            ["mortgage.contactable"], "_inherit"
        )
        ours = [name for name in contactable if not self.env[name]._abstract]
        return sorted({*ours, *self.search([("model", "!=", False)]).mapped("model")})

    def _known(self, kind, items):
        """Return ``{model: values}`` in the scope's list that belong to borrowers."""
        values = {value for _model, _id, values in items for value in values}
        models_ = {model or "" for model, _id, _values in items}
        # Not the ORM: it runs for every message of the host and is one indexed query.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(scope.model, ''), point.value
                  FROM mortgage_gate_scope scope
                 CROSS JOIN mortgage_contact_point point
                 WHERE scope.active AND COALESCE(scope.model, '') = ANY(%s)
                   AND point.kind = %s AND point.value = ANY(%s)
                """,
                list(models_),
                kind,
                list(values),
            )
        )
        known = {}
        for model, value in rows:
            known.setdefault(model, set()).add(value)
        return known

    def _documents_in_scope(self, items, ours):
        ids = {}
        for (model, res_id, _values), own in zip(items, ours, strict=True):
            if own and res_id:
                ids.setdefault(model, set()).add(res_id)
        documents = set()
        for model, res_ids in ids.items():
            records = self.env[model].sudo().browse(res_ids).exists()
            documents |= {(model, rec.id) for rec in records._mortgage_in_scope()}
        return documents

    def _internal(self, kind, items, known, documents):
        """Return the addresses of the lender's own people, who are never judged."""
        if kind != "email" or not (known or documents):
            return set()
        values = {value for _model, _id, values in items for value in values}
        users = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("share", "=", False),
                    ("partner_id.email_normalized", "in", list(values)),
                ]
            )
        )
        return set(users.partner_id.mapped("email_normalized"))
