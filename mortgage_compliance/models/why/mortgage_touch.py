from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError

from ...tools import why_words
from ..touch.mortgage_touch import ORIGINS


class MortgageTouch(models.Model):
    """One contact explained on one page, for a borrower's lawyer and an LO alike."""

    _inherit = "mortgage.touch"

    @api.model
    def mortgage_why(self, touch_id):
        """Return the page that says why a message was sent, or was not: ``title`` and
        ``html``, for whoever may see the message."""
        self.check_access("read")
        touch = self.browse(touch_id if type(touch_id) is int else 0).exists()
        if not touch:
            raise UserError(
                self.env._("touch_id: there is no such message; give the id of one.")
            )
        touch.check_access("read")
        page = touch._why()[touch.id]
        return {
            "title": page["question"],
            "html": touch._why_page(page),
            "version_id": next(
                (
                    fact["version_id"]
                    for fact in page["template"]
                    if "version_id" in fact
                ),
                False,
            ),
        }

    def action_why(self):
        """Open the page that says why it was sent, or was not."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.client",
            "tag": "mortgage_compliance.why",
            "name": self.env._("Why?"),
            "context": {"active_id": self.id, "active_model": self._name},
        }

    def _why(self):
        """Return ``{id: what is known of why it was sent, or was not}`` in a constant
        number of queries; see ``mortgage.why``."""
        return self.env["mortgage.why"]._tell(self)

    def _why_html(self):
        """Return ``{id: the same as a page that needs nothing but itself}``."""
        return {
            touch_id: self._why_page(page) for touch_id, page in self._why().items()
        }

    @api.model
    def _why_page(self, page):
        body = self.env["ir.qweb"]._render(
            "mortgage_compliance.why_page",
            {"page": page, "mail": Markup(page["message"]["html"] or "")},
        )
        return f"<!DOCTYPE html>\n{body}"

    def _why_asked(self):
        """Return ``{id: [fact]}`` of what asked for each contact, the first in words of
        a sentence. Addons to the right know more."""
        why = self.env["mortgage.why"]
        origins = dict(ORIGINS)
        asked = {}
        for touch in self:
            zone = why._clock_of(touch)
            asked[touch.id] = [
                why._fact(origins[touch.origin], touch._asked_words(zone))
            ]
            if touch.confirms_at:
                asked[touch.id].append(
                    why._fact(
                        self.env._("Confirms"),
                        self.env._(
                            "the keyword that the borrower sent %s",
                            why_words.exact(touch.confirms_at, zone),
                        ),
                    )
                )
        return asked

    def _asked_words(self, zone):
        """Return who or what made this contact, as a sentence."""
        when = why_words.short(self.create_date, zone)
        if self.author_id:
            return self.env._(
                "%(who)s wrote it by hand at %(when)s",
                who=self.author_id.name,
                when=when,
            )
        if self.origin == "host":
            return self.env._(
                "Another feature of Odoo, such as the calendar, wrote it at %s", when
            )
        if self.origin == "manual":
            return self.env._(
                "%(who)s made it by hand at %(when)s",
                who=self.user_id.name or self.env._("A person"),
                when=when,
            )
        return self.env._("It was planned automatically at %s", when)
