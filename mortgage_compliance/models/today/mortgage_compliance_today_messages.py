from odoo import fields, models

from ...tools import contact_words, release_words
from ...tools.when_words import local, when
from .mortgage_compliance_today import LATELY

SHOWN = 8
# What of a row the page shows.
KEPT = ("code", "name", "citation", "count", "released", "remedy")


class MortgageComplianceToday(models.AbstractModel):
    """What rules hold now, and what they refused lately."""

    _inherit = "mortgage.compliance.today"

    def _held(self):
        domain = [("state", "=", "held")]
        rows = self._by_rule(domain)
        for row in rows:
            row["released"] = self._released(row)
        return self._told(self.env._("Held messages"), domain, rows)

    def _blocked(self):
        since = fields.Datetime.to_string(fields.Datetime.now() - LATELY)
        domain = [("state", "=", "blocked"), ("verdict_at", ">=", since)]
        rows = self._by_rule(domain)
        for row in rows:
            row["remedy"] = contact_words.remedy(row["code"], self.env)
        return self._told(self.env._("Blocked messages"), domain, rows)

    def _by_rule(self, domain):
        """Return a row for each rule that stopped messages, the most first."""
        found = {}
        for code, count, soonest, timed in self.env["mortgage.touch"]._read_group(
            domain, ["rule_code"], ["__count", "hold_until:min", "hold_until:count"]
        ):
            # What no rule stopped has an empty code or none.
            row = found.setdefault(
                code or "", {"code": code or "", "count": 0, "timed": 0, "soonest": []}
            )
            row["count"] += count
            row["timed"] += timed
            row["soonest"] += [soonest] if soonest else []
        rules = self._rules_of(found)
        for code, row in found.items():
            rule = rules.get(code)
            row["name"] = self._rule_name(code, rule)
            row["citation"] = rule.source or "" if rule else ""
            row["domain"] = [*domain, ("rule_code", "=", code or False)]
        return sorted(found.values(), key=lambda row: -row["count"])

    def _rules_of(self, codes):
        """Return ``{code: the rule's latest row}``."""
        rules = self.env["mortgage.contact.policy"].sudo()
        found = rules.search([("code", "in", list(codes))], order="valid_from, id")
        return {rule.code: rule for rule in found}

    def _rule_name(self, code, rule):
        if rule:
            return rule.name
        if code == "no_address":
            return self.env._("There is an address to write to")
        return self.env._("What could not be handed over yet")

    def _released(self, row):
        """Say when what a rule holds goes: at a time, or once somebody did his part."""
        parts = []
        if row["soonest"]:
            parts.append(self._first_words(min(row["soonest"])))
        if row["timed"] < row["count"]:
            parts.append(release_words.waits_for(row["code"], self.env))
        return "; ".join(parts)

    def _first_words(self, soonest):
        now = fields.Datetime.now()
        if soonest <= now:
            return self.env._("the first any minute now")
        zone = self.env.user.tz or "UTC"
        return self.env._(
            "the first %(when)s, your time",
            when=when(local(soonest, zone), local(now, zone), self.env),
        )

    def _told(self, name, domain, rows):
        shown = [
            {
                **{key: row[key] for key in KEPT if key in row},
                "action": self._messages_action(row["name"], row["domain"]),
            }
            for row in rows[:SHOWN]
        ]
        return {
            "count": sum(row["count"] for row in rows),
            "most": max((row["count"] for row in rows), default=0),
            "rows": shown,
            "more": len(rows[SHOWN:]),
            "action": self._messages_action(name, domain, group_by=["rule_id"]),
        }

    def _messages_action(self, name, domain, **context):
        """Return the list of held or blocked messages that ``domain`` finds."""
        kind = "held" if ("state", "=", "held") in domain else "blocked"
        view = self.env.ref(f"mortgage_compliance.mortgage_touch_view_list_{kind}")
        return self._list(
            "mortgage.touch",
            name,
            domain,
            views=[[view.id, "list"], [False, "form"]],
            context={"create": False, "rule_by_name": True, **context},
        )
