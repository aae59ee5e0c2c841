from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import seal, seal_check
from ..background import begin_now, commit_step
from ..caller import check_caller

LINKS = 5000
BODIES = 500
STATES = [
    ("running", "Being checked"),
    ("intact", "Intact"),
    ("broken", "Broken"),
]
# In this order; each goes on where it was after a restart.
PHASES = [("chain", "Chain"), ("rest", "Gaps"), ("bodies", "Messages")]


class MortgageLedgerCheck(models.Model):
    """One walk along the whole record: every entry, every seal, every message.

    It stops at the first thing that is not as it was sealed and names it.
    """

    _name = "mortgage.ledger.check"
    _description = "Check of the record"
    _order = "id desc"
    _rec_name = "started_at"

    started_at = fields.Datetime("Started", readonly=True)
    started_by_id = fields.Many2one(
        "res.users", "By", readonly=True, ondelete="set null"
    )
    finished_at = fields.Datetime("Finished", readonly=True)
    state = fields.Selection(STATES, "Result", readonly=True, default="running")
    phase = fields.Selection(PHASES, readonly=True, default="chain")
    position = fields.Integer("Entries checked", readonly=True)
    root = fields.Char(readonly=True, default=seal.NOTHING.hex())
    body = fields.Integer("Last message", readonly=True)
    body_count = fields.Integer("Messages checked", readonly=True)
    # As they were before the first step: sealing goes on meanwhile.
    seal_count = fields.Integer("Seals at the start", readonly=True)
    floor = fields.Integer("Sealed at the start up to", readonly=True)
    entry = fields.Integer("First broken entry", readonly=True)
    words = fields.Text("Found", readonly=True)

    def action_check_now(self):
        """Begin a check, unless one is under way, and run it in the background."""
        check_caller(self.env, ("group_compliance",), self.env._("check the record"))
        checks = self.sudo()
        if not checks.search([("state", "=", "running")], limit=1):
            checks._begin()
        return begin_now(
            self.env,
            "mortgage_compliance.mortgage_ledger_check_cron_check",
            self.env._("The record is being checked. Look in a minute."),
        )

    @api.model
    def _cron_check(self):
        """Go on with the check under way, or begin today's."""
        running = self.search([("state", "=", "running")], order="id", limit=1)
        (running or self._begin())._go_on()

    @api.model
    def _begin(self):
        # Before the first step, and committed before it: what is read of the seals
        # afterwards is never older than these numbers.
        ((seal_count,),) = self.env.execute_query(
            SQL(
                "SELECT last_value - (NOT is_called)::int"
                " FROM mortgage_ledger_seal_id_seq"
            )
        )
        check = self.create(
            {
                "started_at": fields.Datetime.now(),
                "started_by_id": self.env.uid,
                "seal_count": seal_count,
                "floor": self.env["mortgage.ledger.seal"]._floor(),
            }
        )
        check._commit()
        return check

    def _go_on(self):
        """Check step by step until all is seen, something is broken or time is up."""
        while self.state == "running":
            getattr(self, f"_step_{self.phase}")()
            if not self._commit():
                return

    def _commit(self):
        """Commit and say whether there is time for more."""
        return commit_step(self, self.state == "running")

    def _step_chain(self):
        walk = seal_check.Walk(self.position, bytes.fromhex(self.root))
        links = self._next_links()
        found = walk.first_break(links)
        self.write({"position": walk.position, "root": walk.root.hex()})
        if found:
            self._broken(self._break_words(found), found.entry)
        elif len(links) < LINKS:
            self.phase = "rest"

    def _next_links(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT seal.position, seal.entry, seal.leaf, seal.root, seal.at, %s
                  FROM mortgage_ledger_seal seal
                  LEFT JOIN mortgage_ledger_entry entry ON entry.id = seal.entry
                 WHERE seal.position > %s ORDER BY seal.position LIMIT %s
                """,
                self.env["mortgage.ledger.seal"]._entry_columns(),
                self.position,
                LINKS,
            )
        )
        return [
            seal_check.Link(
                position,
                entry,
                bytes(leaf),
                bytes(root),
                at,
                None if row[0] is None else row,
            )
            for position, entry, leaf, root, at, *row in rows
        ]

    def _break_words(self, found):
        told = {
            "entry": found.entry,
            "position": found.position,
            "before": self.position,
            "at": fields.Datetime.to_string(found.at),
        }
        return {
            "seals_missing": self.env._(
                "The seals between positions %(before)s and %(position)s were taken"
                " away.",
                **told,
            ),
            "seal_changed": self.env._(
                "The seal at position %(position)s, of ledger entry %(entry)s, does not"
                " follow the one before it: it was changed, or seals were put into"
                " another order.",
                **told,
            ),
            "entry_missing": self.env._(
                "Ledger entry %(entry)s, sealed %(at)s UTC at position %(position)s,"
                " was deleted.",
                **told,
            ),
            "entry_changed": self.env._(
                "Ledger entry %(entry)s, sealed %(at)s UTC at position %(position)s, is"
                " not what was sealed: somebody changed it afterwards.",
                **told,
            ),
        }[found.kind]

    def _step_rest(self):
        words, entry = self._gap()
        if words:
            self._broken(words, entry)
        else:
            self.phase = "bodies"

    def _gap(self):
        """Return what is not there or too many, in words, and its entry."""
        if self.seal_count > self.position:
            return (
                self.env._(
                    "There were %(count)s seals, %(position)s are left: the last ones"
                    " were taken away.",
                    count=self.seal_count,
                    position=self.position,
                ),
                0,
            )
        anchor = self.env["mortgage.ledger.anchor"].search([], limit=1)
        if anchor and not anchor._is_passed():
            return (
                self.env._(
                    "The chain does not pass through the anchor of %(at)s UTC: the"
                    " record was written anew.",
                    at=fields.Datetime.to_string(anchor.at),
                ),
                0,
            )
        unsealed = self._first_unsealed()
        if unsealed:
            return (
                self.env._(
                    "Ledger entry %(entry)s has no seal, though all entries up to"
                    " %(floor)s were sealed: it was put in later, or its seal was taken"
                    " away.",
                    entry=unsealed,
                    floor=self.floor,
                ),
                unsealed,
            )
        return self._missing_body()

    def _first_unsealed(self):
        ((entry,),) = self.env.execute_query(
            SQL(
                """
                SELECT min(entry.id) FROM mortgage_ledger_entry entry
                 WHERE entry.id <= %s AND NOT EXISTS (
                    SELECT FROM mortgage_ledger_seal seal WHERE seal.entry = entry.id)
                """,
                self.floor,
            )
        )
        return entry

    def _missing_body(self):
        """Return words on the first entry whose message neither is there, under the
        contact that it went out for, nor was purged; and that entry."""
        ((entry, sha256),) = self.env.execute_query(
            SQL(
                """
                WITH purged AS (
                    SELECT (regexp_matches(payload, '"([0-9a-f]{64})"', 'g'))[1] sha256
                      FROM mortgage_ledger_entry WHERE event = 'purge'
                ), missing AS (
                    SELECT entry.id, entry.content_sha256
                      FROM mortgage_ledger_entry entry
                     WHERE entry.content_sha256 IS NOT NULL
                       AND NOT EXISTS (
                            SELECT FROM mortgage_archive body
                             WHERE body.sha256 = entry.content_sha256
                               AND coalesce(body.touch_id, 0)
                                 = coalesce(entry.touch_id, 0))
                       AND NOT EXISTS (
                            SELECT FROM purged
                             WHERE purged.sha256 = entry.content_sha256)
                     ORDER BY entry.id LIMIT 1
                )
                SELECT max(id), max(content_sha256) FROM missing
                """
            )
        )
        if not entry:
            return "", 0
        return (
            self.env._(
                "The message of ledger entry %(entry)s is not in the archive, and no"
                " purge took it: %(sha256)s",
                entry=entry,
                sha256=sha256,
            ),
            entry,
        )

    def _step_bodies(self):
        archive = self.env["mortgage.archive"]
        rows = self.env.execute_query(
            SQL(
                "SELECT id, sha256, touch_id, content FROM mortgage_archive"
                " WHERE id > %s ORDER BY id LIMIT %s",
                self.body,
                BODIES,
            )
        )
        for body, sha256, touch, packed in rows:
            if archive._sha256_of(packed) != sha256:
                self._broken(
                    self.env._(
                        "Archived message %(body)s, of contact %(touch)s, is not what"
                        " was handed over: somebody changed or swapped it.",
                        body=body,
                        touch=touch or 0,
                    ),
                    self._entry_of(sha256),
                )
                return
        if rows:
            self.write({"body": rows[-1][0], "body_count": self.body_count + len(rows)})
        if len(rows) < BODIES:
            self._finish("intact", self.env._("All is as it was sealed."))

    def _entry_of(self, sha256):
        entry = self.env["mortgage.ledger.entry"].search(
            [("content_sha256", "=", sha256)], order="id", limit=1
        )
        return entry.id or 0

    def _broken(self, words, entry):
        self._finish("broken", words, entry=entry or 0)
        self._alarm()

    def _finish(self, state, words, **values):
        self.write(
            {
                "state": state,
                "words": words,
                "finished_at": fields.Datetime.now(),
                **values,
            }
        )
        self.env["mortgage.ledger.entry"]._append(
            [
                {
                    "event": "verify",
                    "res_model": self._name,
                    "res_id": self.id,
                    "payload": {
                        "result": state,
                        "positions": self.position,
                        "root": self.root,
                        "messages": self.body_count,
                        "entry": self.entry,
                    },
                }
            ]
        )

    def _alarm(self):
        """Tell every compliance officer of what is broken."""
        officers = self.env.ref("mortgage_compliance.group_compliance").all_user_ids
        self.env["mail.thread"].message_notify(
            partner_ids=officers.filtered("active").partner_id.ids,
            subject=self.env._("The record is broken"),
            body=self.env._(
                "%(words)s Stop changes to the database and call whoever runs it:"
                " backups and the anchors tell when it was last whole.",
                words=self.words,
            ),
        )
