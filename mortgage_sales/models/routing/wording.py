import json

from odoo.addons.mortgage_compliance.tools.places import state_name

from ...tools import eligibility


class Wording:
    """Says in words what routing found, for decisions that people read.

    One object serves a batch: what many leads share is put into words once.
    """

    def __init__(self, env, officers, at):
        self.env = env
        self.at = at
        self._officers = officers
        users = env["res.users"].sudo().browse(officers)
        self._names = {user.id: user.name for user in users}
        self._on = set(users._mortgage_is_on(at)) if users else set()
        self._candidates = {}
        self._others = {}
        self._turns = {}

    def candidates(self, panel, choice):
        """Return as JSON every candidate with a reason; who may own first, in turn.

        Joined from texts that are made once: a thousand leads times fifty people.
        """
        total = len(panel.eligible) + len(panel.obstacles)
        size = len(choice.order)
        line = [
            self._candidate(user_id, self._turn(place, size, total), True)
            for place, user_id in enumerate(choice.order)
        ]
        full = [
            self._candidate(user_id, self._obstacle(user_id, eligibility.CAPPED, panel))
            for user_id in panel.eligible
            if user_id in choice.full
        ]
        return f"[{', '.join([*line, *full, *self._out(panel)])}]"

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
            turn=self._turn(0, len(choice.order), total),
        )

    def _candidate(self, user_id, reason, is_eligible=False):
        key = (user_id, reason, is_eligible)
        if key not in self._candidates:
            self._candidates[key] = json.dumps(
                {
                    "user_id": user_id,
                    "name": self._names[user_id],
                    "eligible": is_eligible,
                    "reason": reason,
                    "on": user_id in self._on,
                }
            )
        return self._candidates[key]

    def _out(self, panel):
        # A panel is shared by all leads with the same rule, company and state.
        if id(panel) not in self._others:
            self._others[id(panel)] = [
                self._candidate(user_id, self._obstacle(user_id, code, panel))
                for user_id, code in panel.obstacles.items()
            ]
        return self._others[id(panel)]

    def _turn(self, place, size, total):
        if (place, size, total) not in self._turns:
            self._turns[place, size, total] = (
                self.env._("place %(place)s in turn", place=place + 1)
                if place
                else self.env._(
                    "next in turn (%(size)s of %(total)s eligible)",
                    size=size,
                    total=total,
                )
            )
        return self._turns[place, size, total]

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
            eligibility.PAUSED: self.env._("paused"),
        }[code]

    def _license(self, with_state, without, panel):
        if not panel.need.state:
            return without
        return with_state % {"state": state_name(panel.need.state)}
