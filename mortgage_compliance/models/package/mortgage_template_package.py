import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..caller import check_caller


class MortgageTemplatePackage(models.Model):
    """Templates that came from another system, to be accepted or refused as one."""

    _name = "mortgage.template.package"
    _description = "Package of templates"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    sha256 = fields.Char("SHA-256 of the file", required=True, readonly=True)
    key_id = fields.Many2one(
        "mortgage.trusted.key",
        "Signed by",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    fingerprint = fields.Char(related="key_id.fingerprint")
    serial = fields.Integer("Number there", readonly=True)
    made_at = fields.Datetime("Made", readonly=True)
    lint_version = fields.Char("Lint rules there", readonly=True)
    same_lint = fields.Boolean("Same lint rules as here", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    imported_by_id = fields.Many2one(
        "res.users", "Brought in by", readonly=True, ondelete="restrict"
    )
    imported_at = fields.Datetime("Brought in", readonly=True)
    state = fields.Selection(
        [("review", "In review"), ("accepted", "Accepted"), ("refused", "Refused")],
        required=True,
        default="review",
        readonly=True,
    )
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, ondelete="restrict"
    )
    decided_at = fields.Datetime("Decided", readonly=True)
    line_ids = fields.One2many(
        "mortgage.template.package.line", "package_id", "Words", readonly=True
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _sha256_uniq = models.Constraint("UNIQUE(sha256)", "This package is here already.")

    @api.depends("imported_by_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for package in self:
            package.is_mine = package.imported_by_id == self.env.user

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A package stays on record."))

    def action_accept(self):
        """Approve all words of the package; they retire those they replace."""
        self._expect_decision()
        if self.imported_by_id == self.env.user:
            raise UserError(
                self.env._(
                    "You brought this package in. Another compliance officer has to"
                    " accept it."
                )
            )
        versions = self.line_ids.version_id
        waiting = versions.filtered(lambda version: version.state == "review")
        gone = versions.filtered(lambda version: version.state == "draft")
        came = self.line_ids.filtered(lambda line: line.what != "unchanged")
        if gone or came.filtered(lambda line: not line.version_id):
            raise UserError(
                self.env._(
                    "Some words of this package were sent back: %s. Refuse the package"
                    " and bring a new one.",
                    ", ".join(gone.mapped("display_name")),
                )
            )
        waiting.action_approve()
        for template, lines in self.line_ids.grouped("template_id").items():
            template.write(lines[:1].settings)
        self._decide("accepted")

    def action_refuse(self):
        """Take the words of the package out again."""
        self._expect_decision()
        lines = self.line_ids
        waiting = lines.version_id.filtered(lambda version: version.state == "review")
        waiting.action_return()
        waiting.sudo().unlink()
        made = lines.filtered(lambda line: line.what == "new").template_id.sudo()
        made.filtered(lambda template: not template.version_ids).unlink()
        self._decide("refused")

    def _expect_decision(self):
        self.ensure_one()
        self.check_access("read")
        check_caller(
            self.env(su=False),
            ("group_compliance",),
            self.env._("accept or refuse a package"),
        )
        if self.state != "review":
            raise UserError(self.env._("%s was decided on already.", self.name))

    def _decide(self, state):
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        self._tell_ledger(state)

    def _tell_ledger(self, act):
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "approval",
                    "res_model": self._name,
                    "res_id": package.id,
                    "company_id": package.company_id.id,
                    "payload": {
                        "act": f"package {act}",
                        "file": package.sha256,
                        "fingerprint": package.fingerprint,
                        "serial": package.serial,
                        "versions": package.line_ids.version_id.ids,
                        "approved_there": [
                            [line.code, line.lang, line.origin_sha256]
                            for line in package.line_ids
                        ],
                    },
                }
                for package in self.sudo()
            ]
        )

    @api.model
    def _lint_version(self):
        """Return what tells two sets of lint rules in force apart."""
        rules = self.env["mortgage.lint.rule"].sudo()
        live = rules.search([("superseded_by", "=", False)], order="code, id")
        told = [
            "|".join(
                str(rule[name] or "")
                for name in ("code", "severity", "pattern", "requires", "langs")
            )
            for rule in live
        ]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
