from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Say what borrowers read of the milestones shipped before."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["mortgage.milestone"]._load_shipped_words()
