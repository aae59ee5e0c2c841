import csv

from odoo import api, fields, models
from odoo.tools import file_open

from ...tools.merge_fields import MergeField

SHIPPED = "mortgage_compliance/data/merge/merge_fields.csv"
CATEGORIES = [
    ("borrower", "Borrower"),
    ("loan", "Loan"),
    ("appointment", "Appointment"),
    ("documents", "Documents"),
    ("lo", "LO"),
    ("company", "Company"),
    ("links", "Links"),
]
KINDS = [
    ("text", "Text"),
    ("list", "List"),
    ("money", "Amount of money"),
    ("rate", "Rate"),
    ("day", "Day"),
    ("time", "Time of day"),
    ("link", "Link"),
]
CHANNELS = ("email", "sms", "call")


class MortgageMergeField(models.Model):
    """What the words of a template may name: the whole list, nothing else is known.

    The rows are the same for every company of the database, like the words they stand
    in; a value comes from the sender, the document or a field of the lender's.
    """

    _name = "mortgage.merge.field"
    _description = "Merge field"
    _order = "category, sequence, name"
    _rec_name = "label"

    name = fields.Char(
        "Written as", required=True, help="As it stands in braces, such as lo_name."
    )
    label = fields.Char("Field", required=True, help="What people call it.")
    sequence = fields.Integer(default=100)
    category = fields.Selection(CATEGORIES, "Group", required=True, default="borrower")
    kind = fields.Selection(KINDS, "Holds", required=True, default="text")
    sample_en = fields.Char("Sample", required=True)
    sample_es = fields.Char("Sample in Spanish", help="Empty: as in English.")
    when_missing = fields.Selection(
        [
            ("stop", "Send nothing"),
            ("fallback", "Say the fallback"),
            ("leave_out", "Leave its line out"),
        ],
        "Without a value",
        required=True,
        default="stop",
    )
    fallback_en = fields.Char("Fallback")
    fallback_es = fields.Char("Fallback in Spanish")
    remedy = fields.Char(
        "Where it is filled in",
        help="The sentence an LO reads when nothing was sent for want of it.",
    )
    on_email = fields.Boolean("In emails", default=True)
    on_sms = fields.Boolean("In texts", default=True)
    on_call = fields.Boolean("In call scripts", default=True)
    in_subject = fields.Boolean(
        "In subjects", help="A subject shows on a locked phone."
    )
    last_four = fields.Boolean(
        "Last four only",
        help="Of a number that is nobody else's business, such as a policy number.",
    )
    from_sender = fields.Boolean(
        readonly=True, help="Taken from the LO, branch or company that speaks."
    )
    origin = fields.Selection(
        [("shipped", "Shipped"), ("lender", "Lender")],
        required=True,
        readonly=True,
        default="lender",
    )
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(name)", "A field of this name is there already.")

    @api.model
    def _load_shipped(self):
        """Add the shipped fields that are not here yet; what is here stays as it is."""
        with file_open(SHIPPED, "r") as source:
            rows = list(csv.DictReader(source))
        names = [row["name"] for row in rows]
        here = self.with_context(active_test=False).search([("name", "in", names)])
        known = set(here.mapped("name"))
        self.create([_values(row) for row in rows if row["name"] not in known])

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self._forget()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self._forget()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget()
        return result

    @api.model
    def _known(self, lang=None):
        """Return ``{name: MergeField}`` of the fields in use, in one query.

        ``lang`` is that of the samples and fallbacks, ``es`` or English. Kept for this
        transaction: a batch asks for each message and each license text.
        """
        lang = "es" if lang == "es" else "en"
        kept = self.env.cr.cache.setdefault(self._name, {})
        if lang not in kept:
            rows = self.sudo().search([("active", "=", True)])
            kept[lang] = {row.name: row._as_value(lang) for row in rows}
        return kept[lang]

    def _forget(self):
        self.env.cr.cache.pop(self._name, None)

    def _as_value(self, lang):
        """Return this row in ``lang`` as a plain value."""
        spanish = lang == "es"
        fallbacks = {
            "stop": None,
            "leave_out": "",
            "fallback": (spanish and self.fallback_es) or self.fallback_en or "",
        }
        return MergeField(
            name=self.name,
            label=self.label,
            category=self.category,
            kind=self.kind,
            sample=(spanish and self.sample_es) or self.sample_en,
            fallback=fallbacks[self.when_missing],
            remedy=self.remedy or "",
            channels=tuple(name for name in CHANNELS if self[f"on_{name}"]),
            in_subject=self.in_subject,
            from_sender=self.from_sender,
            last_four=self.last_four,
            source=self.source or "",
        )


def _values(row):
    """Return a line of the shipped file as values of a record."""
    limits = row.pop("channels").split()
    return {
        **{name: value or False for name, value in row.items()},
        **{f"on_{name}": name in limits for name in CHANNELS},
        "in_subject": "subject" in limits,
        "from_sender": row["from_sender"] == "1",
        "last_four": row["last_four"] == "1",
        "sequence": int(row["sequence"]),
        "origin": "shipped",
    }
