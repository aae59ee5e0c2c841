from datetime import date

from psycopg2 import Error

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..tools import holds, retention
from .common import ComplianceCase


@tagged("post_install", "-at_install")
class TestRetentionHolds(ComplianceCase):
    """What a hold covers, who may open one, and what becomes of it."""

    def setUp(self):
        super().setUp()
        self.dana = self._borrower()
        self.email, self.phone = self.env["mortgage.contact.point"].search(
            [("partner_ids", "=", self.dana.id)], order="kind"
        )

    def _hold(self, **values):
        return (
            self.env["mortgage.legal.hold"]
            .with_user(self.compliance)
            .create(
                {
                    "name": "Ruiz v. Lone Star",
                    "reason": "Letter of counsel",
                    "partner_ids": self.dana.ids,
                    **values,
                }
            )
        )

    def _covered(self, **facts):
        found = self.env["mortgage.legal.hold"]._covers({1: holds.Record(**facts)})
        return found.get(1, [])

    def test_a_hold_on_a_borrower_covers_every_number_also_a_later_one(self):
        hold = self._hold()
        self.assertEqual(hold.point_ids, self.email | self.phone)
        (later,) = self._points(("phone", "+17135550177"))
        later.partner_ids = self.dana
        for point in (self.email, self.phone, later):
            self.assertEqual(self._covered(point_id=point.id), hold.ids)
        self.assertEqual(self._covered(partner_id=self.dana.id), hold.ids)
        (other,) = self._points(("phone", "+17135550188"))
        self.assertFalse(self._covered(point_id=other.id))

    def test_a_period_leaves_the_records_before_it_alone(self):
        hold = self._hold(date_from="2025-01-01", date_to="2025-12-31")
        point = self.phone.id
        self.assertFalse(self._covered(point_id=point, on=date(2024, 12, 31)))
        self.assertEqual(self._covered(point_id=point, on=date(2025, 12, 31)), hold.ids)
        self.assertEqual(self._covered(point_id=point), hold.ids)

    def test_a_company_wide_hold_covers_its_company_alone(self):
        hold = self._hold(scope="company", partner_ids=[])
        self.assertEqual(self._covered(company_id=self.company.id), hold.ids)
        self.assertFalse(self._covered(company_id=self.company.id + 1))

    def test_it_is_released_with_a_reason_and_stays(self):
        hold = self._hold()
        release = self.env["mortgage.hold.release"].with_user(self.compliance)
        release.create({"hold_id": hold.id, "reason": "Settled"}).action_release()
        self.assertEqual(
            (hold.state, hold.released_by_id, hold.release_reason),
            ("released", self.compliance, "Settled"),
        )
        self.assertFalse(self._covered(point_id=self.phone.id))
        with self.assertRaises(UserError):
            hold.name = "Something else"
        with self.assertRaises(AccessError):
            hold.unlink()
        with self.assertRaises(UserError):
            hold.sudo().unlink()

    def test_every_change_is_in_the_ledger_without_the_names(self):
        hold = self._hold()
        hold.date_from = "2025-01-01"
        hold._release("Settled with Dana Ruiz")
        entries = self.env["mortgage.ledger.entry"].search(
            [("event", "=", "legal_hold"), ("res_id", "=", hold.id)], order="id"
        )
        self.assertEqual(len(entries), 3)
        self.assertEqual(entries[0].actor_uid, self.compliance.id)
        self.assertNotIn("Ruiz", "".join(entries.mapped("payload")))

    def test_a_hold_about_nobody_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "name the borrowers"):
            self._hold(partner_ids=[])

    def test_a_deleted_card_leaves_the_hold_its_numbers(self):
        hold = self._hold()
        self.dana.unlink()
        self.assertEqual(self._covered(point_id=self.phone.id), hold.ids)
        with mute_logger("odoo.sql_db"), self.assertRaises(Error):
            with self.env.cr.savepoint():
                self.phone.unlink()

    def test_only_compliance_opens_one(self):
        for user in (self.manager, self.mortgage_admin, self.maria, self.marketing):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["mortgage.legal.hold"].with_user(user).create(
                    {"name": "x", "reason": "x", "partner_ids": self.dana.ids}
                )


@tagged("post_install", "-at_install")
class TestRetentionRules(ComplianceCase):
    """How long records are kept, and how a lender keeps them longer."""

    def setUp(self):
        super().setUp()
        self.rules = self.env["mortgage.retention.rule"].with_user(self.compliance)

    def _shipped(self, record_class):
        return self.rules.search(
            [("record_class", "=", record_class), ("origin", "=", "shipped")]
        )

    def test_every_class_has_a_rule_with_its_source(self):
        classes = self.rules._fields["record_class"].get_values(self.env)
        for record_class in classes:
            with self.subTest(record_class):
                self.assertTrue(self._shipped(record_class).source)

    def test_do_not_contact_requests_stay_for_good(self):
        rule = self._shipped("suppression")._as_value()
        self.assertIsNone(retention.kept_until(rule, date(1990, 1, 1)))
        self.assertIsNone(retention.cutoff(rule, date(2090, 1, 1)))

    def test_a_longer_period_makes_a_successor_and_an_entry(self):
        self._shipped("message_marketing").months = 120
        own = self.rules.search(
            [("record_class", "=", "message_marketing"), ("valid_to", "=", False)]
        )
        self.assertEqual((own.months, own.origin), (120, "lender"))
        self.assertEqual(own.period_text, "10 years")
        self.assertTrue(
            self.env["mortgage.ledger.entry"].search_count(
                [("event", "=", "rule_change"), ("res_id", "=", own.id)]
            )
        )

    def test_below_the_law_only_with_a_reason(self):
        law = self._shipped("message_marketing")
        self.assertEqual(law.least_months, 60)
        law.months = 60
        own = self.rules.search(
            [("record_class", "=", "message_marketing"), ("valid_to", "=", False)]
        )
        with self.assertRaisesRegex(ValidationError, "16 CFR 310.5"):
            own.months = 24
        own.write({"months": 24, "reason": "Counsel's memo of May 3"})

    def test_a_companys_own_row_counts_for_it_alone(self):
        other = self.env["res.company"].sudo().create({"name": "Other"})
        self.rules.sudo().create(
            {
                "code": "own.inbound",
                "name": "Longer",
                "record_class": "inbound_message",
                "months": 120,
                "company_id": other.id,
                "valid_from": "2021-01-01 00:00:00",
            }
        )
        rules = self.rules._values_in_force()
        now = self._shipped("inbound_message").create_date
        months = [
            retention.rule_for(rules, "inbound_message", company.id, now).months
            for company in (self.company, other)
        ]
        self.assertEqual(months, [84, 120])


@tagged("post_install", "-at_install")
class TestArchiveTrigger(ComplianceCase):
    """PostgreSQL lets a body go only by an entry that names it."""

    def setUp(self):
        super().setUp()
        (self.sha256,) = self.env["mortgage.archive"]._store(
            [{"content": b"Hello Dana", "retention_class": "message_reply"}]
        )

    def _refused(self, statement, *values):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(Error, "append-only"),
            self.env.cr.savepoint(flush=False),
        ):
            self.env.cr.execute(SQL(statement, *values))

    def test_nothing_changes_a_body(self):
        self._refused("UPDATE mortgage_archive SET sha256 = 'x'")
        self._refused("TRUNCATE mortgage_archive")

    def test_a_body_goes_only_by_an_entry_that_names_it(self):
        delete = "DELETE FROM mortgage_archive WHERE sha256 = %s"
        self._refused(delete, self.sha256)
        for event, named in (("purge", "ab" * 32), ("override", self.sha256)):
            self._name_entry(event, named)
            self._refused(delete, self.sha256)
        self._name_entry("purge", self.sha256)
        self.env.cr.execute(SQL(delete, self.sha256))
        self.assertEqual(self.env.cr.rowcount, 1)

    def _name_entry(self, event, sha256):
        (entry,) = self.env["mortgage.ledger.entry"]._append(
            [{"event": event, "payload": {"bodies": [{"sha256": sha256}]}}]
        )
        self.env.cr.execute(
            SQL("SELECT set_config('mortgage.purge_entry', %s, true)", str(entry))
        )
