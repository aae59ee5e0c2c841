from odoo import fields, models


class MortgageContactTopic(models.Model):
    """Something marketing writes about that a borrower may turn off by itself.

    The Spanish words stand here and not in Odoo's translations: a borrower reads them
    whether or not the lender has installed Spanish for its own people.
    """

    _name = "mortgage.contact.topic"
    _description = "Topic of marketing"
    _order = "sequence, name, id"

    code = fields.Char(required=True, copy=False)
    name = fields.Char(required=True)
    name_es = fields.Char("Name in Spanish", required=True)
    hint = fields.Char(help="What comes under this topic, as borrowers read it.")
    hint_es = fields.Char("Hint in Spanish")
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This code is taken.")

    def _in(self, lang):
        """Return ``(code, name, hint)`` of each topic in ``lang``, en or es."""
        spanish = lang == "es"
        return [
            (
                topic.code,
                topic.name_es if spanish else topic.name,
                (topic.hint_es if spanish else topic.hint) or "",
            )
            for topic in self
        ]
