import re
from hashlib import sha256

from odoo.tests import HttpCase, tagged, users

from ..models.inbound import mortgage_page_visit
from ..tools.license_page import consumer_access, read, token
from ..tools.places import state_name
from .common import ComplianceCase


@tagged("post_install", "-at_install")
class TestLicensePage(ComplianceCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pages = cls.env["mortgage.license.page"]
        cls.branch = cls.env["mortgage.branch"].create(
            {"name": "Austin", "nmls_id": "1234002", "company_id": cls.company.id}
        )
        cls.maria.mortgage_branch_id = cls.branch

    def _path(self, user=None, company=None):
        address = self.pages._address(
            company or self.company, user or self.env["res.users"]
        )
        return address.removeprefix(self.company.get_base_url())

    def _open(self, path, **headers):
        return self.url_open(path, headers=headers)

    def test_it_says_who_lends_where_and_under_which_license(self):
        self._license("CA", number="60DBO-1")
        answer = self._open(self._path(self.maria))
        self.assertEqual(answer.status_code, 200)
        for piece in (
            "Lone Star Test Lending, NMLS #1234001",
            "Maria Gomez, NMLS #1234101",
            "Austin, NMLS #1234002",
            "100 Congress Ave, Austin, TX 78701",
            "nmlsconsumeraccess.org/EntityDetails.aspx/COMPANY/1234001",
            "nmlsconsumeraccess.org/EntityDetails.aspx/INDIVIDUAL/1234101",
            'alt="Equal Housing Lender"',
            "static/img/equal_housing.svg",
            "California Financing Law license, 60DBO-1.",
            "TEXAS DEPARTMENT OF SAVINGS AND MORTGAGE LENDING",
            'name="viewport"',
        ):
            with self.subTest(piece):
                self.assertIn(
                    piece, re.sub(r"<(?!img|a |link|meta)[^>]*>", "", answer.text)
                )
        for state in ("TX", "FL", "CO", "CA"):
            self.assertIn(state_name(state), answer.text)
        self.assertNotIn(state_name("NY"), answer.text)
        self.assertNotIn("Set-Cookie", answer.headers)

    def test_only_what_is_in_force_is_listed(self):
        self._license("NV", valid_to="2021-01-01 00:00:00")
        self._license("GA", status="revoked")
        text = self._open(self._path(self.maria)).text
        self.assertNotIn("Nevada", text)
        self.assertNotIn("Georgia", text)

    def test_nobody_elses_numbers_stand_on_it(self):
        text = self._open(self._path(self.maria)).text
        for other in ("1234102", "1234103", "Frank", f"TX-{self.frank.id}"):
            self.assertNotIn(other, text)

    def test_in_spanish_for_who_reads_it(self):
        path = self._path(self.maria)
        for answer in (
            self._open(f"{path}?lang=es"),
            self._open(path, **{"Accept-Language": "es-MX,es;q=0.9"}),
        ):
            self.assertIn("Con licencia en", answer.text)
            self.assertIn("Igualdad de oportunidades en la vivienda", answer.text)
            self.assertIn('lang="es"', answer.text)

    def test_both_addresses_show_it_and_the_company_has_its_own(self):
        path = self._path(self.maria)
        long = f"/mortgage/licenses/{path.split('/')[-1]}"
        self.assertEqual(self._open(path).text, self._open(long).text)
        self.assertLess(len(path), 20)
        text = self._open(self._path()).text
        self.assertIn("NMLS #1234001", re.sub(r"<[^>]*>", "", text))
        self.assertNotIn("Maria", text)

    def test_who_left_is_not_shown_any_more(self):
        path = self._path(self.maria)
        self.maria.active = False
        text = self._open(path).text
        self.assertIn("Lone Star Test Lending", text)
        self.assertNotIn("Maria", text)

    def test_an_lo_of_another_company_is_not_shown(self):
        other = self.env["res.company"].create({"name": "Other", "nmls_id": "77"})
        text = self._open(self._path(self.maria, other)).text
        self.assertIn("Other", text)
        self.assertNotIn("Maria", text)

    def test_wrong_links_look_alike(self):
        good = self._path(self.maria)
        company, user, signature = good.removeprefix("/l/").split("-")
        other, end = self.frank.id, "2" if signature[-1] != "2" else "3"
        wrong = [
            f"/l/{company}-{user}-{signature[:-1]}{end}",
            f"/l/{company}-{other}-{signature}",
            f"/l/{company}-{user}",
            "/l/1-9zzz-0000000",
            "/l/x",
            "/mortgage/licenses/1234101",
            f"/l/{'9' * 400}",
            "/l/%C3%B1-1-1",
        ]
        answers = [self._open(path) for path in wrong]
        self.assertEqual({answer.status_code for answer in answers}, {404})
        self.assertEqual(len({answer.text for answer in answers}), 1)
        self.assertNotIn("Lone Star", answers[0].text)

    def test_too_many_visits_are_turned_away(self):
        path = self._path(self.maria)
        self.patch(mortgage_page_visit, "LIMIT", 3)
        codes = [self._open(path).status_code for _visit in range(5)]
        self.assertEqual(codes, [200, 200, 200, 429, 429])
        self.assertNotIn("Maria", self._open(path).text)

    def test_an_unlicensed_company_says_so(self):
        other = self.env["res.company"].create({"name": "Other", "nmls_id": "77"})
        self.assertIn("No state license", self._open(self._path(company=other)).text)

    @users("maria", "compliance", "madmin")
    def test_people_find_their_link(self):
        user = self.maria.with_user(self.env.user)
        self.assertIn("/l/", user.mortgage_license_page)

    def test_tokens(self):
        def sign(text):
            return sha256(text.encode()).hexdigest()

        for pair in ((1, 0), (7, 123456), (10**6, 10**9)):
            self.assertEqual(read(token(*pair, sign), sign), pair)
        for text in ("", "1", "1-2-3-4", "--", "-1-", None, "1-1-ü", "1-1-zzzzzzz"):
            self.assertIsNone(read(text, sign))

    def test_addresses_at_consumer_access(self):
        base = "https://www.nmlsconsumeraccess.org"
        self.assertEqual(
            consumer_access("COMPANY", "NMLS 12-34"),
            f"{base}/EntityDetails.aspx/COMPANY/1234",
        )
        self.assertEqual(consumer_access("INDIVIDUAL", False), base)
