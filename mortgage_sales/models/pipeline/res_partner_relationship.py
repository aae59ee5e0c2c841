from dataclasses import replace
from datetime import timezone

from odoo import models
from odoo.tools import SQL

from odoo.addons.mortgage_compliance.tools.relationship import Relationship

from .mortgage_party import HOUSEHOLD_ROLES

# Whose lead it is, and who borrows with them: each stands to the lender by the whole.
THEIRS = """
    SELECT lead.partner_id AS person_id, lead.id AS lead_id
      FROM crm_lead lead JOIN crm_team team ON team.id = lead.team_id
     WHERE lead.partner_id = ANY(%(ids)s) AND team.is_mortgage
       AND (lead.company_id = %(company)s OR lead.company_id IS NULL)
     UNION
    SELECT party.partner_id, lead.id
      FROM mortgage_party party
      JOIN crm_lead lead ON lead.id = party.lead_id
      JOIN crm_team team ON team.id = lead.team_id
     WHERE party.partner_id = ANY(%(ids)s) AND party.role = ANY(%(roles)s)
       AND team.is_mortgage
       AND (lead.company_id = %(company)s OR lead.company_id IS NULL)
"""
STANDING = """
    WITH theirs AS (%(theirs)s),
    -- A lead whose loan is funded is done with, whatever stage it was left in.
    asked AS (
        SELECT theirs.person_id,
               max(LEAST(inquiry.submitted_at, inquiry.received_at)) AS at
          FROM theirs JOIN mortgage_inquiry inquiry USING (lead_id)
         WHERE inquiry.asked_us AND inquiry.company_id = %(company)s
      GROUP BY theirs.person_id),
    leads AS (
        SELECT theirs.person_id,
               max(lead.date_closed) FILTER (WHERE lead.won_status = 'won') AS won_at,
               bool_or(lead.active AND lead.won_status = 'pending'
                       AND NOT funded.it_is) AS is_open,
               bool_or(lead.active AND lead.won_status = 'pending'
                       AND NOT funded.it_is
                       AND stage.mortgage_processing) AS in_process
          FROM theirs JOIN crm_lead lead ON lead.id = theirs.lead_id
     LEFT JOIN crm_stage stage ON stage.id = lead.stage_id
    CROSS JOIN LATERAL (SELECT EXISTS (
                   SELECT FROM mortgage_loan loan
                    WHERE loan.lead_id = lead.id AND loan.state = 'funded')
               ) AS funded(it_is)
      GROUP BY theirs.person_id),
    own_loans AS (
        SELECT partner_id AS person_id, id FROM mortgage_loan
         WHERE partner_id = ANY(%(ids)s) AND company_id = %(company)s
         UNION
        SELECT theirs.person_id, loan.id
          FROM theirs JOIN mortgage_loan loan USING (lead_id)
         WHERE loan.company_id = %(company)s),
    loans AS (
        SELECT own.person_id, max(loan.application_on)::timestamp AS applied_at,
               max(loan.funded_on)::timestamp AS funded_at,
               bool_or(loan.state = 'active') AS in_process
          FROM own_loans own JOIN mortgage_loan loan USING (id)
      GROUP BY own.person_id)
    SELECT person_id, asked.at, loans.applied_at,
           GREATEST(loans.funded_at, leads.won_at),
           COALESCE(leads.in_process, FALSE) OR COALESCE(loans.in_process, FALSE),
           COALESCE(leads.is_open, FALSE)
      FROM leads FULL JOIN loans USING (person_id) LEFT JOIN asked USING (person_id)
"""
# Only sources that sold the lead and whose basis nobody signed off stand for them.
UNSIGNED = """
    WITH theirs AS (%(theirs)s),
    sources AS (
        SELECT theirs.person_id, lead.lead_source_id AS source_id
          FROM theirs JOIN crm_lead lead ON lead.id = theirs.lead_id
         UNION
        SELECT theirs.person_id, inquiry.source_id
          FROM theirs JOIN mortgage_inquiry inquiry USING (lead_id))
    SELECT sources.person_id, min(source.name)
      FROM sources JOIN mortgage_lead_source source ON source.id = sources.source_id
     WHERE source.company_id = %(company)s
  GROUP BY sources.person_id
    HAVING bool_and(source.consent_basis = 'vendor_form'
                    AND source.basis_signed_at IS NULL)
"""


class ResPartner(models.Model):
    """How a person stands to the lender of the environment's company."""

    _inherit = "res.partner"

    def _mortgage_relationships(self):
        """Add what leads, inquiries and loan files tell, two queries a batch."""
        relationships = super()._mortgage_relationships()
        if not self.ids:
            return relationships
        self._mortgage_flush_standing()
        unsigned = dict(self._mortgage_standing_rows(UNSIGNED))
        for row in self._mortgage_standing_rows(STANDING):
            person_id, asked, applied, closed, in_process, is_open = row
            relationships[person_id] = replace(
                relationships.get(person_id, Relationship()),
                inquired_at=_aware(asked),
                applied_at=_aware(applied),
                closed_at=_aware(closed),
                phase=_phase(in_process, is_open, closed),
                unsigned_source=unsigned.get(person_id, ""),
            )
        return relationships

    def _mortgage_standing_rows(self, query):
        """Return the rows of ``query`` about these people and their leads.

        Not the ORM: sums over four tables for a whole batch at once.
        """
        facts = {
            "ids": self.ids,
            "company": self.env.company.id,
            "roles": list(HOUSEHOLD_ROLES),
        }
        return self.env.execute_query(SQL(query, theirs=SQL(THEIRS, **facts), **facts))

    def _mortgage_flush_standing(self):
        for model, names in {
            "crm.lead": [
                *("partner_id", "team_id", "company_id", "stage_id", "active"),
                *("won_status", "date_closed", "lead_source_id"),
            ],
            "mortgage.party": ["lead_id", "partner_id", "role"],
            "mortgage.loan": [
                *("partner_id", "lead_id", "company_id", "state"),
                *("application_on", "funded_on"),
            ],
            "mortgage.inquiry": ["lead_id", "source_id", "company_id"],
            "mortgage.lead.source": ["consent_basis", "basis_signed_at", "company_id"],
        }.items():
            self.env[model].flush_model(names)


def _aware(moment):
    return moment and moment.replace(tzinfo=timezone.utc)


def _phase(in_process, is_open, closed):
    if in_process:
        return "in_process"
    return "past_client" if closed and not is_open else "lead"
