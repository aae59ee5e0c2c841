import hashlib
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from ..tools import exam_zip, seal, verify_export

VERIFIER = Path(verify_export.__file__)
BODY = b"Subject: Your loan\r\n\r\nHola, Dana."
BODY_SHA256 = hashlib.sha256(BODY).hexdigest()
GONE_SHA256 = hashlib.sha256(b"purged").hexdigest()


def _row(entry_id, event="handover", payload='{"schema":1}', content_sha256=None):
    at = datetime(2026, 10, 2, 13, 1, 0, 5)
    touch = (5, "k" * 8, payload, content_sha256)
    return (entry_id, at, 2, 1, event, "crm.lead", 7, *touch)


# Sealed in this order; the export holds some of them.
CHAIN = [
    _row(3, "consent", '{"schema":1,"words":"¿Qué tal?"}'),
    _row(4, content_sha256=BODY_SHA256),
    _row(9, "verdict"),
    _row(8, content_sha256=GONE_SHA256),
    _row(10, "purge", f'{{"schema":1,"sha256":["{GONE_SHA256}"]}}'),
]


@tagged("post_install", "-at_install")
class TestVerifyExport(TransactionCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.path = self.folder / "export.zip"
        self.leaves = [seal.leaf(row) for row in CHAIN]
        self.roots = [seal.NOTHING]
        for leaf in self.leaves:
            self.roots.append(seal.root(self.roots[-1], leaf))
        self._write()

    def _write(self, rows=None, body=BODY, positions=(1, 2, 4, 5), leaves=None):
        rows = rows or CHAIN
        lines = [
            exam_zip.entry_line(position, seal.values(rows[position - 1]))
            for position in positions
        ]
        with self.path.open("wb") as target:
            export = exam_zip.ExamZip(target)
            export.add(exam_zip.LEAVES, b"".join(leaves or self.leaves))
            export.add(exam_zip.ENTRIES, b"".join(lines))
            if body is not None:
                export.add(f"messages/{BODY_SHA256}.eml", body)
            export.close(
                {
                    "schema": 1,
                    "company": "Lone Star",
                    "entries": len(lines),
                    "positions": len(CHAIN),
                    "root": self.roots[-1].hex(),
                }
            )

    def _run(self, *arguments):
        """Run the verifier as a stranger: nothing on the path, nothing around."""
        return subprocess.run(
            [sys.executable, "-I", "-S", str(VERIFIER), str(self.path), *arguments],
            cwd=self.folder,
            env={},
            capture_output=True,
            text=True,
        )

    def test_a_stranger_finds_a_true_export_true(self):
        ran = self._run()
        self.assertEqual((ran.returncode, ran.stderr), (0, ""), ran.stdout)
        self.assertTrue(ran.stdout.startswith("OK"), ran.stdout)

    def test_a_stranger_is_told_the_entry_of_a_flipped_byte(self):
        content = bytearray(self.path.read_bytes())
        content[content.index("¿Qué".encode()) + 2] ^= 1
        self.path.write_bytes(content)
        ran = self._run()
        self.assertEqual(ran.returncode, 1)
        self.assertIn("Ledger entry 3, position 1: not what was sealed", ran.stdout)

    def test_every_flipped_byte_is_refused_and_placed(self):
        true = self.path.read_bytes()
        names = (exam_zip.LEAVES, exam_zip.ENTRIES, exam_zip.MANIFEST, BODY_SHA256)
        for place in range(len(true)):
            content = bytearray(true)
            content[place] ^= 1 << place % 8
            self.path.write_bytes(content)
            wrong = "\n".join(verify_export.check(str(self.path)))
            self.assertTrue(wrong, f"byte {place} was changed unseen")
            placed = (*names, "Ledger entry", "end of the zip", "cannot be read")
            self.assertTrue(any(name in wrong for name in placed), wrong)
        self.path.write_bytes(true)
        self.assertEqual(verify_export.check(str(self.path)), [])

    def test_added_and_cut_bytes_are_refused(self):
        true = self.path.read_bytes()
        for content in (true + b"\0", b"\0" + true, true[:-1], b"", b"PK"):
            self.path.write_bytes(content)
            self.assertTrue(verify_export.check(str(self.path)), content[-9:])

    def test_an_entry_changed_with_all_hashes_of_the_zip_made_anew_is_named(self):
        changed = [*CHAIN]
        changed[3] = _row(8, "hold", content_sha256=GONE_SHA256)
        self._write(changed)
        self.assertEqual(
            verify_export.check(str(self.path)),
            ["Ledger entry 8, position 4: not what was sealed"],
        )

    def test_a_chain_made_anew_does_not_pass_the_anchor(self):
        anchor = "mortgage-anchor 1 abc 2026-10-03 4 "
        true = anchor + self.roots[4].hex()
        self.assertEqual(self._run(true).returncode, 0)
        changed = [*CHAIN]
        changed[1] = _row(4, "hold", content_sha256=BODY_SHA256)
        leaves = [seal.leaf(row) for row in changed]
        self.roots = [seal.NOTHING]
        for leaf in leaves:
            self.roots.append(seal.root(self.roots[-1], leaf))
        self._write(changed, leaves=leaves)
        self.assertEqual(verify_export.check(str(self.path)), [])
        ran = self._run(*true.split())
        self.assertEqual(ran.returncode, 1)
        self.assertIn("position 4", ran.stdout)
        self.assertIn("anchor", ran.stdout)

    def test_a_message_is_missing_unless_a_purge_speaks_of_it(self):
        self._write(body=None)
        self.assertEqual(
            verify_export.check(str(self.path)),
            [f"Ledger entry 4: its message {BODY_SHA256} is missing"],
        )
        self._write(positions=(1, 2, 4))
        (wrong,) = verify_export.check(str(self.path))
        self.assertIn(f"Ledger entry 8: its message {GONE_SHA256}", wrong)

    def test_another_message_under_the_name_is_found(self):
        self._write(body=b"Another")
        (wrong,) = verify_export.check(str(self.path))
        self.assertIn(f"messages/{BODY_SHA256}.eml", wrong)

    def test_it_uses_nothing_but_python(self):
        words = VERIFIER.read_text().split()
        self.assertNotIn("odoo", words)
        self.assertLess(len(VERIFIER.read_text().splitlines()), 150)
