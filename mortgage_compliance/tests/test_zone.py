import json
from pathlib import Path

from odoo.tests import TransactionCase, tagged

CASES = Path(__file__).parents[3] / "shared/data/geo/ziptz_us_testdata_cases.json"
EASTERN, CENTRAL = "America/New_York", "America/Chicago"
MOUNTAIN, ARIZONA = "America/Denver", "America/Phoenix"


@tagged("post_install", "-at_install")
class TestZone(TransactionCase):
    def _candidates(self, states=(), zips=(), phone=""):
        return self.env["mortgage.zone"]._candidates([(states, zips, phone)])[0]

    def test_places_on_the_edges_of_zones(self):
        for code, state, zones in [
            ("77002", "TX", {CENTRAL}),
            ("79901", "TX", {MOUNTAIN}),  # El Paso
            ("32401", "FL", {CENTRAL}),  # Panama City
            ("32301", "FL", {EASTERN}),  # Tallahassee
            ("85004", "AZ", {ARIZONA}),
            ("46204", "IN", {EASTERN}),  # Indianapolis
            ("46402", "IN", {CENTRAL}),  # Gary
            ("47708", "IN", {CENTRAL}),  # Evansville
            ("37201", "TN", {CENTRAL}),  # Nashville
            ("37902", "TN", {EASTERN}),  # Knoxville
            ("40202", "KY", {EASTERN}),  # Louisville
            ("42101", "KY", {CENTRAL}),  # Bowling Green
            ("58501", "ND", {CENTRAL}),  # Bismarck
            ("58601", "ND", {MOUNTAIN}),  # Dickinson
            ("57104", "SD", {CENTRAL}),  # Sioux Falls
            ("57701", "SD", {MOUNTAIN}),  # Rapid City
            ("68102", "NE", {CENTRAL}),  # Omaha
            ("69361", "NE", {MOUNTAIN}),  # Scottsbluff
            ("66603", "KS", {CENTRAL}),  # Topeka
            ("67735", "KS", {MOUNTAIN}),  # Goodland
            ("83814", "ID", {"America/Los_Angeles"}),  # Coeur d'Alene
            ("83702", "ID", {MOUNTAIN}),  # Boise
            ("97914", "OR", {MOUNTAIN}),  # Ontario
            ("89883", "NV", {MOUNTAIN, "America/Los_Angeles"}),  # West Wendover
            ("96813", "HI", {"Pacific/Honolulu"}),
            ("00901", "PR", {"America/Puerto_Rico"}),
            ("96910", "GU", {"Pacific/Guam"}),
        ]:
            with self.subTest(zip=code):
                states, found = self._candidates(zips=(code,))
                self.assertEqual((states, set(found)), ((state,), zones))

    def test_an_area_code_counts_with_every_zone_of_its_exchanges(self):
        self.assertEqual(
            self._candidates(phone="+18505550101"), (("FL",), (EASTERN, CENTRAL))
        )
        self.assertEqual(self._candidates(phone="+17135550101"), (("TX",), (CENTRAL,)))

    def test_the_zip_decides_where_the_area_code_presumes_nothing(self):
        found = self._candidates(("TX",), ("77002",), "+12125550101")
        self.assertEqual(found, (("TX",), (CENTRAL,)))

    def test_a_state_that_presumes_residence_adds_itself(self):
        found = self._candidates(("TX",), ("77002",), "+13055550101")
        self.assertEqual(found, (("TX", "FL"), (CENTRAL, EASTERN)))

    def test_a_state_alone_counts_with_all_its_zones(self):
        states, zones = self._candidates(("TN",))
        self.assertEqual((states, set(zones)), (("TN",), {EASTERN, CENTRAL}))

    def test_without_a_zip_the_area_code_adds_to_the_state(self):
        states, zones = self._candidates(("TX",), (), "+12125550101")
        self.assertEqual(states, ("TX", "NY"))
        self.assertEqual(set(zones), {CENTRAL, MOUNTAIN, EASTERN})

    def test_residence_and_property_both_count(self):
        states, zones = self._candidates(("TX", "CO"), ("77002", "80202"))
        self.assertEqual((states, zones), (("TX", "CO"), (CENTRAL, MOUNTAIN)))

    def test_toll_free_abroad_and_nothing_give_nothing(self):
        for phone in ("+18005550101", "+525512345678", ""):
            with self.subTest(phone=phone):
                self.assertEqual(self._candidates(phone=phone), ((), ()))

    def test_an_unlisted_zip_under_a_divided_prefix_counts_with_both_zones(self):
        _states, zones = self._candidates(zips=("32499",))
        self.assertEqual(set(zones), {EASTERN, CENTRAL})

    def test_always_the_union_is_a_rule(self):
        rule = self.env["mortgage.contact.policy"].search(
            [("code", "=", "presumption")]
        )
        rule.strict = True
        found = self._candidates(("TX",), ("77002",), "+12125550101")
        self.assertEqual(found, (("TX", "NY"), (CENTRAL, EASTERN)))

    def test_loading_again_changes_nothing(self):
        zone = self.env["mortgage.zone"]
        count = zone.search_count([])
        ids = set(zone._search([]))
        zone._load_shipped()
        self.assertEqual(set(zone._search([])), ids)
        self.env["ir.config_parameter"].set_param(
            "mortgage_compliance.zones_sha256", ""
        )
        zone._load_shipped()
        self.assertEqual(zone.search_count([]), count)

    def test_cost_does_not_grow(self):
        items = [((), (f"77{number:03}",), "+17135550101") for number in range(100)]
        for some in (items[:2], items):
            self.env.invalidate_all()
            with self.subTest(size=len(some)), self.assertQueryCount(5):
                self.env["mortgage.zone"]._candidates(some)

    def test_zones_of_the_ziptz_cases(self):
        if not CASES.exists():
            self.skipTest(f"{CASES} is absent: it comes with ../shared")
        cases = json.loads(CASES.read_text())["cases"]
        for case in cases:
            if "zone" not in case or len(case["token"]) != 5:
                continue
            with self.subTest(zip=case["token"], why=case["why"]):
                _states, zones = self._candidates(zips=(case["token"],))
                self.assertIn(case["zone"], zones)
