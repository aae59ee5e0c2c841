from odoo import models
from odoo.tools import SQL


class MortgagePurge(models.Model):
    """From when a period counts that does not count from the message itself."""

    _inherit = "mortgage.purge"

    def _clocks(self, trigger, rows):
        if trigger == "relationship_end":
            return self._ends_of_relationships(rows)
        if trigger == "last_use":
            return self._last_uses(rows)
        return super()._clocks(trigger, rows)

    def _ends_of_relationships(self, rows):
        """A relationship ends with the last contact; without any, nobody said that it
        ended. Addons to the right know of loans that keep it alive."""
        last = self._last_contacts(rows)
        return {
            row.id: max(row.at, last[row.point_id]).date()
            if last.get(row.point_id)
            else None
            for row in rows
        }

    def _last_uses(self, rows):
        """Return when the approved words of that hash last left: None while they may
        be used again. What is no template's was used when it was made."""
        used = {
            sha256: (in_use, last)
            for sha256, in_use, last in self.env.execute_query(
                SQL(
                    "SELECT version.content_sha256,"
                    " bool_or(version.state IN ('review', 'approved')),"
                    " max(touch.sent_at) FROM mortgage_template_version version"
                    " LEFT JOIN mortgage_touch touch"
                    " ON touch.template_version_id = version.id"
                    " WHERE version.content_sha256 = ANY(%s)"
                    " GROUP BY version.content_sha256",
                    [row.sha256 for row in rows],
                )
            )
        }
        clocks = {}
        for row in rows:
            in_use, last = used.get(row.sha256, (False, None))
            clocks[row.id] = None if in_use else max(row.at, last or row.at).date()
        return clocks
