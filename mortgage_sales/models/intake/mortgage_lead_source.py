import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# The same hashing as Odoo's own API keys.
from odoo.addons.base.models.res_users import KEY_CRYPT_CONTEXT

CODE_PATTERN = r"^[a-z0-9][a-z0-9_-]{1,62}$"
KEY_BYTES = 24
MAX_KEY = 200
OLD_KEY_HOURS = 24
# What a key is compared with where there is none, so that the answer takes as long.
NO_KEY = KEY_CRYPT_CONTEXT.hash(secrets.token_urlsafe(KEY_BYTES))


class MortgageLeadSource(models.Model):
    """Where inquiries come from: a web form, a vendor, a partner's feed."""

    _name = "mortgage.lead.source"
    _description = "Lead source"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(
        required=True,
        index=True,
        copy=False,
        tracking=True,
        help="Stands in the address that inquiries are posted to. Small letters, "
        "digits, - and _.",
    )
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    team_id = fields.Many2one(
        "crm.team",
        check_company=True,
        domain=[("is_mortgage", "=", True)],
        tracking=True,
        help="Its leads start here; routing rules may say otherwise.",
    )
    utm_source_id = fields.Many2one("utm.source", "Marketing source")
    cost = fields.Monetary("Cost per lead")
    currency_id = fields.Many2one(related="company_id.currency_id")
    consent_basis = fields.Selection(
        [
            ("own_form", "Our own form"),
            ("vendor_form", "A vendor's form"),
            ("none", "No consent text is shown"),
        ],
        string="Consent basis",
        required=True,
        default="vendor_form",
        tracking=True,
        help="Where the borrower agrees to be called and texted.",
    )
    names_seller = fields.Boolean(
        "The form names us",
        tracking=True,
        help="Only a consent that names this company as the seller counts for "
        "marketing calls and texts.",
    )
    unlicensed = fields.Selection(
        [
            ("refuse", "Refuse it"),
            ("refer", "Keep it to refer it out"),
        ],
        string="Where we are not licensed",
        required=True,
        default="refuse",
        tracking=True,
        help="What becomes of an inquiry from a state in which the company has no"
        " license. In neither case is anything sent.",
    )
    per_minute = fields.Integer(
        "Inquiries per minute at most",
        default=6000,
        help="More are refused until the minute is over. 0 for no limit.",
    )
    post_url = fields.Char("Address to post to", compute="_compute_post_url")
    key_set_at = fields.Datetime("Key since", readonly=True, copy=False)
    key_hash = fields.Char(copy=False, groups=fields.NO_ACCESS)
    old_key_hash = fields.Char(copy=False, groups=fields.NO_ACCESS)
    old_key_until = fields.Datetime("Former key works until", readonly=True, copy=False)
    inquiry_count = fields.Integer(compute="_compute_inquiry_count")

    _code_uniq = models.Constraint("UNIQUE(code)", "This code is taken.")
    _code_form = models.Constraint(
        f"CHECK(code ~ '{CODE_PATTERN}')",
        "A code has small letters, digits, - and _, and at least two of them.",
    )

    @api.depends("code")
    def _compute_post_url(self):
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url")
        for source in self:
            source.post_url = f"{base}/mortgage/inquiry/{source.code or ''}"

    def _compute_inquiry_count(self):
        counts = dict(
            self.env["mortgage.inquiry"]._read_group(
                [("source_id", "in", self.ids)], ["source_id"], ["__count"]
            )
        )
        for source in self:
            source.inquiry_count = counts.get(source, 0)

    def action_new_key(self):
        """Make a new key and show it, this once."""
        self.check_access("write")
        self.ensure_one()
        key = secrets.token_urlsafe(KEY_BYTES)
        self._set_key(key)
        shown = self.env["mortgage.source.key"].create(
            {"source_id": self.id, "key": key}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("The key of %s", self.name),
            "res_model": shown._name,
            "res_id": shown.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_open_inquiries(self):
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mortgage_sales.mortgage_inquiry_action"
        )
        action["domain"] = [("source_id", "=", self.id)]
        return action

    def _set_key(self, key):
        """Store the hash of ``key``; the one before works another day."""
        self.ensure_one()
        if not 8 <= len(key) <= MAX_KEY:
            raise ValidationError(
                self.env._("A key has between 8 and %(most)s characters.", most=MAX_KEY)
            )
        now = fields.Datetime.now()
        source = self.sudo()
        source.write(
            {
                "old_key_hash": source.key_hash,
                "old_key_until": source.key_hash
                and now + timedelta(hours=OLD_KEY_HOURS),
                "key_hash": KEY_CRYPT_CONTEXT.hash(key),
                "key_set_at": now,
            }
        )

    @api.model
    def _authenticate(self, code, key):
        """Return the source that ``code`` and ``key`` belong to, or none.

        It hashes as often for a source that does not exist, is archived or has no key.
        """
        source = self.sudo()._by_code(code)
        old_until = source.old_key_until
        old_works = old_until and old_until > fields.Datetime.now()
        usable = bool(key) and len(key) <= MAX_KEY and key.isprintable()
        offered = key if usable else "-"
        matches = [
            KEY_CRYPT_CONTEXT.verify(offered, source.key_hash or NO_KEY),
            KEY_CRYPT_CONTEXT.verify(
                offered, (old_works and source.old_key_hash) or NO_KEY
            ),
        ]
        return source if usable and any(matches) else self.sudo().browse()

    @api.model
    def _by_code(self, code):
        """Return the active source of ``code``, in one query whether there is one."""
        return self.search_fetch(
            [("code", "=", code if code.isprintable() else "")],
            ["key_hash", "old_key_hash", "old_key_until"],
            limit=1,
        )

    def _mortgage_team(self):
        """Return the team that its leads start in."""
        self.ensure_one()
        if self.team_id.is_mortgage:
            return self.team_id
        return self.env["crm.team"].search(
            [
                ("is_mortgage", "=", True),
                ("company_id", "in", [False, self.company_id.id]),
            ],
            limit=1,
        )

    def _is_over_limit(self, coming):
        """Tell whether ``coming`` more inquiries are too many for this minute."""
        self.ensure_one()
        if not self.per_minute:
            return False
        since = fields.Datetime.now() - timedelta(minutes=1)
        ((arrived,),) = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM mortgage_inquiry"
                " WHERE source_id = %s AND received_at > %s",
                self.id,
                since,
            )
        )
        return arrived + coming > self.per_minute
