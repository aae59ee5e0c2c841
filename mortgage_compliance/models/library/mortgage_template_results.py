from odoo import api, fields, models
from odoo.tools import SQL

# {field: (states of the contact, events of it)}; either of them counts.
RESULTS = {
    "sent_count": (("sent", "delivered"), ()),
    "delivered_count": (("delivered",), ("delivered",)),
    "opened_count": ((), ("opened",)),
    "replied_count": ((), ("replied",)),
    "opted_out_count": ((), ("opted_out",)),
    "blocked_count": (("blocked",), ()),
}


class MortgageTemplateVersion(models.Model):
    """What came of the messages that were sent with a version's words."""

    _inherit = "mortgage.template.version"

    sent_count = fields.Integer("Sent", compute="_compute_results")
    delivered_count = fields.Integer("Delivered", compute="_compute_results")
    opened_count = fields.Integer("Opened", compute="_compute_results")
    replied_count = fields.Integer("Replied", compute="_compute_results")
    opted_out_count = fields.Integer("Opted out", compute="_compute_results")
    blocked_count = fields.Integer("Blocked", compute="_compute_results")

    @api.depends_context("allowed_company_ids")
    def _compute_results(self):
        counts = self._results()
        for version in self:
            for position, name in enumerate(RESULTS):
                version[name] = counts.get(version._origin.id, {}).get(position, 0)

    def _results(self):
        """Return ``{version id: {position in RESULTS: contacts}}`` in one query."""
        if not self.ids:
            return {}
        self.env["mortgage.touch"].flush_model(["template_version_id", "state"])
        self.env["mortgage.touch.event"].flush_model(["touch_id", "type"])
        # Not the ORM: a contact opened three times counts once, and all six numbers
        # come of one pass.
        rows = self.env.execute_query(
            SQL(
                "SELECT touch.template_version_id, %(numbers)s"
                "  FROM mortgage_touch touch"
                "  LEFT JOIN LATERAL ("
                "       SELECT array_agg(event.type) AS types"
                "         FROM mortgage_touch_event event"
                "        WHERE event.touch_id = touch.id) events ON TRUE"
                " WHERE touch.template_version_id IN %(ids)s"
                "   AND touch.company_id IN %(companies)s"
                " GROUP BY touch.template_version_id",
                numbers=SQL(", ").join(
                    SQL(
                        "count(*) FILTER (WHERE touch.state = ANY(%s)"
                        " OR events.types && %s::varchar[])",
                        list(states),
                        list(types),
                    )
                    for states, types in RESULTS.values()
                ),
                ids=tuple(self.ids),
                companies=tuple(self.env.companies.ids),
            )
        )
        return {version_id: dict(enumerate(numbers)) for version_id, *numbers in rows}

    def action_open_contacts(self):
        """Open the contacts behind the number whose field the context names."""
        self.ensure_one()
        self.check_access("read")
        states, types = RESULTS.get(self.env.context.get("result"), ((), ()))
        domain = [("template_version_id", "=", self.id)]
        if states and types:
            domain.append("|")
        if states:
            domain.append(("state", "in", states))
        if types:
            domain.append(("event_ids.type", "in", types))
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "mortgage.touch",
            "views": [[False, "list"], [False, "form"]],
            "domain": domain,
        }


class MortgageTemplate(models.Model):
    _inherit = "mortgage.template"

    sent_count = fields.Integer("Sent", compute="_compute_sent_count")
    is_unused = fields.Boolean(
        "Unused", compute="_compute_sent_count", search="_search_is_unused"
    )

    @api.depends("version_ids")
    def _compute_sent_count(self):
        for template in self:
            versions = template.version_ids
            template.sent_count = sum(versions.mapped("sent_count"))
            template.is_unused = not template.sent_count

    @api.model
    def _search_is_unused(self, operator, value):
        if operator != "in":
            return NotImplemented
        used = SQL(
            "SELECT version.template_id FROM mortgage_template_version version"
            " WHERE EXISTS (SELECT 1 FROM mortgage_touch touch"
            "  WHERE touch.template_version_id = version.id"
            "    AND touch.state IN ('sent', 'delivered'))"
        )
        return [("id", "not in" if True in value else "in", used)]
