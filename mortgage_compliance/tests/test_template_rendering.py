from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.mortgage_compliance.tests.common import ComplianceCase
from odoo.addons.mortgage_compliance.tools.words import plain

UNSUBSCRIBE = {"unsubscribe": "https://lender.example/mortgage/preferences/abc"}


@tagged("post_install", "-at_install")
class TestTemplateRendering(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["mortgage.branch"].create(
            {"name": "Austin", "nmls_id": "1234002", "company_id": cls.company.id}
        )
        cls.library = cls.env["mortgage.template"]
        cls.email = cls._version(
            "email", "Hi {{ borrower_first_name }}. **{{ lo_name }}**"
        )
        cls.text = cls._version("sms", "Hi {{ borrower_first_name }}, está aquí.")

    @classmethod
    def _version(cls, channel, body, kind="marketing", **vals):
        template = cls.library.create(
            {
                "name": "Test",
                "code": f"test_{channel}_{cls.library.search_count([])}",
                "channel": channel,
                "kind": kind,
            }
        )
        return cls.env["mortgage.template.version"].create(
            {"template_id": template.id, "subject": "Hello", "body": body, **vals}
        )

    def _sender(self, user=None, company=None):
        pair = (user.id if user else False, (company or self.company).id)
        return self.library._sender_values([pair])[pair]

    def _compose(self, version, values, state="TX", links=None):
        jobs = [(version, values, state, UNSUBSCRIBE if links is None else links)]
        return version._compose(jobs)[0]

    def test_sender_values(self):
        self.maria.mortgage_branch_id = self.branch
        self.maria.mortgage_booking_link = "https://lender.example/book/maria"
        values = self._sender(self.maria)
        expected = {
            "lo_name": "Maria Gomez",
            "lo_first_name": "Maria",
            "lo_nmls": "1234101",
            "lo_phone": "(512) 555-0199",
            "lo_email": "maria@lender.example",
            "branch_name": "Austin",
            "branch_nmls": "1234002",
            "booking_link": "https://lender.example/book/maria",
            "company_name": "Lone Star Test Lending",
            "company_nmls": "1234001",
            "company_phone": "(512) 555-0100",
            "company_address": "100 Congress Ave, Austin, TX 78701",
        }
        self.assertEqual(expected, {name: values[name] for name in expected})

    def test_the_company_itself_may_speak(self):
        values = self._sender()
        self.assertFalse(values.get("lo_name"))
        self.assertEqual(values["company_nmls"], "1234001")

    def test_sender_values_cost_the_same_for_one_and_for_many(self):
        pairs = [
            (user.id, self.company.id)
            for user in (self.maria, self.frank, self.cora, self.manager)
        ]
        self.library._sender_values(pairs)
        costs = []
        for size in (1, 4):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.library._sender_values(pairs[:size])
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[0], costs[1])

    def test_an_email_has_html_and_a_plain_twin_with_the_same_footer(self):
        self.maria.mortgage_branch_id = self.branch
        message = self._compose(
            self.email, {**self._sender(self.maria), "borrower_first_name": "Dana"}
        )
        self.assertIn("Hi Dana. <strong>Maria Gomez</strong>", message.html)
        self.assertTrue(message.text.startswith("Hi Dana. Maria Gomez\n\n--\n"))
        for piece in (
            "Maria Gomez, NMLS #1234101",
            "Lone Star Test Lending, NMLS #1234001",
            "Austin branch, NMLS #1234002",
            "www.nmlsconsumeraccess.org",
            "Equal Housing Lender",
            "100 Congress Ave, Austin, TX 78701",
            "Unsubscribe",
            UNSUBSCRIBE["unsubscribe"],
        ):
            with self.subTest(piece):
                self.assertIn(piece, message.text)
                self.assertIn(piece, message.html)

    def test_another_sender_changes_the_block(self):
        message = self._compose(self.email, self._sender(self.frank))
        self.assertIn("Frank Hall, NMLS #1234102", message.html)
        self.assertNotIn("1234101", message.html + message.text)

    def test_a_transactional_email_is_not_called_an_advertisement(self):
        version = self._version("email", "Hi.", kind="transactional")
        message = self._compose(version, self._sender(self.maria), links={})
        self.assertFalse(message.missing)
        self.assertNotIn("advertisement", message.text)
        self.assertIn("NMLS #1234001", message.text)

    def test_a_text_is_short_plain_and_in_the_phones_alphabet(self):
        message = self._compose(self.text, self._sender(self.maria))
        self.assertEqual(
            message.text,
            "Hi there, esta aqui.\nMaria Gomez, NMLS #1234101, Lone Star Test Lending"
            " NMLS #1234001. Reply STOP to opt out.",
        )
        self.assertFalse(message.html)

    def test_a_spanish_footer_under_spanish_words(self):
        version = self._version("sms", "Hola, {{ borrower_first_name }}:", lang="es")
        message = self._compose(version, self._sender(self.maria))
        self.assertTrue(message.text.startswith("Hola, buen día:".replace("í", "i")))
        self.assertTrue(message.text.endswith("Responda STOP para no recibir mas."))

    def test_what_is_missing_is_named_and_nothing_is_rendered(self):
        sender = self._sender(self.maria)
        for change, label in (
            ({"lo_name": False}, "LO's name"),
            ({"lo_nmls": ""}, "LO's NMLS number"),
            ({"company_nmls": False}, "Company's NMLS number"),
            ({"company_address": ""}, "Company's postal address"),
        ):
            with self.subTest(label):
                message = self._compose(self.email, {**sender, **change})
                self.assertEqual(message.missing, [label])
                self.assertFalse(message.html or message.text or message.subject)

    def test_marketing_without_a_way_to_unsubscribe_is_not_sent(self):
        message = self._compose(self.email, self._sender(self.maria), links={})
        self.assertEqual(message.missing, ["Link to unsubscribe"])

    def test_an_address_in_a_borrowers_name_is_not_passed_on(self):
        for name in (
            "Win https://evil.example",
            "www.evil.example",
            "evil.example",
            "dana@evil.example",
        ):
            with self.subTest(name):
                values = {**self._sender(self.maria), "borrower_first_name": name}
                self.assertIn("Hi there", self._compose(self.email, values).text)

    def test_a_booking_page_is_an_address(self):
        with self.assertRaises(ValidationError):
            self.maria.mortgage_booking_link = "javascript:alert(1)"
        version = self._version("email", "Hi.\n\n[Book]({{ booking_link }})")
        for link, shown in (("https://x.example/b", True), ("javascript:x", False)):
            values = {**self._sender(self.maria), "booking_link": link}
            with self.subTest(link):
                self.assertEqual("Book" in self._compose(version, values).html, shown)

    def test_a_value_injects_nothing(self):
        values = {
            **self._sender(self.maria),
            "borrower_first_name": "<img src=x>{{ lo_nmls }}\r\nBcc: x",
        }
        version = self._version("email", "Hi.", subject="For {{ borrower_first_name }}")
        message = self._compose(version, values)
        self.assertEqual(message.subject, "For <img src=x>{{ lo_nmls }} Bcc: x")
        message = self._compose(self.email, values)
        self.assertIn("&lt;img src=x&gt;{{ lo_nmls }} Bcc: x", message.html)

    @settings(
        max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(name=st.text(max_size=60), number=st.text(max_size=12))
    def test_nothing_goes_out_without_the_numbers_of_its_sender(self, name, number):
        values = {**self._sender(self.maria), "lo_name": name, "lo_nmls": number}
        message = self._compose(self.email, values)
        if not message.missing:
            lines = message.text.splitlines()
            self.assertIn(f"{plain(name)}, NMLS #{plain(number)}", lines)

    def test_rendering_costs_the_same_for_one_and_for_fifty(self):
        values = self._sender(self.maria)
        self._compose(self.email, values)
        for size in (1, 50):
            jobs = [(self.email, values, "TX", UNSUBSCRIBE)] * size
            self.env.flush_all()
            self.env.invalidate_all()
            # Four of them look up whose the numbers in the words are.
            with self.subTest(size=size), self.assertQueryCount(7):
                self.email._compose(jobs)

    def test_fields_that_are_not_allowed_never_render(self):
        message = self._compose(
            self.email, {**self._sender(self.maria), "ssn": "1", "password": "2"}
        )
        self.assertFalse(message.missing)
        self.env.cr.execute(
            "UPDATE mortgage_template_version SET body = '{{ ssn }}' WHERE id = %s",
            [self.email.id],
        )
        self.email.invalidate_recordset()
        message = self._compose(self.email, {**self._sender(self.maria), "ssn": "1"})
        self.assertEqual(message.missing, ["ssn"])
