import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

WRITTEN = ("email", "sms")


class MortgageTouch(models.Model):
    """A contact of a plan that a person words anew, once.

    It is no automatic message with approved words any more: it goes as the LO's own
    one-to-one message, judged by the rules for those, with the footer that the LO owes
    whatever the words are.
    """

    _inherit = "mortgage.touch"

    own_subject = fields.Char(readonly=True, copy=False)
    own_body = fields.Text("Own words", readonly=True, copy=False)
    replaced_version_id = fields.Many2one(
        "mortgage.template.version",
        "Worded anew from",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    @api.model
    def mortgage_edit_once(self, touch_id, subject, body):
        """Word this one contact anew; return what the gate says of it, and refuse what
        it would block.

        It then goes as the LO's own message; the ledger says who worded it.
        """
        touch = self._one_in_hand(touch_id, ("planned", "held"))
        version = touch.template_version_id or touch.replaced_version_id
        if touch.channel not in WRITTEN or not version:
            raise UserError(self.env._("There are no words of a template to change."))
        if touch.mail_ids or touch.sms_ids:
            raise UserError(
                self.env._(
                    "Its words were handed over already. Skip it and write your own."
                )
            )
        touch._check_own_words(version, subject, body)
        touch.write(
            {
                "origin": "manual",
                "user_id": touch.user_id.id or self.env.uid,
                "author_id": self.env.uid,
                "template_version_id": False,
                "replaced_version_id": version.id,
                "own_subject": touch.channel == "email" and subject.strip(),
                "own_body": body.strip(),
            }
        )
        told = touch._told_verdict()
        if told["verdict"] == "block":
            raise UserError(
                self.env._("It would not go like this. %(why)s", why=told["reason"])
            )
        touch._note_own_words()
        return told

    def _check_own_words(self, version, subject, body):
        if not isinstance(body, str) or not body.strip():
            raise ValidationError(self.env._("body: write what is to be sent."))
        is_email = self.channel == "email"
        if is_email and (not isinstance(subject, str) or not subject.strip()):
            raise ValidationError(self.env._("subject: an email needs a subject."))
        self._as_version(version, is_email and subject, body)._check_words()

    def _note_own_words(self):
        words = f"{self.own_subject or ''}\n{self.own_body}"
        self.env["mortgage.ledger.entry"]._append(
            [
                self._ledger_values(
                    "override",
                    {
                        "what": "worded anew once",
                        "editor": self.env.uid,
                        "replaced_version": self.replaced_version_id.id,
                        "words_sha256": hashlib.sha256(words.encode()).hexdigest(),
                    },
                )
            ]
        )

    def _written_words(self):
        own = [self.own_subject, self.own_body, super()._written_words()]
        return "\n".join(filter(None, own))

    def _words(self):
        if not self.own_body:
            return super()._words()
        return self._as_version(
            self.replaced_version_id, self.own_subject, self.own_body
        )

    @api.model
    def _as_version(self, version, subject, body):
        """Return own words as a version that is never stored: the library then renders
        them with the footer of the template they stand for."""
        return version.new(
            {
                "template_id": version.template_id.id,
                "lang": version.lang,
                "number": version.number,
                "subject": subject,
                "body": body,
                "literal_brackets": True,
            }
        )

    def _take_current_versions(self):
        by_template = self.filtered(lambda touch: not touch.own_body)
        return super(MortgageTouch, by_template)._take_current_versions()

    def _still_wanted(self):
        wanted = super()._still_wanted()
        own = wanted.filtered(lambda touch: touch.own_body and touch.lead_id)
        left = self.browse()
        for writer, touches in own.grouped("user_id").items():
            leads = self.env["crm.lead"].with_user(writer).browse(touches.lead_id.ids)
            worked = leads._filtered_access("write")
            theirs = touches.filtered(
                lambda touch, worked=worked: touch.lead_id.id not in worked.ids
            )
            theirs._skip(
                self.env._(
                    "%(who)s, whose own words these are, does not work this lead any"
                    " more",
                    who=writer.name,
                )
            )
            left |= theirs
        return wanted - left
