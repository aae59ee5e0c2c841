import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

SCHEMA = 1
EVENTS = [
    ("verdict", "Verdict"),
    ("hold", "Held"),
    ("block", "Blocked"),
    ("handover", "Handed over"),
    ("outcome", "Outcome"),
    ("reply", "Reply"),
    ("review", "Answer reviewed"),
    ("consent", "Consent"),
    ("revocation", "Revocation"),
    ("suppression", "Suppression"),
    ("preference", "Preference"),
    ("asked_for", "Contact asked for"),
    ("approval", "Approval"),
    ("rule_change", "Rule change"),
    ("list_loaded", "Do-not-call list loaded"),
    ("stop", "Everything stopped"),
    ("resume", "Resumed"),
    ("override", "Override"),
    ("exam_export", "Exam export"),
    ("legal_hold", "Legal hold"),
    ("purge", "Purged at the end of retention"),
    ("privacy", "Privacy request"),
    ("anchor", "Chain anchored"),
    ("verify", "Chain verified"),
    ("breaker", "Run stopped by the circuit breaker"),
    ("complaint", "Complaint"),
    ("journal", "Message from outside Odoo filed"),
    ("mass_export", "Borrower list exported"),
]


class MortgageLedgerEntry(models.Model):
    """What happened, append-only.

    No foreign keys, defaults, stored computes or access columns: any of them would make
    Odoo update the table, which its triggers refuse. New facts go into the payload.
    """

    _name = "mortgage.ledger.entry"
    _description = "Ledger entry"
    _log_access = False
    _order = "id desc"
    _rec_name = "event"

    at = fields.Datetime(required=True, readonly=True, index=True)
    actor_uid = fields.Integer("User", readonly=True)
    company = fields.Integer(readonly=True)
    event = fields.Selection(EVENTS, required=True, readonly=True)
    res_model = fields.Char("Document model", readonly=True)
    res_id = fields.Integer("Document", readonly=True)
    touch_id = fields.Integer("Contact", readonly=True)
    person_key = fields.Char("Person", readonly=True)
    payload = fields.Text(readonly=True)
    content_sha256 = fields.Char("SHA-256 of the content", readonly=True)
    actor_name = fields.Char("By", compute="_compute_actor_name")

    _touch_idx = models.Index("(touch_id)")
    _document_idx = models.Index("(res_model, res_id)")
    _person_idx = models.Index("(person_key)")

    def init(self):
        self._refuse_changes("mortgage_ledger_entry")
        return super().init()

    @api.model
    def _refuse_changes(self, table, delete=True):
        """Make PostgreSQL itself refuse UPDATE, DELETE and TRUNCATE on ``table``."""
        trigger = f"{table}_append_only"
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION mortgage_append_only() RETURNS trigger AS $$
                BEGIN
                    RAISE EXCEPTION '%% is append-only: %% refused',
                        TG_TABLE_NAME, TG_OP;
                END $$ LANGUAGE plpgsql;
                DROP TRIGGER IF EXISTS %(trigger)s ON %(table)s;
                CREATE TRIGGER %(trigger)s BEFORE UPDATE %(delete)s OR TRUNCATE
                    ON %(table)s FOR EACH STATEMENT
                    EXECUTE FUNCTION mortgage_append_only();
                """,
                trigger=SQL.identifier(trigger),
                table=SQL.identifier(table),
                delete=SQL("OR DELETE") if delete else SQL(),
            )
        )

    def _compute_actor_name(self):
        users = self.env["res.users"].sudo().browse(set(self.mapped("actor_uid")))
        names = {user.id: user.name for user in users.exists()}
        for entry in self:
            entry.actor_name = names.get(entry.actor_uid, "")

    # There is no way in or out through the ORM, so these never reach super().
    # pylint: disable=method-required-super

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("The ledger is written by events, not by hand."))

    def write(self, vals):
        raise UserError(self.env._("Nobody edits the ledger."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Nobody deletes from the ledger."))

    @api.model
    def _append(self, entries):
        """Write ``entries`` in one statement and return their ids in the same order.

        Each is a dict with ``event`` and, as far as known, ``res_model, res_id,
        touch_id, point_id, company_id, payload`` (a dict) and ``content`` (the bytes
        handed over, which are archived under ``retention_class``).
        """
        if not entries:
            return []
        keys = self.env["mortgage.person.salt"]._keys(
            entry.get("point_id") for entry in entries
        )
        hashes = self._archive(entries)
        now = fields.Datetime.now()
        known = dict(EVENTS)
        rows = []
        for position, entry in enumerate(entries):
            if entry["event"] not in known:
                raise ValueError(f"Unknown ledger event {entry['event']!r}")
            rows.append(
                SQL(
                    "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                    now,
                    self.env.uid,
                    entry.get("company_id") or self.env.company.id,
                    entry["event"],
                    entry.get("res_model") or None,
                    entry.get("res_id") or None,
                    entry.get("touch_id") or None,
                    keys.get(entry.get("point_id")),
                    self._canonical(entry.get("payload") or {}),
                    hashes.get(position),
                )
            )
        # Not the ORM: one statement for the lot, and no way in through create().
        return [
            entry_id
            for (entry_id,) in self.env.execute_query(
                SQL(
                    "INSERT INTO mortgage_ledger_entry (at, actor_uid, company, event,"
                    " res_model, res_id, touch_id, person_key, payload, content_sha256)"
                    " VALUES %s RETURNING id",
                    SQL(", ").join(rows),
                )
            )
        ]

    def _archive(self, entries):
        """Archive the contents of ``entries`` and return ``{position: hash}``."""
        positions = [
            position
            for position, entry in enumerate(entries)
            if entry.get("content") is not None
        ]
        hashes = self.env["mortgage.archive"]._store(
            [entries[position] for position in positions]
        )
        return dict(zip(positions, hashes, strict=True))

    @api.model
    def _canonical(self, payload):
        return json.dumps(
            {"schema": SCHEMA, **payload},
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
            default=str,
        )
