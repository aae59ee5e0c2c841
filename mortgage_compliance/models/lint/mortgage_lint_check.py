from dataclasses import asdict, replace

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.lint import MAX_TEXT, Linter, Text
from ...tools.lint_rule import CHANNELS, KINDS
from ..caller import check_caller

STAFF = (
    *("group_assistant", "group_lo", "group_manager", "group_processor"),
    *("group_marketing", "group_compliance", "group_admin", "group_integration"),
)
MOST_TEXTS = 200
# What a caller may give, with what it must be.
KEYS = {
    "subject": str,
    "body": str,
    "channel": str,
    "kind": str,
    "lang": str,
    "product": str,
    "flags": list,
    "names": list,
    "by_hand": bool,
}


class MortgageLintRule(models.Model):
    """Asking the linter: in Python, by RPC, and on the screen of a rule."""

    _inherit = "mortgage.lint.rule"

    trial_text = fields.Text(
        "Try it on a text",
        store=False,
        help="It is not kept. Write as a borrower reads.",
    )
    trial_answer = fields.Char("Answer", compute="_compute_trial_answer")

    @api.depends("trial_text", "pattern")
    def _compute_trial_answer(self):
        for rule in self:
            rule.trial_answer = rule._trial() if rule.trial_text else ""

    def _trial(self):
        """Say whether the pattern, as it stands on the screen, is in the text."""
        try:
            self._check_pattern()
        except UserError as error:
            return error.args[0]
        value = replace(self._as_pattern(), pattern=self.pattern or "")
        [finding, *_rest] = Linter([value]).lint(
            Text(body=self.trial_text, names=(self.env.company.name,))
        ) or [None]
        if not finding:
            return self.env._("Not found.")
        if finding.reason:
            return self._in_words(finding).title
        return self.env._("Found: “%s”", finding.excerpt or self.trial_text[:90])

    def _as_pattern(self):
        """Return the rule without scope and conditions: what its pattern finds."""
        bare = self.new({"code": self.code or "?", "name": self.name or "?"})
        return replace(bare._as_value(), severity="block", id=self._origin.id)

    @api.model
    def _rule_open_fields(self):
        return super()._rule_open_fields() | {"trial_text"}

    def _rule_content(self):
        content = super()._rule_content()
        return {name: content[name] for name in content if "trial" not in name}

    @api.model
    def _lint(self, texts, company_id=False):
        """Return the findings in each of ``texts``, values of ``tools.lint.Text``."""
        linter = self._linter(company_id)
        return [
            [self._in_words(finding) for finding in linter.lint(text)] for text in texts
        ]

    @api.model
    def check(self, texts):
        """Return, for each text, the rules it breaks.

        A text has ``body`` and may have ``subject``, ``channel``, ``kind``, ``lang``,
        ``product``, ``flags``, ``names`` (company, trade and LO names that stand in it)
        and ``by_hand`` (written by a person to one). A finding has ``code``,
        ``severity`` (block or warn), ``part``, ``start``, ``end``, ``excerpt``,
        ``title``, ``how_to_fix``, ``citation`` and ``rule_id``.
        """
        check_caller(self.env, STAFF, self.env._("have texts checked"))
        if not isinstance(texts, list) or len(texts) > MOST_TEXTS:
            raise UserError(
                self.env._("texts: give a list of %s texts at most.", MOST_TEXTS)
            )
        values = [self._text(number, text) for number, text in enumerate(texts)]
        return [[asdict(one) for one in found] for found in self._lint(values)]

    def _text(self, number, given):
        """Return what a caller gave as a Text, or say what is wrong with it."""
        if not isinstance(given, dict):
            raise UserError(self.env._("texts[%s]: give an object.", number))
        for name, value in given.items():
            if name not in KEYS or not isinstance(value or KEYS[name](), KEYS[name]):
                raise UserError(
                    self.env._(
                        "texts[%(number)s].%(name)s: unknown, or not of its kind. Known"
                        " are %(known)s.",
                        number=number,
                        name=name,
                        known=", ".join(KEYS),
                    )
                )
        for name, known in (("channel", CHANNELS), ("kind", KINDS)):
            if given.get(name) and given[name] not in known:
                raise UserError(
                    self.env._(
                        "texts[%(number)s].%(name)s: write one of %(known)s.",
                        number=number,
                        name=name,
                        known=", ".join(known),
                    )
                )
        own = self.env.company, self.env.user
        given = {name: value for name, value in given.items() if value}
        return Text(
            **given
            | {
                "flags": frozenset(map(str, given.get("flags", ()))),
                "names": (
                    *map(str, given.get("names", ())),
                    *filter(None, [one.name for one in own]),
                    *filter(None, [self.env.company.mortgage_trade_name]),
                ),
                "people": (self.env.user.name,),
            }
        )

    @api.model
    def _in_words(self, finding):
        """Return ``finding`` with words for what could not be judged."""
        if finding.reason == "long":
            return replace(
                finding,
                title=self.env._("This text is too long to be judged"),
                how_to_fix=self.env._(
                    "At most %s characters can be judged. Shorten it, or attach a part"
                    " as a file.",
                    MAX_TEXT,
                ),
            )
        if finding.reason == "slow":
            return replace(
                finding,
                title=self.env._("Could not be judged in time: %s", finding.title),
                how_to_fix=self.env._(
                    "Shorten the text. If it is short already, tell compliance that the"
                    " pattern of rule %s is too slow.",
                    finding.code,
                ),
            )
        return finding
