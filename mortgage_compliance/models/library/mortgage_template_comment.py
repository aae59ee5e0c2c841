from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError


class MortgageTemplateComment(models.Model):
    """What colleagues say to each other about words before they are approved.

    A thread of our own: Odoo's chatter would be a way to write to borrowers past the
    library. Only those who work on words are told of a comment.
    """

    _name = "mortgage.template.comment"
    _description = "Comment on words"
    _order = "id desc"
    _rec_name = "body"

    version_id = fields.Many2one(
        "mortgage.template.version", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="restrict")
    body = fields.Text("Comment", required=True)

    @api.model_create_multi
    def create(self, vals_list):
        comments = super().create(
            [{**vals, "user_id": self.env.uid} for vals in vals_list]
        )
        comments.version_id.check_access("read")
        for comment in comments:
            comment._tell_colleagues()
        return comments

    # pylint: disable=method-required-super
    def write(self, vals):
        raise UserError(self.env._("A comment stays as it was written: add another."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A comment stays: it belongs to the review."))

    def _tell_colleagues(self):
        """Tell those who wrote the words or have spoken about them."""
        version = self.version_id.sudo()
        people = version.author_ids | version.comment_ids.user_id
        people = people.filtered(lambda user: user.active and not user.share)
        people -= self.env.user | self.env.ref("base.user_root")
        if not people:
            return
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=people.partner_id.ids,
            author_id=self.env.user.partner_id.id,
            subject=self.env._("Comment on %(version)s", version=version.display_name),
            body=Markup("<p>%s</p><p><a href='%s/odoo/mortgage-words/%s'>%s</a></p>")
            % (self.body, version.get_base_url(), version.id, version.display_name),
        )


class MortgageTemplateVersion(models.Model):
    _inherit = "mortgage.template.version"

    comment_ids = fields.One2many("mortgage.template.comment", "version_id", "Comments")
    comment_count = fields.Integer(compute="_compute_comment_count")

    @api.depends("comment_ids")
    def _compute_comment_count(self):
        for version in self:
            version.comment_count = len(version.comment_ids)

    def action_comment(self):
        """Open a dialog to say something about these words to colleagues."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Comment for colleagues"),
            "res_model": "mortgage.template.comment",
            "views": [[False, "form"]],
            "target": "new",
            "context": {"default_version_id": self.id},
        }
