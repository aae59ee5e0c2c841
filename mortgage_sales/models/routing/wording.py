import json

from odoo.addons.mortgage_compliance.tools.places import state_name

from ...tools import eligibility
from .candidates import expanded, next_in_turn


class Wording:
    """Says in words what routing found, for decisions that people read.

    One object serves a batch: what many leads share is put into words once.
    """

    def __init__(self, env, officers, at):
        self.env = env
        self.at = at
        self._officers = officers
        users = env["res.users"].sudo().browse(officers)
        on = users._mortgage_is_on(at) if users else ()
        self._on = json.dumps(sorted(on))
        self._out = {}

    def candidates(self, panel, choice):
        """Return the JSON that the field of the decision stores."""
        # A panel is shared by all leads with the same rule, company and state; who was
        # found full may differ from one lead to the next.
        key = (id(panel), choice.full)
        if key not in self._out:
            obstacles = panel.obstacles | dict.fromkeys(choice.full, eligibility.CAPPED)
            self._out[key] = json.dumps(self._grouped(obstacles, panel))
        line = json.dumps(choice.order)
        return f'{{"in": {line}, "out": {self._out[key]}, "on": {self._on}}}'

    def told(self, panel, choice):
        """Return the candidates as people read them."""
        return expanded(self.env, json.loads(self.candidates(panel, choice)))

    def outcome(self, rule, panel, choice):
        """Return the decision in one sentence."""
        total = len(panel.eligible) + len(panel.obstacles)
        if not rule:
            return self.env._("No routing rule fits this lead.")
        if not choice.user_id:
            return self.env._(
                "Rule “%(rule)s”: none of %(total)s may own it now.",
                rule=rule.name,
                total=total,
            )
        return self.env._(
            "Rule “%(rule)s”: %(turn)s.",
            rule=rule.name,
            turn=next_in_turn(self.env, len(choice.order), total),
        )

    def _grouped(self, obstacles, panel):
        groups = {}
        for user_id, code in obstacles.items():
            reason = self._obstacle(user_id, code, panel)
            groups.setdefault(reason, []).append(user_id)
        return list(groups.items())

    def _obstacle(self, user_id, code, panel):
        if code == eligibility.UNLICENSED:
            return self._license(
                self.env._("no %(state)s license"), self.env._("no license"), panel
            )
        if code == eligibility.COMPANY_UNLICENSED:
            return self._license(
                self.env._("the company has no %(state)s license"),
                self.env._("the company has no license"),
                panel,
            )
        if code == eligibility.CAPPED:
            return self.env._("cap %(cap)s reached", cap=self._officers[user_id].cap)
        return {
            eligibility.ARCHIVED: self.env._("has left"),
            eligibility.NOT_AN_OFFICER: self.env._("not a loan officer"),
            eligibility.OFF_TEAM: self.env._("not on the team"),
            eligibility.OTHER_COMPANY: self.env._("works for another company"),
            eligibility.AWAY: self.env._("on vacation"),
            eligibility.PAUSED: self.env._("paused"),
        }[code]

    def _license(self, with_state, without, panel):
        if not panel.need.state:
            return without
        return with_state % {"state": state_name(panel.need.state)}
