from odoo import api, models

from ...tools.words import field_names
from ..merge.mortgage_merge_field_use import HANDED_IN


class MortgageMergeField(models.Model):
    """A field is in use, too, where an LO's own words name it."""

    _inherit = "mortgage.merge.field"

    @api.model
    def _templates_by_name(self, states=("draft", *HANDED_IN)):
        used = super()._templates_by_name(states)
        # What is retired of a template is withdrawn of an LO's own words.
        own_states = [*states, *(["withdrawn"] if "retired" in states else [])]
        own_words = (
            self.env["mortgage.template.slot"]
            .sudo()
            .search_fetch([("state", "in", own_states)], ["template_id", "words"])
        )
        for own in own_words:
            for name in field_names(own.words or ""):
                used[name].add(own.template_id.id)
        return used
