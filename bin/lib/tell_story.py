"""Tells the demo's story once on a database, as ``odoo shell`` would.

Usage: tell_story.py CONFIG DATABASE STORY
"""

import importlib.util
import os
import sys

import odoo.cli  # noqa: F401 (makes the addons importable)
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.wiring import wire_company

MARKER = "mortgage_demo.story_told"


def load(path):
    spec = importlib.util.spec_from_file_location("story", path)
    story = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(story)
    return story


def main(conf, database, path):
    options = ["-c", conf, "-d", database, "--no-http", "--max-cron-threads=0"]
    config.parse_config(options, setup_logging=True)
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        wire_company(env, os.environ["MORTGAGE_SANDBOX_URL"])
        load(path).tell(env)
        env["ir.config_parameter"].set_param(MARKER, "True")
        cr.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
