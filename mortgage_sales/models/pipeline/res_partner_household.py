from collections import defaultdict
from dataclasses import replace

from odoo import models
from odoo.tools import SQL

from odoo.addons.mortgage_compliance.tools.relationship import Relationship

from .mortgage_party import HOUSEHOLD_ROLES

# More than so many at one address are neighbors in a building, not a household.
MOST_AT_HOME = 6
# Whom a lead's borrower and co-borrowers share it with.
ON_ONE_LEAD = """
    WITH members AS (
        SELECT lead.id AS lead_id, lead.partner_id AS person_id
          FROM crm_lead lead JOIN crm_team team ON team.id = lead.team_id
         WHERE team.is_mortgage AND lead.partner_id = ANY(%(ids)s)
         UNION
        SELECT lead_id, partner_id FROM mortgage_party
         WHERE role = ANY(%(roles)s) AND partner_id = ANY(%(ids)s))
    SELECT members.person_id, lead.partner_id
      FROM members JOIN crm_lead lead ON lead.id = members.lead_id
     WHERE lead.partner_id IS NOT NULL
     UNION
    SELECT members.person_id, party.partner_id
      FROM members JOIN mortgage_party party USING (lead_id)
     WHERE party.role = ANY(%(roles)s)
"""
# Which borrowers live at the same street and ZIP. A street without a number is none,
# and at a company's address people work.
AT_ONE_ADDRESS = """
    SELECT person.id, other.id
      FROM res_partner person
      JOIN res_partner other
        ON left(other.zip, 5) = left(person.zip, 5)
       AND lower(other.street) = lower(person.street)
       AND lower(COALESCE(other.street2, '')) = lower(COALESCE(person.street2, ''))
     WHERE person.id = ANY(%(ids)s) AND person.street ~ '[0-9]' AND person.zip <> ''
       AND other.id <> person.id AND other.active
       AND NOT COALESCE(person.is_company, FALSE) AND person.parent_id IS NULL
       AND NOT COALESCE(other.is_company, FALSE) AND other.parent_id IS NULL
       AND EXISTS (SELECT FROM mortgage_contact_point_partner_rel known
                    WHERE known.partner_id = other.id)
"""
ADDRESS = ("street", "street2", "zip", "active", "is_company", "parent_id")


class ResPartner(models.Model):
    """Who shares a household: co-borrowers and who lives at the same residence, never
    who has the same name."""

    _inherit = "res.partner"

    # Serves the search for who else lives at an address.
    _mortgage_residence_idx = models.Index(
        "((left(zip, 5)), (lower(street))) WHERE street IS NOT NULL AND zip IS NOT NULL"
    )

    def _mortgage_relationships(self):
        """Add the household, two queries a batch."""
        relationships = super()._mortgage_relationships()
        if not self.ids:
            return relationships
        households = self._mortgage_households()
        return {
            partner_id: replace(
                relationships.get(partner_id, Relationship()),
                household=households[partner_id],
            )
            for partner_id in self.ids
        }

    def _mortgage_households(self):
        """Return ``{partner id: ids of the household, this one first}``."""
        self.env["res.partner"].flush_model(ADDRESS)
        self.env["crm.lead"].flush_model(["partner_id", "team_id"])
        self.env["mortgage.party"].flush_model(["lead_id", "partner_id", "role"])
        facts = {"ids": self.ids, "roles": list(HOUSEHOLD_ROLES)}
        homes, others = defaultdict(set), defaultdict(set)
        # Not the ORM: people are joined with each other, for a whole batch at once.
        for person_id, other_id in self.env.execute_query(SQL(AT_ONE_ADDRESS, **facts)):
            homes[person_id].add(other_id)
        for person_id, other_id in self.env.execute_query(SQL(ON_ONE_LEAD, **facts)):
            others[person_id].add(other_id)
        households = {}
        for person_id in self.ids:
            home = homes[person_id]
            alike = home if len(home) < MOST_AT_HOME else set()
            rest = (alike | others[person_id]) - {person_id}
            households[person_id] = (person_id, *sorted(rest))
        return households
