from odoo import fields, models
from odoo.tools import SQL

# What happened with a borrower this long after the last recorded word stands out.
SILENCE = "14 days"
# A lead and a loan come in with a stage: that is no move.
FIRST_STAGE = "1 hour"


class MortgageOffChannel(models.Model):
    """Borrowers with whom things go on while nothing that was said is on record.

    Calls, appointments and moves through the stages show that somebody talks to them;
    without an email, a text or an answer on file, that happens elsewhere.
    """

    _name = "mortgage.off.channel"
    _description = "Borrower without recorded contact"
    _auto = False
    _order = "life_at desc, id desc"
    _rec_name = "lead_id"

    lead_id = fields.Many2one("crm.lead", readonly=True)
    partner_id = fields.Many2one("res.partner", "Borrower", readonly=True)
    user_id = fields.Many2one("res.users", "Loan officer", readonly=True)
    team_id = fields.Many2one("crm.team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    called_at = fields.Datetime("Last call", readonly=True)
    moved_at = fields.Datetime("Last stage", readonly=True)
    met_at = fields.Datetime("Last appointment", readonly=True)
    life_at = fields.Datetime("Last sign of life", readonly=True)
    words_at = fields.Datetime("Last word on record", readonly=True)
    hand_at = fields.Datetime(
        "Last by hand or answered",
        readonly=True,
        help="What a person wrote, on either side; automatic messages do not count.",
    )
    silent_days = fields.Integer("Days without a word", readonly=True, aggregator="max")

    @property
    def _table_query(self):
        # Not the ORM: one row per lead out of five tables, grouped in PostgreSQL.
        return SQL(
            "SELECT found.*, GREATEST(0, EXTRACT(day FROM"
            " found.life_at - COALESCE(found.words_at, found.since)))::integer"
            " AS silent_days FROM (%s) found"
            " WHERE found.life_at IS NOT NULL AND ("
            "found.hand_at IS NULL OR found.hand_at < found.life_at - %s::interval)",
            self._signs_query(),
            SILENCE,
        )

    def _signs_query(self):
        return SQL(
            "SELECT lead.id, lead.id AS lead_id, lead.partner_id, lead.user_id,"
            " lead.team_id, lead.company_id, lead.create_date AS since,"
            " calls.at AS called_at, stages.at AS moved_at, meetings.at AS met_at,"
            " GREATEST(calls.at, stages.at, meetings.at) AS life_at,"
            " GREATEST(automatic.at, words.at) AS words_at, words.at AS hand_at"
            " FROM crm_lead lead JOIN crm_team team ON team.id = lead.team_id"
            " AND team.is_mortgage"
            " LEFT JOIN LATERAL (%(calls)s) calls ON true"
            " LEFT JOIN LATERAL (%(stages)s) stages ON true"
            " LEFT JOIN LATERAL (%(meetings)s) meetings ON true"
            " LEFT JOIN LATERAL (%(automatic)s) automatic ON true"
            " LEFT JOIN LATERAL (%(words)s) words ON true"
            " WHERE lead.partner_id IS NOT NULL",
            calls=SQL(
                "SELECT max(touch.sent_at) AS at FROM mortgage_touch touch"
                " WHERE touch.res_model = 'crm.lead' AND touch.res_id = lead.id"
                " AND touch.channel IN ('call', 'voicemail')"
                " AND touch.state IN ('sent', 'delivered')"
            ),
            stages=SQL(
                "SELECT GREATEST(CASE WHEN lead.date_last_stage_update >"
                " lead.create_date + %(first)s::interval"
                " THEN lead.date_last_stage_update END, max(loan.milestone_since)"
                " FILTER (WHERE loan.milestone_since >"
                " loan.create_date + %(first)s::interval)) AS at"
                " FROM mortgage_loan loan WHERE loan.lead_id = lead.id",
                first=FIRST_STAGE,
            ),
            meetings=SQL(
                "SELECT max(event.start) AS at FROM calendar_event event"
                " WHERE event.opportunity_id = lead.id AND event.active"
                " AND event.start <= now() at time zone 'UTC'"
            ),
            automatic=SQL(
                "SELECT max(touch.sent_at) AS at FROM mortgage_touch touch"
                " WHERE touch.partner_id = lead.partner_id AND touch.origin <> 'manual'"
                " AND touch.channel IN ('email', 'sms', 'letter')"
                " AND touch.state IN ('sent', 'delivered')"
            ),
            words=self._words_query(),
        )

    def _words_query(self):
        """Return the query of the last word that a person wrote, ours or theirs."""
        return SQL(
            "SELECT GREATEST("
            "(SELECT max(touch.sent_at) FROM mortgage_touch touch"
            " WHERE touch.partner_id = lead.partner_id AND touch.origin = 'manual'"
            " AND touch.channel IN ('email', 'sms', 'letter')"
            " AND touch.state IN ('sent', 'delivered')),"
            " (SELECT max(inbound.at) FROM mortgage_inbound_message inbound"
            " WHERE inbound.res_model = 'crm.lead' AND inbound.res_id = lead.id),"
            " (SELECT max(inbound.at) FROM mortgage_inbound_message inbound"
            " JOIN mortgage_contact_point_partner_rel owned"
            " ON owned.point_id = inbound.point_id"
            " WHERE owned.partner_id = lead.partner_id),"
            " (SELECT max(journal.at) FROM mortgage_journal_message journal"
            " WHERE journal.partner_id = lead.partner_id"
            " AND journal.state = 'filed')) AS at"
        )

    def action_open_lead(self):
        """Open the lead, for whoever may see it."""
        self.ensure_one()
        self.check_access("read")
        self.lead_id.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "views": [[False, "form"]],
        }
