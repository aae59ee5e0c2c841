from odoo import fields, models


class MortgageTouch(models.Model):
    _inherit = "mortgage.touch"

    topic_id = fields.Many2one(
        "mortgage.contact.topic",
        ondelete="restrict",
        help="What it is about, where its template does not say.",
    )

    def _request(self, facts, at):
        request = super()._request(facts, at)
        topic = self.topic_id or self.template_version_id.template_id.topic_id
        request.topic = topic.code or ""
        return request

    def _card(self):
        card = super()._card()
        return card | {"lang": self.partner_id.mortgage_lang or card["lang"]}
