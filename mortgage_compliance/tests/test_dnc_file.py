import gzip
import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.dnc_file import Entry, Unreadable, entries, read


def of(content):
    return [(entry.number, entry.change) for entry in entries(io.BytesIO(content))]


@tagged("post_install", "-at_install")
class TestDncFile(BaseCase):
    def test_every_spelling_of_a_number(self):
        for text in (
            "850,5550142",
            "8505550142",
            "18505550142",
            "+1 (850) 555-0142",
            '"850","5550142"',
            "850\t5550142",
            "850;555-0142\r\n",
            "850,5550142,",
        ):
            with self.subTest(text=text):
                self.assertEqual(read(7, text).number, 8505550142)

    def test_changes(self):
        self.assertEqual(
            of(b"850,5550142,A,2026-09-01\n850,5550143,d,2026-09-02\n"),
            [(8505550142, "A"), (8505550143, "D")],
        )

    def test_headings_and_empty_lines_are_no_flaw(self):
        self.assertEqual(of(b"AREA,NUMBER\r\n\r\n850,5550142\r\n"), [(8505550142, "")])
        self.assertEqual(of(b"\xef\xbb\xbf8505550142\n"), [(8505550142, "")])

    def test_a_line_that_is_no_number_is_named(self):
        found = list(entries(io.BytesIO(b"8505550142\nhello\n0505550142\n")))
        self.assertEqual(found[1], Entry(2, 0, text="hello"))
        self.assertEqual((found[2].line, found[2].number), (3, 0))

    def test_archives(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("list.txt", "850,5550142\n")
        self.assertEqual(of(packed.getvalue()), [(8505550142, "")])
        self.assertEqual(of(gzip.compress(b"8505550142\n")), [(8505550142, "")])

    def test_what_cannot_be_read_is_said(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.txt", "1")
            archive.writestr("b.txt", "2")
        for content in (
            packed.getvalue(),
            b"PK\x03\x04 broken",
            gzip.compress(b"8505550142\n" * 9000)[:40],
        ):
            with self.subTest(content=content[:8]), self.assertRaises(Unreadable):
                of(content)

    def test_reading_goes_on_where_it_was(self):
        content = io.BytesIO(b"8505550142\n8505550143\n8505550144\n")
        self.assertEqual(
            [(e.line, e.number) for e in entries(content, start=2)], [(3, 8505550144)]
        )

    @given(st.binary(max_size=400))
    def test_garbage_is_a_flaw_or_unreadable_and_nothing_worse(self, content):
        try:
            found = list(entries(io.BytesIO(content)))
        except Unreadable:
            return
        for entry in found:
            self.assertTrue(entry.number == 0 or 2e9 <= entry.number < 1e10)
