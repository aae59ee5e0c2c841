from odoo import api, models
from odoo.tools import SQL

BOUND_TO = "mortgage_compliance.sending_bound_to"
MORTGAGE_USERS = (
    "mortgage_compliance.group_assistant,mortgage_compliance.group_lo,"
    "mortgage_compliance.group_processor,mortgage_compliance.group_marketing,"
    "mortgage_compliance.group_compliance"
)


class MortgageSending(models.AbstractModel):
    """Whether anything may leave at all: the right database, and nobody pressed stop.

    Everything is read from PostgreSQL each time. A cached answer would let another
    worker, or another host, go on sending after the switch.
    """

    _name = "mortgage.sending"
    _description = "Leave to send"

    @api.model
    def banner(self):
        """Return what the user must know before relying on any message, or nothing."""
        user = self.env.user
        if not user.has_groups(MORTGAGE_USERS):
            return ""
        if not self._is_bound():
            return self.env._(
                "This database is a copy or was moved: no message leaves until an"
                " administrator allows sending from it (Mortgage, Compliance, Sending)."
            )
        stopped = self._stopped(user.company_ids.ids)
        return " · ".join(
            self.env._(
                "%(company)s: all automatic messages are stopped (%(reason)s).",
                company=company.name,
                reason=stopped[company.id],
            )
            for company in user.company_ids
            if company.id in stopped
        )

    @api.model
    def _announce(self):
        """Make the open web clients ask for the banner again."""
        groups = self.env["res.groups"]
        for xmlid in MORTGAGE_USERS.split(","):
            groups |= self.env.ref(xmlid).sudo()
        groups._bus_send("mortgage_sending", {})

    @api.model
    def _refusals(self, company_ids):
        """Return ``{company id: reason}``; the reason is empty where it may send."""
        if not self._is_bound():
            unbound = self.env._("This database is a copy: sending is not allowed here")
            return dict.fromkeys(company_ids, unbound)
        stopped = self._stopped(company_ids)
        return {
            company_id: self.env._("Stopped: %(reason)s", reason=stopped[company_id])
            if company_id in stopped
            else ""
            for company_id in company_ids
        }

    @api.model
    def _stopped(self, company_ids):
        """Return ``{company id: reason}`` of the companies that are stopped."""
        self.env["res.company"].flush_model(
            ["mortgage_stopped", "mortgage_stop_reason"]
        )
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, coalesce(mortgage_stop_reason, '') FROM res_company"
                    " WHERE mortgage_stopped AND id = ANY(%s)",
                    list(company_ids),
                )
            )
        )

    @api.model
    def _is_bound(self):
        """Say whether this is the database that an administrator confirmed."""
        return self._bound_to() == self._identity()

    @api.model
    def _bind(self):
        """Confirm this very database as the one that may send."""
        self.env["ir.config_parameter"].sudo().set_param(BOUND_TO, self._identity())

    @api.model
    def _allow_here(self):
        """Bind on an administrator's word; what is overdue does not leave at once."""
        before = self._bound_to()
        self._bind()
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "resume",
                    "payload": {"bound_to": self._identity(), "before": before},
                }
            ]
        )
        self.env["res.company"].sudo().search(
            [("id", ">", 0)]
        )._mortgage_spread_overdue()
        self._announce()

    @api.model
    def _bound_to(self):
        self.env["ir.config_parameter"].flush_model(["key", "value"])
        rows = self.env.execute_query(
            SQL("SELECT value FROM ir_config_parameter WHERE key = %s", BOUND_TO)
        )
        return rows[0][0] if rows else ""

    @api.model
    def _identity(self):
        """Return what a copy, a rename, a restore or another server changes.

        Odoo's uuid changes when Odoo copies a database, the name when PostgreSQL does,
        the oid when a dump is restored under the same name, the system identifier on
        another cluster.
        """
        ((text, readable),) = self.env.execute_query(
            SQL(
                """
                SELECT concat_ws(' ', uuid.value, datname, oid),
                       has_function_privilege('pg_control_system()', 'EXECUTE')
                  FROM pg_database
                  LEFT JOIN ir_config_parameter uuid ON uuid.key = 'database.uuid'
                 WHERE datname = current_database()
                """
            )
        )
        if not readable:
            # Some hosted PostgreSQL keep it from ordinary roles.
            return text
        ((system,),) = self.env.execute_query(
            SQL("SELECT system_identifier FROM pg_control_system()")
        )
        return f"{text} {system}"
