from odoo import models


class MortgageTouch(models.Model):
    _inherit = "mortgage.touch"

    # Serve LO's day: what goes out today in an LO's name, and whom the LO called.
    _coming_idx = models.Index("(user_id, ready_at) WHERE state IN ('planned', 'held')")
    _called_idx = models.Index("(user_id, sent_at) WHERE channel = 'call'")
