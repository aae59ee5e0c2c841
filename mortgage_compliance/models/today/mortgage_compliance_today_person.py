from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.email import canonical
from ...tools.phone import e164

SHORTEST = 3
FOUND = 8
SHOWN = 10


class MortgageComplianceToday(models.AbstractModel):
    """One search box: who may not be contacted, who agreed, and all that was sent."""

    _inherit = "mortgage.compliance.today"

    @api.model
    def find(self, words):
        """Return whom ``words``, a name, number or email address, may mean.

        Rows ``{name, points, counts, touches, action, partner_id, point_ids}``: each
        address with what stops it and what was agreed to, how many messages stand in
        which state, and the latest of them where one person is found.
        """
        self._check_viewer()
        words = " ".join(str(words or "").split())
        if len(words) < SHORTEST:
            return []
        people = self._people(words)
        stops = self.env["mortgage.suppression"]._active_rows(
            [point.id for _partner, points in people for point in points]
        )
        levels = (
            self.env["mortgage.consent"]
            .sudo()
            ._levels([point.id for _partner, points in people for point in points])
        )
        counts = self._counts_of(people)
        rows = [
            {
                "name": partner.name or points[:1].value or "",
                "points": [self._point_row(point, stops, levels) for point in points],
                "counts": counts[place],
                "touches": [],
                "action": self._messages_of(partner, points),
                "partner_id": partner.id,
                "point_ids": points.ids,
            }
            for place, (partner, points) in enumerate(people)
        ]
        if len(rows) == 1:
            rows[0]["touches"] = self._latest(rows[0]["action"]["domain"])
        return rows

    def _people(self, words):
        """Return ``[(partner, contact points)]`` that the caller may see; no partner
        where only the address is known."""
        points = self._points_named(words)
        partners = self.env["res.partner"]
        if points is None:
            points = self.env["mortgage.contact.point"]
            partners = partners.search(
                [("name", "ilike", words), ("mortgage_point_ids", "!=", False)],
                limit=FOUND,
            )
        partners |= points.sudo().partner_ids.sudo(False)[:FOUND]
        partners = partners._filtered_access("read")
        # Any employee may read a card, but not what its person agreed to.
        seen = points.search([("partner_ids", "in", partners.ids)])
        people = [
            (partner, own)
            for partner in partners
            if (own := seen & partner.sudo().mortgage_point_ids)
        ]
        alone = points.filtered(lambda point: not point.sudo().partner_ids)
        return people + [(partners.browse(), point) for point in alone]

    def _points_named(self, words):
        """Return the contact points that ``words`` name; None where it is a name."""
        known = self.env["mortgage.contact.point"]
        email, phone = "@" in words and canonical(words), e164(words)
        digits = "".join(filter(str.isdigit, words))
        if email or phone:
            return known.search([("value", "in", [email or "", phone or ""])])
        if len(digits) > SHORTEST and not any(map(str.isalpha, words)):
            return known.search(
                [("kind", "=", "phone"), ("value", "like", digits)], limit=FOUND
            )
        if "@" in words:
            return known.search(
                [("kind", "=", "email"), ("value", "ilike", words)], limit=FOUND
            )
        return None

    def _point_row(self, point, stops, levels):
        rows = self.env["mortgage.suppression"]
        reasons = dict(rows._fields["reason"]._description_selection(self.env))
        scopes = dict(rows._fields["scope"]._description_selection(self.env))
        return {
            "value": point.value,
            "stops": [
                self.env._(
                    "%(scope)s: %(reason)s %(day)s",
                    scope=scopes[row["scope"]],
                    reason=reasons[row["reason"]],
                    day=format_date(self.env, row["at"]) if row["at"] else "",
                ).strip()
                for row in stops.get(point.id, ())
            ],
            "consents": self._consent_words(levels.get(point.id) or {}),
            "action": self._list(
                "mortgage.consent",
                self.env._("Consents of %s", point.value),
                [("point_id", "=", point.id)],
            ),
        }

    def _consent_words(self, levels):
        """Return such as "Text: express written consent"."""
        channels = dict(
            self.env["mortgage.touch"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        said = {
            "pec": self.env._("express consent"),
            "pewc": self.env._("express written consent"),
        }
        return [
            self.env._(
                "%(channel)s: %(level)s",
                channel=channels.get(channel, channel),
                level=said.get(level, level),
            )
            for channel, level in sorted(levels.items())
        ]

    def _messages_domain(self, partner, points):
        to_point = Domain("point_id", "in", points.ids)
        to_person = Domain("partner_id", "=", partner.id) if partner else Domain.FALSE
        return to_point | to_person

    def _messages_of(self, partner, points):
        name = partner.name or points[:1].value
        return self._list(
            "mortgage.touch",
            self.env._("Messages and calls: %s", name),
            list(self._messages_domain(partner, points)),
            context={"create": False, "rule_by_name": True},
        )

    def _counts_of(self, people):
        """Return for each of ``people`` the ``[(state, name, count)]`` of messages."""
        touches = self.env["mortgage.touch"]
        wanted = [self._messages_domain(*person) for person in people]
        groups = touches._read_group(
            Domain.OR(wanted), ["partner_id", "point_id", "state"], ["__count"]
        )
        states = dict(touches._fields["state"]._description_selection(self.env))
        counts = []
        for partner, points in people:
            own = dict.fromkeys(states, 0)
            for to, point, state, count in groups:
                if (partner and to == partner) or point in points:
                    own[state] += count
            counts.append([(s, states[s], n) for s, n in own.items() if n])
        return counts

    def _latest(self, domain):
        touches = self.env["mortgage.touch"].search(
            domain, order="due_at desc, id desc", limit=SHOWN
        )
        labels = {
            name: dict(touches._fields[name]._description_selection(self.env))
            for name in ("channel", "state")
        }
        return [
            {
                "id": touch.id,
                "at": fields.Datetime.to_string(touch.sent_at or touch.due_at),
                "channel": labels["channel"][touch.channel],
                "about": touch.about,
                "state": touch.state,
                "state_name": labels["state"][touch.state],
                "reason": touch.reason or "",
                "citation": touch.citation or "",
                "released": touch.release_text or "",
            }
            for touch in touches
        ]
