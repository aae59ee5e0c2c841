import base64
import hashlib
import zlib

from psycopg2 import Binary

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from .record_class import RECORD_CLASSES

# Names the entry of the ledger by which a body leaves, for one transaction.
PURGE_SETTING = "mortgage.purge_entry"


class MortgageArchive(models.Model):
    """The exact bytes that were handed over, one row per recipient.

    The ledger holds only their hash, so that a body may be purged at the end of its
    retention while the chain of entries still verifies.
    """

    _name = "mortgage.archive"
    _description = "Archived message"
    _log_access = False
    _order = "id desc"
    _rec_name = "sha256"

    at = fields.Datetime(required=True, readonly=True)
    touch_id = fields.Integer("Contact", readonly=True)
    sha256 = fields.Char("SHA-256", required=True, readonly=True, index=True)
    size = fields.Integer("Bytes", readonly=True)
    retention_class = fields.Selection(
        RECORD_CLASSES, "Kept as", required=True, readonly=True
    )
    # Plain integers, as in the ledger: nothing may ever update a row.
    company = fields.Integer(readonly=True)
    point_id = fields.Integer("Email or phone", readonly=True)
    # zlib-compressed; read through _read_content, which checks the hash.
    content = fields.Binary(attachment=False, groups=NO_ACCESS, readonly=True)
    text = fields.Text("Message", compute="_compute_text")

    _touch_idx = models.Index("(touch_id)")
    _point_idx = models.Index("(point_id)")
    # Serves the purge.
    _class_idx = models.Index("(company, retention_class, id)")

    def init(self):
        self.env["mortgage.ledger.entry"]._refuse_changes(self._table, delete=False)
        self._refuse_all_but_purges()
        return super().init()

    @api.model
    def _refuse_all_but_purges(self):
        """Make PostgreSQL itself refuse a DELETE of which no ``purge`` entry speaks.

        The purge names its entry in a setting of its transaction; the trigger reads
        the entry and looks for the hash in it.
        """
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION mortgage_purge_only() RETURNS trigger AS $$
                BEGIN
                    IF EXISTS (
                        SELECT 1 FROM mortgage_ledger_entry
                         WHERE id = nullif(current_setting('%(setting)s', true),
                                           '')::integer
                           AND event = 'purge'
                           AND strpos(payload, '"' || OLD.sha256 || '"') > 0
                    ) THEN
                        RETURN OLD;
                    END IF;
                    RAISE EXCEPTION '%% is append-only: %% refused',
                        TG_TABLE_NAME, TG_OP;
                END $$ LANGUAGE plpgsql;
                DROP TRIGGER IF EXISTS mortgage_archive_purge_only
                    ON mortgage_archive;
                CREATE TRIGGER mortgage_archive_purge_only
                    BEFORE DELETE ON mortgage_archive
                    FOR EACH ROW EXECUTE FUNCTION mortgage_purge_only();
                """,
                setting=SQL(PURGE_SETTING),
            )
        )

    @api.depends("sha256")
    def _compute_text(self):
        contents = self._read_content()
        for record in self:
            record.text = contents.get(record.id, b"").decode("utf-8", "replace")

    # There is no way in or out through the ORM, so these never reach super().
    # pylint: disable=method-required-super

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("The archive is filled by sending, not by hand."))

    def write(self, vals):
        raise UserError(self.env._("An archived message cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("An archived message leaves by its retention date only.")
        )

    @api.model
    def _store(self, bodies):
        """Archive ``bodies`` and return their hashes in the same order.

        Each is a dict with ``content`` (the bytes) and, as far as known, ``touch_id,
        point_id, company_id`` and ``retention_class``.
        """
        if not bodies:
            return []
        now = fields.Datetime.now()
        hashes = [hashlib.sha256(body["content"]).hexdigest() for body in bodies]
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, %s)",
                now,
                body.get("touch_id") or None,
                body.get("point_id") or None,
                body.get("company_id") or self.env.company.id,
                sha256,
                len(body["content"]),
                body.get("retention_class") or "other",
                Binary(zlib.compress(body["content"], 6)),
            )
            for body, sha256 in zip(bodies, hashes, strict=True)
        )
        # Not the ORM: its binary fields carry base64, a third more for every body.
        self.env.cr.execute(
            SQL(
                "INSERT INTO mortgage_archive (at, touch_id, point_id, company, sha256,"
                " size, retention_class, content) VALUES %s",
                rows,
            )
        )
        return hashes

    @api.model
    def _keep_evidence(self, bodies):
        """Archive the files that prove a consent and return their hashes."""
        return self._store(
            [{**body, "retention_class": "consent_evidence"} for body in bodies]
        )

    @api.model
    def _content_of(self, sha256):
        """Return the archived bytes of this hash as base64, or False."""
        found = self.search([("sha256", "=", sha256)], limit=1) if sha256 else None
        return base64.b64encode(found._read_content()[found.id]) if found else False

    @api.model
    def _sha256_of(self, packed):
        """Return the hash of a compressed body; empty where it cannot be read."""
        try:
            return hashlib.sha256(zlib.decompress(bytes(packed or b""))).hexdigest()
        except zlib.error:
            return ""

    def _read_content(self):
        """Return ``{id: bytes}``; a body that does not match its hash is refused."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id, sha256, content FROM mortgage_archive WHERE id = ANY(%s)",
                list(self.ids),
            )
        )
        contents = {}
        for record_id, sha256, packed in rows:
            content = zlib.decompress(bytes(packed)) if packed else b""
            if packed and hashlib.sha256(content).hexdigest() != sha256:
                raise UserError(
                    self.env._(
                        "Archived message %(id)s does not match its hash.", id=record_id
                    )
                )
            contents[record_id] = content
        return contents
