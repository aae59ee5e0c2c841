from datetime import datetime

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..caller import check_caller

VIEWERS = (
    *("group_assistant", "group_lo", "group_processor", "group_manager"),
    "group_compliance",
)
PAGE = 50
LONGEST_PAGE = 200
GONE = ("sent", "delivered", "failed", "in_doubt", "queued", "due")
WHAT = ("all", "sent", "refused", "received", "permissions")


class MortgageHistory(models.AbstractModel):
    """A person's whole contact history: all that was sent, refused and received, what
    was agreed to and taken back, newest first.

    It only reads, and shows to each caller what that caller may see. A page begins
    where the last one ended, so that the thousandth costs what the first does.
    """

    _name = "mortgage.history"
    _description = "Contact history of a person"

    @api.model
    def show(self, partner_id=False, point_id=False, before="", what="all", limit=PAGE):
        """Return a page of the history of a borrower, or of one email or phone.

        ``before`` is the ``next`` of the page before, ``what`` one of all, sent,
        refused, received, permissions; ``limit`` at most 200. Returns ``name``,
        ``points``, ``rows`` and ``next``, empty at the end.
        """
        check_caller(self.env, VIEWERS, self.env._("see a person's contact history"))
        partner, points = self._person(partner_id, point_id)
        if what not in WHAT:
            raise UserError(
                self.env._("what: give one of: %(known)s.", known=", ".join(WHAT))
            )
        size = min(max(int(limit or PAGE), 1), LONGEST_PAGE)
        found = self._find(partner, points, what, self._cursor(before), size + 1)
        shown = found[:size]
        today = self.env["mortgage.compliance.today"]
        stops = self.env["mortgage.suppression"]._active_rows(points.ids)
        levels = self.env["mortgage.consent"].sudo()._levels(points.ids)
        return {
            "name": partner.name or points[:1].value or "",
            "points": [today._point_row(point, stops, levels) for point in points],
            "rows": self._rows(shown),
            "next": self._after(shown[-1]) if len(found) > size else "",
            "actions": self._actions(partner, points),
        }

    def _person(self, partner_id, point_id):
        """Return ``(partner, contact points)`` that the caller may see."""
        partners = self.env["res.partner"].with_context(active_test=False)
        points = self.env["mortgage.contact.point"]
        partner = partners.browse(_number(partner_id)).exists()
        point = points.browse(_number(point_id)).exists()
        if not partner and not point:
            raise UserError(
                self.env._("partner_id or point_id: there is no such borrower.")
            )
        if point:
            point.check_access("read")
        if partner:
            partner.check_access("read")
            point |= points.search([("partner_ids", "in", partner.ids)])
        return partner, point

    @api.model
    def _cursor(self, before):
        if not before:
            return None
        at, _sign, rest = str(before).partition("|")
        kind, _sign, number = rest.partition("|")
        try:
            return datetime.fromisoformat(at), kind, int(number)
        except ValueError as error:
            raise UserError(
                self.env._("before: give the “next” of the page before.")
            ) from error

    @api.model
    def _after(self, row):
        kind, number, at = row
        return f"{at.isoformat()}|{kind}|{number}"

    def _find(self, partner, points, what, cursor, limit):
        """Return ``[(kind, id, at)]``, newest first, in one query."""
        self.env.flush_all()
        parts = self._parts(partner, points, what)
        older = SQL("TRUE")
        if cursor:
            at, kind, number = cursor
            older = SQL("(at, kind, id) < (%s, %s, %s)", at, kind, number)
        # Not the ORM: one order over the rows of many tables.
        return self.env.execute_query(
            SQL(
                "SELECT kind, id, at FROM (%s) told WHERE at IS NOT NULL AND %s"
                " ORDER BY at DESC, kind DESC, id DESC LIMIT %s",
                SQL(" UNION ALL ").join(parts),
                older,
                limit,
            )
        )

    def _parts(self, partner, points, what):
        """Return the queries of what there is, each ``kind, id, at``."""
        who = {
            "partner": partner.id or 0,
            "points": points.ids,
            "companies": self.env.companies.ids,
        }
        parts = []
        if what in ("all", "sent", "refused"):
            parts.append(self._touches_query(what, who))
        if what in ("all", "sent", "received"):
            parts.append(self._journal_query(what, who))
        if what in ("all", "received"):
            parts.append(
                SQL(
                    "SELECT 'inbound' AS kind, id, at FROM mortgage_inbound_message"
                    " WHERE point_id = ANY(%(points)s)"
                    " AND company_id = ANY(%(companies)s)",
                    **who,
                )
            )
        if what in ("all", "permissions"):
            parts += self._permission_queries(who)
        if what == "all":
            parts.append(
                SQL(
                    "SELECT 'complaint' AS kind, complaint.id, complaint.received_at"
                    " AS at FROM mortgage_complaint complaint"
                    " WHERE complaint.company_id = ANY(%(companies)s)"
                    " AND (complaint.partner_id = %(partner)s OR complaint.id IN ("
                    "SELECT complaint_id FROM mortgage_complaint_point_rel"
                    " WHERE point_id = ANY(%(points)s)))",
                    **who,
                )
            )
        return parts

    def _touches_query(self, what, who):
        states = {
            "sent": SQL("touch.state = ANY(%s)", list(GONE)),
            # What is only planned has not happened.
            "refused": SQL(
                "touch.state <> ALL(%s) AND touch.verdict_at IS NOT NULL", list(GONE)
            ),
        }
        return SQL(
            "SELECT 'touch' AS kind, touch.id, %(moment)s AS at"
            " FROM mortgage_touch touch WHERE touch.company_id = ANY(%(companies)s)"
            " AND (touch.partner_id = %(partner)s OR touch.point_id = ANY(%(points)s))"
            " AND (touch.state <> 'planned' OR touch.verdict_at IS NOT NULL)"
            " AND %(states)s",
            moment=self.env["mortgage.exam.scope"]._moment(),
            states=states.get(what, SQL("TRUE")),
            **who,
        )

    def _journal_query(self, what, who):
        ways = {
            "sent": SQL("journal.direction = 'out'"),
            "received": SQL("journal.direction = 'in' AND journal.inbound_id IS NULL"),
        }
        return SQL(
            "SELECT 'journal' AS kind, journal.id, journal.at"
            " FROM mortgage_journal_message journal"
            " WHERE journal.company_id = ANY(%(companies)s)"
            " AND (journal.partner_id = %(partner)s"
            " OR journal.point_id = ANY(%(points)s)) AND %(way)s",
            # What the borrower wrote was taken in as any other answer.
            way=ways.get(
                what, SQL("(journal.direction = 'out' OR journal.inbound_id IS NULL)")
            ),
            **who,
        )

    def _permission_queries(self, who):
        yield SQL(
            "SELECT 'consent' AS kind, id, at FROM mortgage_consent"
            " WHERE point_id = ANY(%(points)s)"
            " AND (company IS NULL OR company = 0 OR company = ANY(%(companies)s))",
            **who,
        )
        yield SQL(
            "SELECT 'stop' AS kind, id, at FROM mortgage_suppression"
            " WHERE point_id = ANY(%(points)s)",
            **who,
        )
        yield SQL(
            "SELECT 'lift' AS kind, id, lifted_at AS at FROM mortgage_suppression"
            " WHERE point_id = ANY(%(points)s)",
            **who,
        )

    def _actions(self, partner, points):
        """Return what may be done from here: ``[{name, action}]``."""
        actions = []
        if partner:
            actions.append(
                {
                    "name": self.env._("Open the card"),
                    "action": {
                        "type": "ir.actions.act_window",
                        "res_model": "res.partner",
                        "res_id": partner.id,
                        "views": [[False, "form"]],
                    },
                }
            )
        if self.env["mortgage.exam.export"].has_access("create"):
            scope = {
                "about": "borrower",
                "partner_ids": [(6, 0, partner.ids)],
                "addresses": ", ".join(points.mapped("value")),
            }
            context = {
                "default_purpose": self.env._(
                    "Contact history of %s", partner.name or points[:1].value
                ),
                "default_scope_ids": [(0, 0, scope)],
            }
            actions.append(
                {
                    "name": self.env._("Export"),
                    "action": self._form("mortgage.exam.export", context),
                }
            )
        if partner and self.env["mortgage.complaint.filing"].has_access("create"):
            context = {"default_partner_id": partner.id}
            actions.append(
                {
                    "name": self.env._("File a complaint"),
                    "action": {
                        **self._form("mortgage.complaint.filing", context),
                        "target": "new",
                    },
                }
            )
        return actions

    def _form(self, model, context):
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "views": [[False, "form"]],
            "context": context,
        }

    @api.model
    def _page_action(self, partner=None, point=None):
        """Return the action that opens the page."""
        named = partner or point
        return {
            "type": "ir.actions.client",
            "tag": "mortgage_compliance.history",
            "name": self.env._("Contact history: %s", named.display_name),
            "context": {"active_id": named.id, "active_model": named._name},
        }


def _number(value):
    """Return a record's id, 0 for anything that is none."""
    return value if type(value) is int and 0 < value < 2**31 else 0
