from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date

from ...tools.preferences import DAYS, Choice
from ..library.mortgage_template import LANGS

METHODS = [
    ("page", "Preferences page"),
    ("call", "On a call"),
    ("text", "By text"),
    ("email", "By email"),
    ("in_person", "In person"),
    ("letter", "By letter"),
]
# What the words of a message are picked by, as on a lead.
LOCALES = {"en": "en_US", "es": "es_419"}


class MortgagePreference(models.Model):
    """What somebody chose to hear, when and in which language.

    Append-only: each row holds all choices, and the youngest counts. It hangs on the
    contact points of a person and so outlives the person's card.
    """

    _name = "mortgage.preference"
    _description = "Contact preferences"
    _log_access = False
    _order = "at desc, id desc"
    _rec_name = "point_id"

    point_id = fields.Many2one(
        "mortgage.contact.point",
        "Email or phone",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    at = fields.Datetime("Chosen", required=True, readonly=True)
    method = fields.Selection(METHODS, "How", required=True, readonly=True)
    topics_off = fields.Char("Topics turned off", readonly=True)
    quiet_days = fields.Char("Quiet weekdays", readonly=True)
    quiet_until = fields.Date("Nothing before", readonly=True)
    lang = fields.Selection(LANGS, "Language", readonly=True)
    note = fields.Char(readonly=True)
    choices_text = fields.Char("Choices", compute="_compute_choices_text")
    # A plain integer: deleting a user must not update an append-only row.
    actor_uid = fields.Integer("User", readonly=True)

    # Serves the gate: the youngest row of each point.
    _point_idx = models.Index("(point_id, at DESC, id DESC)")

    def init(self):
        result = super().init()
        self.env["mortgage.ledger.entry"]._refuse_changes("mortgage_preference")
        return result

    @api.depends("topics_off", "quiet_days", "quiet_until", "lang")
    def _compute_choices_text(self):
        topics = self.env["mortgage.contact.topic"].with_context(active_test=False)
        names = {
            topic.code: topic.name
            for topic in topics.search_fetch([("code", "!=", False)], ["code", "name"])
        }
        days = self._day_names()
        langs = dict(LANGS)
        for row in self:
            off = [names.get(code, code) for code in (row.topics_off or "").split()]
            quiet = [days[day] for day in (row.quiet_days or "").split()]
            told = [
                off and self.env._("no %s", ", ".join(off)),
                quiet and self.env._("no marketing on %s", ", ".join(quiet)),
                row.quiet_until
                and self.env._(
                    "no marketing before %s", format_date(self.env, row.quiet_until)
                ),
                row.lang and self.env._("in %s", langs[row.lang]),
            ]
            row.choices_text = " · ".join(filter(None, told)) or self.env._("no limits")

    @api.model
    def _day_names(self):
        return {
            "mon": self.env._("Monday"),
            "tue": self.env._("Tuesday"),
            "wed": self.env._("Wednesday"),
            "thu": self.env._("Thursday"),
            "fri": self.env._("Friday"),
            "sat": self.env._("Saturday"),
            "sun": self.env._("Sunday"),
        }

    @api.model
    def _choose(self, points, choice, method, note=""):
        """Note a ``choice`` for the people behind ``points`` from this moment on."""
        if set(choice.quiet_days) >= set(DAYS):
            raise ValidationError(
                self.env._(
                    "Leave at least one day of the week; to stop everything, use Do not"
                    " contact."
                )
            )
        people = points._of_the_same_people()
        values = {
            "at": fields.Datetime.now(),
            "method": method,
            "topics_off": " ".join(choice.topics_off) or False,
            "quiet_days": " ".join(choice.quiet_days) or False,
            "quiet_until": choice.quiet_until,
            "lang": choice.lang or False,
            "note": note or False,
            "actor_uid": self.env.uid,
        }
        rows = self.sudo().create(
            [{"point_id": point.id, **values} for point in people]
        )
        if choice.lang:
            people.sudo().partner_ids.mortgage_lang = LOCALES[choice.lang]
        self._log_choices(rows)
        touches = self.env["mortgage.touch"]
        touches._recall(people.ids)
        touches._release(["preference."])
        return rows

    @api.model
    def _log_choices(self, rows):
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "preference",
                    "point_id": row.point_id.id,
                    "res_model": row._name,
                    "res_id": row.id,
                    "payload": {
                        "method": row.method,
                        "topics_off": row.topics_off or "",
                        "quiet_days": row.quiet_days or "",
                        "quiet_until": fields.Date.to_string(row.quiet_until) or "",
                        "lang": row.lang or "",
                        "note": row.note or "",
                    },
                }
                for row in rows
            ]
        )

    @api.model
    def _current(self, point_ids):
        """Return ``{point id: Choice}`` for the points whose people chose something.

        One query for any batch. What was chosen at one address counts at every other
        one of the same person, also at one that came later.
        """
        if not point_ids:
            return {}
        self.flush_model()
        self.env["mortgage.contact.point"].flush_model(["partner_ids"])
        # Not the ORM: the youngest row of each person in one look.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (asked.point_id) asked.point_id, chosen.at,
                       chosen.topics_off, chosen.quiet_days, chosen.quiet_until,
                       chosen.lang
                  FROM mortgage_preference chosen
                  JOIN (SELECT own.id AS point_id, own.id AS chosen_id
                          FROM unnest(%(ids)s) AS own(id)
                         UNION
                        SELECT mine.point_id, other.point_id
                          FROM mortgage_contact_point_partner_rel mine
                          JOIN mortgage_contact_point_partner_rel other
                         USING (partner_id)
                         WHERE mine.point_id = ANY(%(ids)s)) asked
                    ON asked.chosen_id = chosen.point_id
                 ORDER BY asked.point_id, chosen.at DESC, chosen.id DESC
                """,
                ids=list(point_ids),
            )
        )
        return {
            point_id: Choice(
                at=at,
                topics_off=tuple((topics or "").split()),
                quiet_days=tuple((days or "").split()),
                quiet_until=until,
                lang=lang or "",
            )
            for point_id, at, topics, days, until, lang in rows
        }
