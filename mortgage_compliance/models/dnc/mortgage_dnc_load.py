import base64
import hashlib
import io
import logging
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from psycopg2 import Error

from odoo import api, fields, models, modules
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

from ...tools import dnc_file
from ..caller import check_caller

_logger = logging.getLogger(__name__)

LINES = 200_000
MOST_LISTED = 200
# More nonsense than this, and it is another file than it is taken for.
MOST_BAD = 0.02
# First key of the advisory locks of loads; the second is the list.
LOAD_LOCKS = 0x646E


class MortgageDncList(models.Model):
    """Loading: in the background, chunk by chunk, each committed with how far it is.

    Until the last chunk is in, the versions before it answer. What a crash cut off goes
    on at the line where it was.
    """

    _inherit = "mortgage.dnc.list"

    @api.model
    def load(self, kind, content, version_on, state=False, area_codes=""):
        """Take in a do-not-call file and return the id of its list; loading goes on in
        the background (``status`` tells how far).

        ``kind`` is national, state or litigator; ``content`` the file in base64, as it
        came; ``version_on`` the day the registry made it (YYYY-MM-DD); ``state`` the
        two-letter code of a state's list; ``area_codes`` those the file covers, where
        not simply those found in it.
        """
        check_caller(self.env, ("group_compliance",), self.env._("load a list"))
        record = self.create(
            {
                "kind": kind,
                "state": state or False,
                "version_on": version_on,
                "area_codes": area_codes or False,
                "file": content,
            }
        )
        record.action_load()
        return record.id

    def action_load(self):
        """Begin to load these lists."""
        self.check_access("write")
        for record in self:
            if record.status not in ("draft", "failed"):
                raise UserError(self.env._("It is loaded, or being loaded, already."))
            if not record.file:
                raise UserError(self.env._("Choose the file first."))
        self.sudo().write(
            {
                "status": "loading",
                "position": 0,
                "number_count": 0,
                "bad_count": 0,
                "bad_lines": False,
                "failure": False,
                "loaded_by_id": self.env.uid,
            }
        )
        self.env.ref(
            "mortgage_compliance.mortgage_dnc_list_cron_load"
        ).sudo()._trigger()
        return True

    def action_refresh(self):
        """Read the progress again."""
        self.check_access("read")
        return True

    @api.model
    def _cron_load(self):
        """Go on loading, list by list, until the time is over."""
        for record in self.search([("status", "=", "loading")], order="version_on, id"):
            with record._own_load() as is_ours:
                if is_ours and not record._load():
                    return

    @contextmanager
    def _own_load(self):
        """Hold this load, on any host; a commit does not end the lock."""
        (is_ours,) = self.env.execute_query(
            SQL("SELECT pg_try_advisory_lock(%s, %s)", LOAD_LOCKS, self.id)
        )[0]
        try:
            yield is_ours
        except Error:
            # After an error in the database nothing can be unlocked before.
            self.env.cr.rollback()
            raise
        finally:
            if is_ours:
                self.env.cr.execute(
                    SQL("SELECT pg_advisory_unlock(%s, %s)", LOAD_LOCKS, self.id)
                )

    def _load(self):
        """Load what is left of the file; return False when the time was over first."""
        try:
            with self._opened() as file:
                found = dnc_file.entries(file, start=self.position)
                for chunk in split_every(LINES, found, list):
                    if self._is_change_list(chunk):
                        self._apply_changes([*chunk, *found])
                        return True
                    self._keep(chunk)
                    if not self._commit_progress():
                        return False
            self._finish()
        except dnc_file.Unreadable as error:
            self._refuse_file(self._unreadable_words(str(error)))
        return True

    @contextmanager
    def _opened(self):
        """Open the file from disk where Odoo keeps it there: it may be large."""
        attachment = self._attachment()
        if not attachment:
            raise dnc_file.Unreadable("missing")
        if attachment.store_fname:
            path = Path(attachment._full_path(attachment.store_fname))
            with path.open("rb") as file:
                yield file
        else:
            yield io.BytesIO(attachment.raw or b"")

    def _attachment(self):
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("res_field", "=", "file"),
                ]
            )
        )

    def _keep(self, chunk):
        """Store the numbers of one chunk and how far the file is read."""
        numbers = {entry.number for entry in chunk if entry.number}
        self._copy_in(numbers)
        self._note_bad(chunk)
        self.position = chunk[-1].line
        self.number_count += len(numbers)

    def _copy_in(self, numbers):
        cr = self.env.cr
        cr.execute("CREATE TEMP TABLE dnc_chunk (number bigint) ON COMMIT DROP")
        cr._obj.copy_expert(
            "COPY dnc_chunk FROM STDIN", io.StringIO("\n".join(map(str, numbers)))
        )
        cr.execute(
            SQL(
                "INSERT INTO mortgage_dnc_number (number, list_id)"
                " SELECT number, %s FROM dnc_chunk ORDER BY number"
                " ON CONFLICT DO NOTHING",
                self.id,
            )
        )
        cr.execute("DROP TABLE dnc_chunk")

    def _note_bad(self, chunk):
        bad = [entry for entry in chunk if not entry.number]
        if not bad:
            return
        listed = (self.bad_lines or "").splitlines()
        listed += [
            self.env._("Line %(line)s: “%(text)s”", line=entry.line, text=entry.text)
            for entry in bad[: MOST_LISTED - len(listed)]
        ]
        self.bad_lines = "\n".join(listed)
        self.bad_count += len(bad)

    def _commit_progress(self):
        self.env.flush_all()
        if modules.module.current_test:
            return True
        # A chunk and how far it brought us stand or fall together.
        return bool(self.env["ir.cron"]._commit_progress(1, remaining=1))

    def _finish(self):
        """Put the list into use in place of the versions that it replaces."""
        self.area_codes = self.area_codes or " ".join(self._found_areas())
        if flaw := self._flaw():
            self._refuse_file(flaw)
            return
        self.write({"status": "loaded", **self._proof()})
        older = self._replaced()
        older.write({"status": "replaced"})
        self.env.flush_all()
        self.env.cr.execute(
            SQL("DELETE FROM mortgage_dnc_number WHERE list_id = ANY(%s)", older.ids)
        )
        older.activity_unlink(["mail.mail_activity_data_todo"])
        self._log_load()
        self.env["mortgage.touch"]._release(["dnc."])

    def _flaw(self):
        if not self.number_count:
            return self.env._("There is no phone number in it.")
        if self.bad_count > MOST_BAD * (self.number_count + self.bad_count):
            return self.env._(
                "%(bad)s of its lines are no phone number: is it the right file?",
                bad=self.bad_count,
            )
        # East of us the file's day may have begun already.
        if self.version_on > fields.Date.today() + timedelta(days=1):
            return self.env._(
                "Its day lies in the future: enter the day on which it was fetched."
            )
        newer = self._same_list().filtered(
            lambda other: (
                other._numbers_of() > self.version_on and self._covers(other, self)
            )
        )
        if newer:
            return self.env._("%(list)s, in use, is newer.", list=newer[0].display_name)
        return ""

    def _refuse_file(self, why):
        """Take nothing of the file; the version before it goes on answering."""
        self.env.cr.execute(
            SQL("DELETE FROM mortgage_dnc_number WHERE list_id = %s", self.id)
        )
        self.write({"status": "failed", "failure": why})
        self._commit_progress()

    def _unreadable_words(self, code):
        return {
            "one_file": self.env._("The archive must hold exactly one file."),
            "too_big": self.env._("It unpacks to more than any list can be."),
            "missing": self.env._("The file is gone: choose it again."),
        }.get(code, self.env._("The archive is broken: fetch it again."))

    def _found_areas(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT number / 10000000 FROM mortgage_dnc_number"
                " WHERE list_id = %s ORDER BY 1",
                self.id,
            )
        )
        return [str(area) for (area,) in rows]

    def _proof(self):
        """Return what proves which file it was; the file itself is not kept."""
        with self._opened() as file:
            digest = hashlib.sha256()
            for block in iter(lambda: file.read(2**20), b""):
                digest.update(block)
        return {
            "sha256": digest.hexdigest(),
            "loaded_at": fields.Datetime.now(),
            "file": False,
        }

    def _same_list(self):
        return self.search(
            [
                ("status", "=", "loaded"),
                ("id", "!=", self.id),
                ("kind", "=", self.kind),
                ("state", "=", self.state),
            ]
        )

    def _replaced(self):
        return self._same_list().filtered(lambda other: self._covers(self, other))

    @api.model
    def _covers(self, record, other):
        """Tell whether ``record`` answers for all that ``other`` answers for."""
        own, others = set(record._areas()), set(other._areas())
        return record.kind != "national" or not own or bool(others) and others <= own

    def _areas(self):
        return (self.area_codes or "").split()

    def _log_load(self):
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "list_loaded",
                    "res_model": record._name,
                    "res_id": record.id,
                    "payload": {
                        "kind": record.kind,
                        "state": record.state or "",
                        "version_on": fields.Date.to_string(record.version_on),
                        "numbers": record.number_count,
                        "sha256": record.sha256,
                        "loaded_by": record.loaded_by_id.id,
                    },
                }
                for record in self
            ]
        )

    # Change lists

    def _is_change_list(self, chunk):
        return self.position == 0 and any(entry.change for entry in chunk[:100])

    def _apply_changes(self, changes):
        """Bring the lists in use up to this version, in one transaction."""
        self._note_bad(changes)
        # Of several changes of one number the last counts.
        last = {one.number: one.change for one in changes if one.number}
        self.number_count = len([one for one in changes if one.number])
        bases = self._changed_lists(last)
        newer = [base for base in bases if base._numbers_of() > self.version_on]
        if newer:
            self._refuse_file(
                self.env._("%(list)s, in use, is newer.", list=newer[0].display_name)
            )
            return
        if not bases:
            self._refuse_file(
                self.env._("Load the full list first: these are changes.")
            )
            return
        for base, numbers in bases.items():
            base._apply(
                added=[number for number in numbers if last[number] != "D"],
                gone=[number for number in numbers if last[number] == "D"],
            )
            base.changed_on = self.version_on
            base.activity_unlink(["mail.mail_activity_data_todo"])
        self.write({"status": "applied", **self._proof()})
        (self | self.browse().union(*bases))._log_load()
        self.env["mortgage.touch"]._release(["dnc."])
        self._commit_progress()

    def _changed_lists(self, numbers):
        """Return ``{list in use: its numbers}``: each number belongs to the list that
        answers for it. Where none does, marketing waits for a full list anyway."""
        lists = self._in_use()
        found = {}
        for number in numbers:
            base = (
                lists.youngest(self.kind)
                if self.kind == "litigator"
                else lists.answering(self.state or "", str(number // 10_000_000))
            )
            if base:
                found.setdefault(base.id, []).append(number)
        return {self.browse(list_id): known for list_id, known in found.items()}

    def _apply(self, added, gone):
        """Put numbers on this list and take others off."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM mortgage_dnc_number WHERE list_id = %s"
                " AND number = ANY(%s)",
                self.id,
                gone,
            )
        )
        self._copy_in(added)

    @api.model
    def _load_path(self, kind, path, version_on, state=False):
        """Load a file of this machine at once, for an administrator's shell."""
        content = base64.b64encode(Path(path).read_bytes())
        record = self.browse(self.load(kind, content, version_on, state))
        # Or the job, which load() wakes, reads the same file beside this.
        with record._own_load():
            record._load()
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return record
