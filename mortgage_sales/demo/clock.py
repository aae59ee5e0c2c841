"""A clock that the story moves: Python's own, and ``now()`` of PostgreSQL."""

from contextlib import ExitStack
from datetime import timedelta
from math import inf
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields, sql_db
from odoo.tools import SQL

# For the environment of the process, before its first connection: PostgreSQL then finds
# the story's ``public.now()`` before its own, on every connection of this process only.
PG_OPTIONS = "-c search_path=public,pg_catalog"


class Clock:
    """Stands still wherever the story has moved it; inside ``with`` only.

    A day of the story is one transaction of the database, whatever commits in it: the
    thousands that it takes in life would be most of the time that the story takes.
    """

    def __init__(self, env):
        self._env = env
        self._cr = env.cr
        self.really_now = fields.Datetime.now()
        self.now = self.really_now
        self._frozen = None
        self._to_undo = ExitStack()

    def __enter__(self):
        undo = self._to_undo
        self._frozen = undo.enter_context(freeze_time(self.really_now))
        # Connections look idle for hours when the clock jumps.
        undo.enter_context(patch.object(sql_db, "MAX_IDLE_TIMEOUT", inf))
        undo.enter_context(patch.object(self._cr, "commit", self._carry_on))
        self._spare_the_machine(undo)
        return self

    def __exit__(self, *exc):
        self._to_undo.close()
        if exc[0] is None:
            self._cr.execute("DROP FUNCTION IF EXISTS public.now()")
            self._commit()

    def move_to(self, moment):
        """Make it ``moment`` (naive UTC) for everybody."""
        if moment - self.now > timedelta(hours=6):
            self._commit()
        self.now = moment
        self._frozen.move_to(moment)
        self._cr.flush()
        self._cr._now = None
        self._cr.execute(
            SQL(
                "CREATE OR REPLACE FUNCTION public.now() RETURNS timestamptz"
                " LANGUAGE sql STABLE AS %s",
                f"SELECT timestamptz '{moment:%Y-%m-%d %H:%M:%S}+00'",
            )
        )

    def _spare_the_machine(self, undo):
        registry = self._env.registry
        # Nobody listens yet, and each call would take a connection of its own.
        silence = {"ir.cron": "_notifydb", "bus.bus": "_sendone"}
        for model, method in silence.items():
            undo.enter_context(
                patch.object(registry[model], method, lambda *_given: None)
            )
        # No rule changes while the story is told.
        rulebook = self._env["mortgage.contact.policy"]._rulebook()
        rules = registry["mortgage.contact.policy"]
        undo.enter_context(patch.object(rules, "_rulebook", lambda _self: rulebook))

    def _carry_on(self):
        """Do all that a commit does, but for the commit."""
        self._cr.flush()
        self._cr.prerollback.clear()
        self._cr.postrollback.clear()
        self._cr.postcommit.run()

    def _commit(self):
        # pylint: disable=invalid-commit
        type(self._cr).commit(self._cr)
