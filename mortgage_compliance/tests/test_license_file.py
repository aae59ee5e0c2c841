from datetime import date

from odoo.tests import BaseCase

from ..tools.license_file import Unreadable, decoded, parse

HEAD = "NMLS ID,State,License Number,Status,Expiration Date\n"


class TestLicenseFile(BaseCase):
    def _row(self, line, head=HEAD):
        [row] = parse(head + line)
        return row

    def test_a_line_as_nmls_writes_it(self):
        row = self._row("1234101,TX-SML,TX-77,Approved - Active,12/31/2027")
        self.assertEqual(
            (row.line, row.person, row.state, row.number, row.status, row.ends),
            (2, "1234101", "TX", "TX-77", "approved", date(2027, 12, 31)),
        )

    def test_words_of_statuses(self):
        for words, status in [
            ("Approved", "approved"),
            ("ACTIVE", "approved"),
            ("Approved-Renewal Requested", "renewal_requested"),
            ("renewal_requested", "renewal_requested"),
            ("Temporary Authority to Operate", "temporary"),
            ("Approved – Inactive", "inactive"),
            ("Terminated - Failed to Renew", "expired"),
            ("Terminated – Ordered to Surrender", "revoked"),
        ]:
            with self.subTest(words=words):
                self.assertEqual(self._row(f"1,TX,2,{words},").status, status)

    def test_dates_and_names_of_columns(self):
        head = "\ufeffLogin;Jurisdiction;License Status;Renewed Through\r\n"
        for words in (
            "2027-12-31",
            "12/31/27",
            '"Dec 31, 2027"',
            "2027-12-31 00:00:00",
        ):
            with self.subTest(words=words):
                row = self._row(f"frank;Texas;Approved;{words}", head)
                self.assertEqual((row.login, row.state), ("frank", "TX"))
                self.assertEqual(row.ends, date(2027, 12, 31))

    def test_a_line_that_cannot_be_read_says_why(self):
        for line, flaw, what in [
            ("1,Atlantis,2,Approved,", "state", "Atlantis"),
            ("1,TX,2,Dancing,", "status", "Dancing"),
            ("1,TX,2,,", "status", ""),
            ("1,TX,2,Approved,31/31/2027", "date", "31/31/2027"),
            ("1,TX,2,Approved,soon", "date", "soon"),
        ]:
            with self.subTest(line=line):
                row = self._row(line)
                self.assertEqual((row.flaw, row.what), (flaw, what))

    def test_what_is_no_list(self):
        for text, code in [
            ("", "empty"),
            ("\x00\x00", "empty"),
            ("State,Status\nTX,Approved", "no_person"),
            ("NMLS ID,Status\n1,Approved", "no_state"),
            ("NMLS ID,State\n1,TX", "no_status"),
            (HEAD + "1,TX,2,Approved\n" * 20_001, "too_long"),
        ]:
            with self.subTest(code=code), self.assertRaises(Unreadable) as caught:
                parse(text)
            self.assertEqual(caught.exception.code, code)

    def test_encodings(self):
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
            with self.subTest(encoding=encoding):
                self.assertEqual(
                    decoded("José,TX".encode(encoding)).strip("\ufeff"), "José,TX"
                )

    def test_blank_lines_and_short_lines(self):
        rows = parse(HEAD + "\n1,TX,2,Approved\n,,,,\n2,FL\n")
        self.assertEqual([row.flaw for row in rows], ["", "status"])
