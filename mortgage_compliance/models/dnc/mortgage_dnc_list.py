import re
from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...tools.dnc import DncList, DncLists
from ...tools.places import STATES, state_code, state_name

# A registry's version is good for 31 days; compliance is asked a week before.
WARN_DAYS = 24
USED = ("loaded", "applied", "replaced")


class MortgageDncList(models.Model):
    """A do-not-call list at one version: the national registry's, a state's, or one of
    people who sue. Its numbers stand in a narrow table of their own.

    Lists are of the database, not of a company: whoever is on one is on it for all.
    """

    _name = "mortgage.dnc.list"
    _description = "Do-not-call list"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    kind = fields.Selection(
        [
            ("national", "National registry"),
            ("state", "A state's list"),
            ("litigator", "Litigators"),
        ],
        required=True,
        default="national",
    )
    state = fields.Char(size=2, help="Two-letter code, for a state's list.")
    version_on = fields.Date(
        "Version of",
        required=True,
        default=fields.Date.context_today,
        help="The day the registry made this file.",
    )
    changed_on = fields.Date(
        "Changes until",
        readonly=True,
        copy=False,
        help="The day of the youngest change list that was applied to it.",
    )
    area_codes = fields.Text(
        help="The area codes the file covers, such as “713 281”; empty for those found"
        " in it."
    )
    status = fields.Selection(
        [
            ("draft", "Not loaded"),
            ("loading", "Loading"),
            ("loaded", "In use"),
            ("applied", "Changes applied"),
            ("replaced", "Replaced"),
            ("failed", "Refused"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char()
    sha256 = fields.Char("SHA-256 of the file", readonly=True, copy=False)
    position = fields.Integer("Lines read", readonly=True, copy=False)
    number_count = fields.Integer("Numbers", readonly=True, copy=False)
    bad_count = fields.Integer("Lines that are no number", readonly=True, copy=False)
    bad_lines = fields.Text("Lines to look at", readonly=True, copy=False)
    failure = fields.Char("Why refused", readonly=True, copy=False)
    loaded_at = fields.Datetime(readonly=True, copy=False)
    loaded_by_id = fields.Many2one("res.users", "Loaded by", readonly=True, copy=False)
    age_days = fields.Integer("Days old", compute="_compute_age_days")

    _state_check = models.Constraint(
        "CHECK((kind = 'state') = (state IS NOT NULL AND state <> ''))",
        "A state's list names its state, the others name none.",
    )

    def init(self):
        result = super().init()
        # Millions of numbers that only the gate asks about: no ORM columns, no serial.
        self.env.cr.execute(
            SQL(
                "CREATE TABLE IF NOT EXISTS mortgage_dnc_number ("
                " number bigint NOT NULL,"
                " list_id integer NOT NULL REFERENCES mortgage_dnc_list"
                " ON DELETE CASCADE, PRIMARY KEY (number, list_id))"
            )
        )
        return result

    @property
    def _was_used(self):
        return self.status in USED

    @api.depends("kind", "state", "version_on")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for record in self:
            name = kinds.get(record.kind, "")
            if record.kind == "state":
                name = self.env._("%s do-not-call list", state_name(record.state or ""))
            record.display_name = f"{name}, {record.version_on}"

    @api.depends("version_on", "changed_on")
    def _compute_age_days(self):
        today = fields.Date.context_today(self)
        for record in self:
            # Where it is still yesterday, today's file is no older than today.
            record.age_days = max(0, (today - record._numbers_of()).days)

    def _numbers_of(self):
        """Return the day the numbers are of."""
        return self.changed_on or self.version_on

    @api.constrains("state")
    def _check_state(self):
        for record in self:
            if record.state and record.state not in STATES:
                raise ValidationError(
                    self.env._(
                        "State “%s” of a do-not-call list is unknown: give the"
                        " two-letter code, such as TX.",
                        record.state,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._cleaned(vals) for vals in vals_list])

    def write(self, vals):
        loading = self.filtered(lambda record: record.status == "loading")
        fixed = {"kind", "state", "version_on"} & set(vals) or vals.get("file")
        if fixed and loading:
            # Half of one file and half of another would be no list.
            raise UserError(self.env._("It is being loaded: wait until that is done."))
        fixed = fixed or "area_codes" in vals
        if fixed and any(record._was_used for record in self):
            raise UserError(
                self.env._(
                    "What was loaded stays as it is: it proves which version a number"
                    " was looked up in. Load another file."
                )
            )
        return super().write(self._cleaned(vals))

    @api.model
    def _cleaned(self, vals):
        """Let a person write “Texas”, and “713, 281”."""
        vals = dict(vals)
        if vals.get("state"):
            vals["state"] = state_code(vals["state"]) or vals["state"]
        if vals.get("area_codes"):
            vals["area_codes"] = " ".join(re.findall(r"\d{3}", vals["area_codes"]))
        return vals

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(record._was_used for record in self):
            raise UserError(
                self.env._(
                    "A list that was in use stays on record: verdicts name its version."
                )
            )

    # What the gate asks

    @api.model
    def _in_use(self):
        """Return the lists in use as DncLists."""
        records = self.sudo().search_fetch(
            [("status", "=", "loaded")],
            ["kind", "state", "area_codes", "version_on", "changed_on"],
        )
        return DncLists(
            DncList(
                id=record.id,
                kind=record.kind,
                state=record.state or "",
                areas=frozenset((record.area_codes or "").split()),
                version_at=fields.Datetime.to_datetime(record._numbers_of()).replace(
                    tzinfo=timezone.utc
                ),
            )
            for record in records
        )

    @api.model
    def _listings(self, values):
        """Return ``{E.164 value: set of list ids}`` of the numbers that are listed."""
        numbers = {
            int(value[2:]): value
            for value in values
            if value.startswith("+1") and len(value) == 12
        }
        if not numbers:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT number, list_id FROM mortgage_dnc_number"
                " WHERE number = ANY(%s)",
                list(numbers),
            )
        )
        found = {}
        for number, list_id in rows:
            found.setdefault(numbers[number], set()).add(list_id)
        return found

    # Age

    @api.model
    def _ageing(self):
        """Return the lists in use that are too old or soon will be, oldest first."""
        soon = fields.Date.context_today(self) - timedelta(days=WARN_DAYS)
        in_use = self.search(
            [
                ("status", "=", "loaded"),
                ("kind", "!=", "litigator"),
                ("version_on", "<=", soon),
            ],
            order="version_on, id",
        )
        return in_use.filtered(lambda record: record._numbers_of() <= soon)

    @api.model
    def _cron_watch_age(self):
        """Ask compliance for a new file before a list in use is too old."""
        answers = self.env["mortgage.inbound.message"]
        draft = answers.new({"company_id": self.env.company.id})
        reviewer = draft._reviewers()[:1]
        for record in self._ageing().filtered(lambda record: not record.activity_ids):
            record.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=record._numbers_of() + timedelta(days=31),
                summary=self.env._("Load the new do-not-call file"),
                user_id=reviewer.id,
            )
