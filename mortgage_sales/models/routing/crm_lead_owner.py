from odoo import models
from odoo.tools import SQL

from odoo.addons.base_automation.models.base_automation import WRITE_TRIGGERS

# What is stored and computed from the owner: it follows the team and the company, which
# stay as they are, or the date, which is written along.
SETTLED = frozenset(
    [
        "crm.lead.automated_probability",
        "crm.lead.company_id",
        "crm.lead.date_last_stage_update",
        "crm.lead.date_open",
        "crm.lead.day_open",
        "crm.lead.lead_properties",
        "crm.lead.name",
        "crm.lead.probability",
        "crm.lead.prorated_revenue",
        "crm.lead.recurring_revenue_monthly_prorated",
        "crm.lead.recurring_revenue_prorated",
        "crm.lead.stage_id",
        "crm.lead.team_id",
        "crm.lead.won_status",
        "mortgage.loan.team_id",
    ]
)


class CrmLead(models.Model):
    """How a chosen owner is written on leads: all at once where nothing hangs on it."""

    _inherit = "crm.lead"

    def _mortgage_is_fresh(self, team):
        """Tell whether nobody worked it yet and its team and company stay."""
        return not self.routing_waits and self.team_id == team and bool(self.company_id)

    def _mortgage_owner_is_watched(self):
        """Tell whether the host does something of its own when an owner is set."""
        automations = self.env["base.automation"]._get_actions(self, WRITE_TRIGGERS)
        user_id = self._fields["user_id"]
        return bool(automations) or any(
            field.store and field.compute and str(field) not in SETTLED
            for field in self.env.registry.get_dependent_fields(user_id)
        )

    def _mortgage_write_owner(self, team_id, user_id, at):
        """Write one owner, or none, the way a person would; say nothing about it."""
        vals = {"routing_waits": not user_id}
        if any(lead.team_id.id != team_id for lead in self):
            vals["team_id"] = team_id
        if user_id:
            vals |= {"user_id": user_id, "routed_at": at}
        # The LO's alarm is the follow-up's business: Odoo's own mail about each lead
        # would come on top of it.
        self.with_context(
            mortgage_routing=True,
            mail_auto_subscribe_no_notify=True,
            mail_notrack=True,
        ).write(vals)

    def _mortgage_set_owners(self, owners, at):
        """Write ``{lead id: user id}`` and let the owners follow their leads.

        Not the ORM: it takes one write and five queries for each owner and computes
        the team and the company of every lead again, half a second for a thousand.
        """
        self.flush_recordset()
        now = self.env.cr.now()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_lead lead SET user_id = owner.user_id, routed_at = %s,"
                " routing_waits = FALSE, date_open = %s, day_open = floor(extract("
                " epoch FROM %s - date_trunc('second', lead.create_date)) / 86400),"
                " write_uid = %s, write_date = %s"
                " FROM unnest(%s, %s) owner (lead_id, user_id)"
                " WHERE lead.id = owner.lead_id",
                at,
                now,
                now,
                self.env.uid,
                now,
                list(owners),
                list(owners.values()),
            )
        )
        self._mortgage_subscribe(owners)
        self.invalidate_recordset(flush=False)

    def _mortgage_subscribe(self, owners):
        subtypes, _internal, _external = self.env[
            "mail.message.subtype"
        ].default_subtypes(self._name)
        self.env.cr.execute(
            SQL(
                "WITH follower AS (INSERT INTO mail_followers"
                " (res_model, res_id, partner_id)"
                " SELECT %s, owner.lead_id, users.partner_id"
                " FROM unnest(%s, %s) owner (lead_id, user_id)"
                " JOIN res_users users ON users.id = owner.user_id"
                " ON CONFLICT DO NOTHING RETURNING id)"
                " INSERT INTO mail_followers_mail_message_subtype_rel"
                " (mail_followers_id, mail_message_subtype_id)"
                " SELECT follower.id, subtype FROM follower, unnest(%s::int[]) subtype",
                self._name,
                list(owners),
                list(owners.values()),
                subtypes.ids,
            )
        )
