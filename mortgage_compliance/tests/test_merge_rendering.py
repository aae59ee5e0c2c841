import hashlib
import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from markupsafe import Markup

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.mortgage_compliance.tests.common import ComplianceCase
from odoo.addons.mortgage_compliance.tools import words

# The words shipped with 19.0.1.2.0, and the hash of what that release made of them.
GOLDEN = Path(__file__).parent / "merge_golden.json"
BODY = "Hi {{ borrower_first_name }},\n\n- **{{ borrower_first_name }}**\n\nBye."
INJECTIONS = (
    *("{{ lo_nmls }}", "{{ 7 * 7 }}", "{{ object.env }}", "{% for x in y %}", "${7*7}"),
    *("%s %(lo_name)s {0} {lo_name}", "#{7*7}", "<t t-out='7*7'/>", "</t><t t-if='1'>"),
    *("<script>alert(1)</script>", "\"><img src=x onerror='x'>", "javascript:alert(1)"),
    *("<i></i><u></u>", "<i/>", "<u/>", "]]><x/>", "&lt;b&gt; &amp; &#60;", "<!-- x"),
    *("a\x00b", "a\r\nBcc: x@example.org", "a\u2028b\x85c", "\u202eevil", "a\u200bb"),
    *(
        "\ud800",
        "x\udfff",
        "\ufffe\uffff",
        "😀👩‍👩‍👧",
        "[x](https://e.example)",
        "**b**",
    ),
    *("- item", "\n\n- item", "__import__('os')", "m['lo_nmls']", "t-call", "'\"`\\"),
)
WORDS = (
    *("<t t-call='web.layout'/>", "<t t-eval='1'/>", "<script>x</script>", "<b>x</b>"),
    *("<i></i>", "<u/>", "</t></t>", "<!-- x -->", "<!DOCTYPE x>", "<?xml x?>", "&x;"),
    *("a\x01b", "\x0b\x0c", "m['x']", "]&gt;", "%s %% %(x)s", "'\"\\", "\u202ex"),
)


@tagged("post_install", "-at_install")
class TestMergeRendering(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sender = cls._sender_values()
        cls.email = cls._version("email", BODY, "For {{ borrower_first_name }}")
        cls.text = cls._version("sms", BODY.replace("**", ""), False)

    @classmethod
    def _sender_values(cls):
        pair = (cls.maria.id, cls.company.id)
        return cls.env["mortgage.template"]._sender_values([pair])[pair]

    @classmethod
    def _version(cls, channel, body, subject="Hello", kind="transactional", lang="en"):
        number = cls.env["mortgage.template"].search_count([])
        template = cls.env["mortgage.template"].create(
            {
                "name": "Test",
                "code": f"render_{channel}_{number}",
                "channel": channel,
                "kind": kind,
            }
        )
        return cls.env["mortgage.template.version"].create(
            {
                "template_id": template.id,
                "subject": subject,
                "body": body,
                "lang": lang,
            }
        )

    def _render(self, version, **values):
        return version._render([(version, {**self.sender, **values})])[0]

    def test_what_was_approved_before_reads_the_same_to_the_byte(self):
        samples = {
            lang: self.env["mortgage.template"]._sample_values(lang)
            for lang in ("en", "es")
        }
        for row in json.loads(GOLDEN.read_text(encoding="utf-8")):
            version = self._version(
                row["channel"], row["body"], row["subject"], row["kind"], row["lang"]
            )
            for which, values in (("samples", samples[row["lang"]]), ("sender", {})):
                with self.subTest(row["code"], lang=row["lang"], which=which):
                    message = version._render([(version, {**values, **self.sender})])[0]
                    read = [message.subject, str(message.html), message.text]
                    read = json.dumps(read, ensure_ascii=False).encode()
                    read = hashlib.sha256(read).hexdigest()
                    self.assertEqual(read, row["read"][which])

    def _expect_value_only(self, value):
        """Check that ``value`` changed nothing but the places where it stands."""
        message = self._render(self.email, borrower_first_name=value)
        text = self._render(self.text, borrower_first_name=value)
        self.assertFalse(message.missing)
        told = message.subject.removeprefix("For ")
        self.assertEqual(message.text, f"Hi {told},\n\n- {told}\n\nBye.")
        tree = lxml_html.fromstring(message.html)
        self.assertEqual(
            [element.tag for element in tree.iter()],
            ["div", "p", "ul", "li", "strong", "p"],
        )
        self.assertEqual(len(text.text.split("\n")), 5)
        for part in (message.subject, message.text, message.html, text.text):
            part.encode()
            self.assertNotRegex(part, r"[\x00\r\u202e\u200b]")
        self.assertEqual(len(message.subject.splitlines()), 1)

    def test_no_value_injects_anything(self):
        for value in (*INJECTIONS, *(Markup(value) for value in INJECTIONS)):
            with self.subTest(value=repr(value)):
                self._expect_value_only(value)

    @settings(
        max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(
        st.text(max_size=80)
        | st.lists(st.sampled_from(INJECTIONS), max_size=3).map("".join)
        | st.text(alphabet="<>{}[]()&;'\"/ tuia-=\\%$#\r\n", max_size=60)
    )
    def test_no_value_whatever_injects_anything(self, value):
        self._expect_value_only(value)

    def test_a_link_takes_addresses_only(self):
        version = self._version("email", "Hi.\n\n[Book]({{ booking_link }})")
        for link in (
            *("javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x.y"),
            *('https://a.example/"><script>', "https://a.example/ x", "https://a'b"),
            *("https://a.example\r\nX: y", "{{ lo_name }}", "https://{{ lo_nmls }}"),
        ):
            with self.subTest(link):
                message = self._render(version, booking_link=link)
                tree = lxml_html.fromstring(message.html)
                targets = [one.get("href") for one in tree.iter("a")]
                self.assertFalse([one for one in targets if "evil" in one])
                for one in targets:
                    self.assertRegex(one, r"\Ahttps?://[^\s\"'<>{}]+\Z")

    def test_words_are_text_whatever_they_look_like(self):
        for what in WORDS:
            with self.subTest(what):
                version = self._version("email", f"Hi {what} {{{{ lo_name }}}}.")
                message = self._render(version)
                self.assertIn("Maria Gomez.", message.text)
                tree = lxml_html.fromstring(message.html)
                self.assertEqual([one.tag for one in tree.iter()], ["div", "p"])

    def test_megabytes_and_deep_nests_end_soon(self):
        self._expect_value_only("<x>" * 350_000)
        for piece in ("x", "{{ lo_name }}", "[a](", "**", "[{{ a }}](", "\n- ", "{{"):
            with (
                self.subTest(piece),
                self.assertRaisesRegex(ValidationError, "over 20000 characters"),
            ):
                self._version("email", piece * (1_000_000 // len(piece)))
        for piece in ("{{ lo_name }} ", "**a** ", "[a](https://b.c) ", "- a\n", "\n\n"):
            body = "Hi " + piece * (19_000 // len(piece))
            self._render(self._version("email", body))

    def test_a_batch_is_rendered_together_and_says_what_each_alone_says(self):
        booking = self._version("email", "Hi.\n\n[Go]({{ booking_link }})")
        jobs = [
            (version, {**self.sender, "borrower_first_name": f"B{number}", **links})
            for number in range(4)
            for version in (self.email, booking, self.text)
            for links in ({}, {"booking_link": "https://x.example/b"})
        ]
        alone = [self.email._render([job])[0] for job in jobs]
        self.assertEqual(self.email._render(jobs), alone)

    def test_a_template_sees_nothing_of_odoo(self):
        arch = words.Arch("", "Hi {{ lo_name }}")
        self.assertEqual(arch.count("t-"), 4)
        (message,) = self.env["ir.qweb"]._mortgage_put_in(arch, [{"lo_name": "x"}])
        self.assertEqual(message[1:], (Markup("<p>Hi x</p>"), "Hi x"))
