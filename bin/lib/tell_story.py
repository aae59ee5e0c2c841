"""Tells the demo's story once on a database: the lender, and ninety days of its work.

Usage: tell_story.py CONFIG DATABASE
"""

import os
import sys

import odoo.cli  # noqa: F401 (makes the addons importable)
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.lender import load_story
from tests.wiring import wire_company

MARKER = "mortgage_demo.story_told"


def main(conf, database):
    options = ["-c", conf, "-d", database, "--no-http", "--max-cron-threads=0"]
    config.parse_config(options, setup_logging=True)
    story = load_story()
    os.environ["PGOPTIONS"] = story.PG_OPTIONS
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        wire_company(env, os.environ["MORTGAGE_SANDBOX_URL"])
        story.tell(env)
        cr.commit()
        story.live(env)
        env["ir.config_parameter"].set_param(MARKER, "True")
        cr.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
