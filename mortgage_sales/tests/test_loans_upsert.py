from odoo.exceptions import AccessError

from .loans_common import LoansCase

FILE = {
    "los": "encompass",
    "loan_number": "2401000777",
    "lo": "1234101",
    "processor": "processor@lender.example",
    "milestone": "Underwriting",
    "purpose": "purchase",
    "product": "fha",
    "amount": "320000.00",
    "rate": "6.125",
    "property": {"city": "Austin", "state": "TX", "zip": "78701", "value": "400000"},
    "closing_on": "2036-12-04",
    "lock_on": "2036-11-01",
    "lock_expires_on": "2036-12-08",
    "conditions": [
        {"external_id": "c1", "name": "Two pay stubs", "owed_by": "borrower"},
        {"name": "Appraisal", "type": "ptf", "due_on": "2036-11-20"},
    ],
}


class TestUpsert(LoansCase):
    def _upsert(self, *loans, user=None):
        Loan = self.env["mortgage.loan"].with_user(user or self.integration)
        return Loan.upsert(list(loans))

    def _one(self, **values):
        return self._upsert({**FILE, "lead_id": self.of_maria.id, **values})[0]

    def _loan_of(self, result):
        return self.env["mortgage.loan"].browse(result["loan_id"])

    def test_created_then_unchanged_then_updated(self):
        result = self._one()
        self.assertEqual(result["status"], "created", result)
        self.assertEqual((result["conflicts"], result["reasons"]), ([], []))
        loan = self._loan_of(result)
        self.assertEqual(loan.user_id, self.maria)
        self.assertEqual(loan.processor_id, self.processor)
        self.assertEqual(loan.milestone_id, self._milestone("underwriting"))
        self.assertEqual((loan.amount, loan.rate), (320000, 6.125))
        self.assertEqual((loan.property_state, loan.property_value), ("TX", 400000))
        self.assertEqual(len(loan.condition_ids), 2)
        self.assertEqual(self.of_maria.stage_id, self._stage("in_process"))

        since = loan.milestone_since
        self.assertEqual(self._one()["status"], "unchanged")
        self.assertEqual(loan.milestone_since, since)

        changed = [{"external_id": "c1", "name": "Two pay stubs", "state": "received"}]
        result = self._one(rate=6, conditions=changed, amount=320000)
        self.assertEqual(result["status"], "updated")
        self.assertEqual(loan.rate, 6)
        self.assertEqual(
            sorted(loan.condition_ids.mapped("state")), ["open", "received"]
        )

    def test_absent_stays_and_false_empties(self):
        loan = self._loan_of(self._one())
        key = {name: FILE[name] for name in ("los", "loan_number")}
        self.assertEqual(self._upsert(key)[0]["status"], "unchanged")
        result = self._upsert({**key, "lock_expires_on": False, "state": False})[0]
        self.assertEqual(result["status"], "updated")
        self.assertFalse(loan.lock_expires_on)
        self.assertEqual(loan.closing_on.isoformat(), "2036-12-04")
        self.assertEqual(loan.state, "active")

    def test_a_bad_value_names_its_field_and_the_fix(self):
        cases = [
            ({"loan_number": ""}, "loan_number", "Send"),
            ({"rate": "612.5"}, "rate", "percent"),
            ({"amount": "a lot"}, "amount", "dollars"),
            ({"closing_on": "12/04/2036"}, "closing_on", "YYYY-MM-DD"),
            ({"purpose": "buy"}, "purpose", "purchase, refinance"),
            ({"milestone": "Qualification"}, "milestone", "underwriting"),
            ({"property": {"state": "Texico"}}, "property.state", "two letters"),
            ({"property": "Austin"}, "property", "object"),
            ({"lead_id": 10**9}, "lead_id", "no mortgage lead"),
            ({"lock_expires_on": "2036-10-01"}, "lock_expires_on", "before it begins"),
            ({"state": "funded", "funded_on": "2036-12-04"}, "funded_on", "past"),
            ({"loan_number": "123-45-6789"}, "loan_number", "Social Security"),
            ({"conditions": [{"type": "ptd"}]}, "conditions.0.name", "needed"),
            ({"conditions": [{"name": "x", "type": "?"}]}, "conditions.0.type", "pta"),
        ]
        for values, field, words in cases:
            with self.subTest(**values):
                result = self._one(**values)
                self.assertEqual(result["status"], "rejected")
                self.assertFalse(result["loan_id"])
                said = {reason["field"]: reason["text"] for reason in result["reasons"]}
                self.assertIn(words, said.get(field, said))
        self.assertEqual(self._upsert("not an object")[0]["status"], "rejected")

    def test_one_bad_file_does_not_hold_up_the_others(self):
        good = {**FILE, "lead_id": self.of_maria.id}
        results = self._upsert(
            {**good, "rate": "x"}, good, {**good, "loan_number": "2401000778"}, good
        )
        statuses = [result["status"] for result in results]
        self.assertEqual(statuses, ["rejected", "created", "created", "rejected"])
        self.assertEqual(results[3]["reasons"][0]["code"], "repeated")

    def test_unknown_people_and_fields_are_told_and_nothing_of_them_kept(self):
        result = self._one(lo="nobody", ssn="123-45-6789")
        self.assertEqual(result["status"], "created")
        self.assertEqual(
            [(reason["code"], reason["field"]) for reason in result["reasons"]],
            [("unknown", "ssn"), ("unknown_person", "lo")],
        )
        self.assertNotIn("6789", str(result))
        self.assertEqual(self._loan_of(result).user_id, self.maria)

    def test_another_lead_is_a_conflict(self):
        self._one()
        result = self._one(lead_id=self.of_frank.id)
        self.assertEqual(result["status"], "unchanged")
        self.assertEqual(
            result["conflicts"],
            [
                {
                    "field": "lead_id",
                    "ours": self.of_maria.id,
                    "theirs": self.of_frank.id,
                }
            ],
        )

    def test_a_borrower_is_known_by_email_and_brings_the_open_lead(self):
        partner = self._borrower("Kim Vo", "kim@example.com", "+17135550177")
        lead = self._lead("Kim Vo", partner=partner, user_id=self.frank.id)
        borrower = {"name": "Kim Vo", "email": "Kim@Example.com"}
        result = self._upsert({**FILE, "lo": False, "borrower": borrower})[0]
        loan = self._loan_of(result)
        self.assertEqual(loan.lead_id, lead)
        self.assertEqual(loan.partner_id, partner)
        self.assertEqual(loan.user_id, self.frank)
        again = self._upsert({**FILE, "lo": False, "borrower": borrower})[0]
        self.assertEqual(again["status"], "unchanged")

    def test_a_past_client_is_made_once_and_has_no_lead(self):
        borrower = {"first_name": "Pat", "last_name": "Old", "phone": "7135550166"}
        sent = {
            **FILE,
            "borrower": borrower,
            "milestone": "funded",
            "funded_on": "2021-05-03",
            "closing_on": "2021-05-03",
            "lock_on": False,
            "lock_expires_on": False,
            "conditions": [],
        }
        loan = self._loan_of(self._upsert(sent)[0])
        self.assertEqual((loan.partner_id.name, loan.state), ("Pat Old", "funded"))
        self.assertFalse(loan.lead_id)
        self.assertEqual(self._upsert(sent)[0]["status"], "unchanged")
        result = self._upsert({"los": "encompass", "loan_number": "1"})[0]
        self.assertEqual(result["reasons"][0]["code"], "no_borrower")

    def test_a_funded_file_wins_its_lead(self):
        self._one()
        result = self._one(state="funded", funded_on="2020-01-02")
        self.assertEqual(result["status"], "updated")
        self.assertEqual(self.of_maria.won_status, "won")
        loan = self._loan_of(result)
        self.assertEqual(loan.milestone_id, self._milestone("funded"))

    def test_who_may_post_files(self):
        self.assertEqual(
            self._upsert({}, user=self.mortgage_admin)[0]["status"], "rejected"
        )
        for user in (
            *(self.maria, self.assistant, self.manager, self.processor),
            *(self.compliance, self.marketing, self.outsider, self.portal),
            self.env.ref("base.public_user"),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._upsert({}, user=user)

    def test_queries_do_not_grow_with_the_batch(self):
        counts = []
        for size in (5, 30):
            leads = [self._lead(f"B {number}") for number in range(size)]
            batch = [
                {**FILE, "loan_number": f"b{size}-{number}", "lead_id": lead.id}
                for number, lead in enumerate(leads)
            ]
            self._upsert(*batch)
            moved = [{**sent, "closing_on": "2036-12-11"} for sent in batch]
            for sent in (batch, moved):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self._upsert(*sent)
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[:2], counts[2:])
