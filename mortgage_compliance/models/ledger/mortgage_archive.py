import base64
import hashlib
import zlib

from psycopg2 import Binary

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL


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
    retention_class = fields.Char(required=True, readonly=True)
    legal_hold = fields.Boolean(readonly=True)
    # zlib-compressed; read through _read_content, which checks the hash.
    content = fields.Binary(attachment=False, groups=NO_ACCESS, readonly=True)
    text = fields.Text("Message", compute="_compute_text")

    _touch_idx = models.Index("(touch_id)")

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
    def _store(self, contents, retention_class="communication"):
        """Archive ``[(touch id, bytes)]`` and return their hashes in the same order."""
        if not contents:
            return []
        now = fields.Datetime.now()
        hashes = [hashlib.sha256(content).hexdigest() for _touch, content in contents]
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s, FALSE, %s)",
                now,
                touch_id or None,
                sha256,
                len(content),
                retention_class,
                Binary(zlib.compress(content, 6)),
            )
            for (touch_id, content), sha256 in zip(contents, hashes, strict=True)
        )
        # Not the ORM: its binary fields carry base64, a third more for every body.
        self.env.cr.execute(
            SQL(
                "INSERT INTO mortgage_archive (at, touch_id, sha256, size,"
                " retention_class, legal_hold, content) VALUES %s",
                rows,
            )
        )
        return hashes

    @api.model
    def _keep_evidence(self, contents):
        """Archive the files that prove a consent and return their hashes."""
        return self._store([(0, content) for content in contents], "consent")

    @api.model
    def _content_of(self, sha256):
        """Return the archived bytes of this hash as base64, or False."""
        found = self.search([("sha256", "=", sha256)], limit=1) if sha256 else None
        return base64.b64encode(found._read_content()[found.id]) if found else False

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
