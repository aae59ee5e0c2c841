from collections import Counter, defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...tools import loan_words
from ...tools.inquiry.people import are_two, group, own_phones
from .arrival import Person

ADDRESS = ("street", "city", "zip", "state_id", "country_id")
FILLED = ("email", "phone", *ADDRESS)
QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_create_nolog": True,
}


class ResPartner(models.Model):
    """Finds or makes the one partner of each person that inquiries are from."""

    _inherit = "res.partner"

    @api.model
    def _mortgage_people(self, arrivals, point_ids, company):
        """Return the borrowers of ``arrivals`` as :class:`Person`, each with a partner.

        ``point_ids`` are those of all their contact points, ``{(kind, value): id}``.
        """
        if not arrivals:
            return []
        claims = self._mortgage_claims(arrivals)
        known = self._mortgage_known(point_ids.values(), company)
        people = self._mortgage_group(claims, known)
        self._mortgage_find_host_partners(people, company)
        self._mortgage_make_partners(people)
        self._mortgage_fill_partners(people)
        self._mortgage_link_points(
            {
                person.partner_id: [point_ids[pair] for pair in person.pairs]
                for person in people
            }
        )
        return [person for person in people if person.arrivals]

    def _mortgage_claims(self, arrivals):
        """Return what is said of whom: ``(values, contact points, arrival)``.

        Where somebody is a co-borrower there is no arrival.
        """
        claims = []
        for arrival in arrivals:
            claims.append((arrival.values, arrival.pairs, arrival))
        for arrival in arrivals:
            co_borrower = arrival.values["co_borrower"]
            if co_borrower["name"]:
                own = dict(arrival.co_pairs)
                said = co_borrower | {
                    "email": own.get("email"),
                    "phone": own.get("phone"),
                    "of": arrival,
                }
                claims.append((said, arrival.co_pairs, None))
        return claims

    def _mortgage_known(self, point_ids, company):
        """Return ``{(kind, value): [(partner id, open lead id or None, who)]}``, where
        ``who`` is the partner's name and emails.

        Not the ORM: one statement for points, their partners and the open leads these
        are borrower or co-borrower of.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT point.kind, point.value, partner.id, open_lead.id,
                       partner.name,
                       ARRAY(SELECT email.value
                               FROM mortgage_contact_point_partner_rel own
                               JOIN mortgage_contact_point email
                                 ON email.id = own.point_id AND email.kind = 'email'
                              WHERE own.partner_id = partner.id)
                  FROM mortgage_contact_point point
                  JOIN mortgage_contact_point_partner_rel rel
                    ON rel.point_id = point.id
                  JOIN res_partner partner
                    ON partner.id = rel.partner_id AND partner.active
                   AND (partner.company_id IS NULL OR partner.company_id = %(company)s)
                  LEFT JOIN LATERAL (
                    SELECT max(lead.id) AS id
                      FROM crm_lead lead
                      JOIN crm_team team ON team.id = lead.team_id
                     WHERE lead.id IN (
                            SELECT id FROM crm_lead WHERE partner_id = partner.id
                            UNION ALL
                            SELECT lead_id FROM mortgage_party
                             WHERE partner_id = partner.id AND role = 'co_borrower')
                       AND lead.active AND lead.won_status = 'pending'
                       AND lead.company_id = %(company)s AND team.is_mortgage
                  ) open_lead ON TRUE
                 WHERE point.id = ANY(%(points)s)
                 ORDER BY partner.id
                """,
                company=company.id,
                points=list(point_ids),
            )
        )
        known = defaultdict(list)
        for kind, value, partner_id, lead_id, name, emails in rows:
            known[kind, value].append((partner_id, lead_id, (name, set(emails))))
        return known

    def _mortgage_group(self, claims, known):
        """Return the people behind ``claims``, with the partner and lead they have."""
        phones = own_phones(
            (*_who(values, pairs), [pair for pair in pairs if pair[0] == "phone"])
            for values, pairs, _arrival in claims
        )
        holdings = [
            {
                *(pair for pair in pairs if pair[0] == "email"),
                *own,
                *(row[0] for row in _rows(known, pairs, _who(values, pairs))),
            }
            for (values, pairs, _arrival), own in zip(claims, phones, strict=True)
        ]
        people = {}
        numbers = group(holdings)
        for number, (values, pairs, arrival) in zip(numbers, claims, strict=True):
            person = people.setdefault(number, Person())
            person.given.append(values)
            person.pairs += [pair for pair in pairs if pair not in person.pairs]
            if arrival:
                person.arrivals.append(arrival)
                arrival.person = person
            else:
                values["of"].co_person = person
        for person in people.values():
            person.partner_id, person.lead_id = self._mortgage_choose(person, known)
        return self._mortgage_without_strays(people.values())

    def _mortgage_choose(self, person, known):
        """Return the partner that most contact points name, and the open lead."""
        named = Counter()
        leads = {}
        who = _who(person.given[0], person.pairs)
        for pair in person.pairs:
            for partner_id, lead_id, _who_it_is in _rows(known, [pair], who):
                # An email is one person's more often than a phone is.
                named[partner_id] += 3 if pair[0] == "email" else 2
                leads[partner_id] = lead_id or 0
        if not named:
            return 0, 0
        partner_id = min(named, key=lambda found: (-named[found], -leads[found], found))
        return partner_id, leads[partner_id] or max(leads.values())

    def _mortgage_without_strays(self, people):
        """Leave out co-borrowers that cannot be told from those a lead has already."""
        kept = []
        for person in people:
            of = person.given[0].get("of")
            stray = of and not person.pairs and of.person.lead_id
            if stray:
                of.co_person = None
            else:
                kept.append(person)
        return kept

    def _mortgage_find_host_partners(self, people, company):
        """Take the host's own contact with the same email rather than make another."""
        wanted = {
            person.first("email"): person
            for person in people
            if not person.partner_id and person.first("email")
        }
        if not wanted:
            return
        found = self.search_fetch(
            [
                ("email_normalized", "in", list(wanted)),
                ("is_company", "=", False),
                ("partner_share", "=", True),
                ("company_id", "in", [False, company.id]),
            ],
            ["email_normalized"],
            order="id desc",
        )
        for partner in found:
            wanted[partner.email_normalized].partner_id = partner.id

    def _mortgage_make_partners(self, people):
        new = [person for person in people if not person.partner_id]
        if not new:
            return
        states, country = self._mortgage_us_states()
        installed = dict(self.env["res.lang"].get_installed())
        partners = self.with_context(**QUIET).create(
            [
                self._mortgage_partner_vals(person, installed)
                | self._mortgage_address(person, states, country)
                for person in new
            ]
        )
        for person, partner in zip(new, partners, strict=True):
            person.partner_id = partner.id

    def _mortgage_partner_vals(self, person, installed):
        lang = loan_words.language_code(person.first("language"))
        return {
            "name": person.first("name"),
            "email": person.first("email"),
            "phone": person.first("phone") or person.first("phone2"),
            "type": "contact",
            **({"lang": lang} if lang in installed else {}),
        }

    def _mortgage_address(self, person, states, country):
        home = next(
            (said for said in person.given if said.get("zip") or said.get("city")), {}
        )
        state = home.get("state") or person.first("state")
        return {
            "street": home.get("street") or False,
            "city": home.get("city") or False,
            "zip": home.get("zip") or False,
            "state_id": states.get(state, False),
            "country_id": country.id,
        }

    @api.model
    def _mortgage_us_states(self):
        """Return ``{code: id}`` of the states, and the United States."""
        country = self.env.ref("base.us")
        states = self.env["res.country.state"].search_fetch(
            [("country_id", "=", country.id)], ["code"]
        )
        return {state.code: state.id for state in states}, country

    def _mortgage_fill_partners(self, people):
        """Give known partners what they lack; what they have stays."""
        self.browse(person.partner_id for person in people).fetch(FILLED)
        lacking = [person for person in people if self._mortgage_lacks(person)]
        if not lacking:
            return
        states, country = self._mortgage_us_states()
        rows = []
        for person in lacking:
            home = self._mortgage_address(person, states, country)
            rows.append(
                SQL(
                    "(%s, %s, %s, %s, %s, %s, %s::int, %s::int)",
                    person.partner_id,
                    person.first("email") or None,
                    person.first("phone") or person.first("phone2") or None,
                    *(home[name] or None for name in ADDRESS),
                )
            )
        # Not the ORM: every partner lacks something else.
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner partner
                   SET email = COALESCE(NULLIF(partner.email, ''), given.email),
                       phone = COALESCE(NULLIF(partner.phone, ''), given.phone),
                       street = CASE WHEN bare THEN given.street
                                     ELSE partner.street END,
                       city = CASE WHEN bare THEN given.city ELSE partner.city END,
                       zip = CASE WHEN bare THEN given.zip ELSE partner.zip END,
                       state_id = CASE WHEN bare THEN given.state_id
                                       ELSE partner.state_id END,
                       country_id = COALESCE(partner.country_id, given.country_id)
                  FROM (VALUES %s) AS given
                       (id, email, phone, street, city, zip, state_id, country_id),
                       LATERAL (SELECT num_nonnulls(p.street, p.city, p.zip) = 0 AS bare
                                  FROM res_partner p WHERE p.id = given.id) AS address
                 WHERE partner.id = given.id
                """,
                SQL(", ").join(rows),
            )
        )
        partners = self.browse(person.partner_id for person in lacking)
        partners.invalidate_recordset(FILLED)
        partners.modified(FILLED)

    def _mortgage_lacks(self, person):
        partner = self.browse(person.partner_id)
        bare = not (partner.street or partner.city or partner.zip)
        return bool(
            (not partner.email and person.first("email"))
            or (not partner.phone and (person.first("phone") or person.first("phone2")))
            or (bare and any(map(person.first, ("street", "city", "zip"))))
        )


def _who(values, pairs):
    """Return the name and the emails of who gives ``values``."""
    return values.get("name"), {value for kind, value in pairs if kind == "email"}


def _rows(known, pairs, who):
    """Return the rows of ``known`` that ``pairs`` name and that may be ``who``."""
    return [
        row
        for pair in pairs
        for row in known.get(pair, ())
        if pair[0] == "email" or not are_two(row[2], who)
    ]
