from odoo.tools import SQL

from .gate_common import GateCase, local

LISTED = "7135550101"


class DncCase(GateCase):
    """A borrower whom nobody knows, and no list of anybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lists = cls.env["mortgage.dnc.list"]
        cls.lists.search([]).status = "draft"
        cls.lists.search([]).unlink()
        cls._consent(cls.phone, "pewc")
        # The state's own list is tried by itself.
        cls._policy(cls, "dnc.state.TX").valid_to = "2026-01-01 00:00:00"

    def _judge_marketing(self, channel="call", at=None, **values):
        values.setdefault("assume", frozenset({"template", "consent", "content"}))
        at = at or local("2026-11-27 10:00")
        # Nobody knows the borrower: no inquiry, no loan.
        return self._judge(channel, "marketing", at, **values)

    def _numbers(self, record):
        rows = self.env.execute_query(
            SQL(
                "SELECT number FROM mortgage_dnc_number WHERE list_id = %s ORDER BY 1",
                record.id,
            )
        )
        return [number for (number,) in rows]
