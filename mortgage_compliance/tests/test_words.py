from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.mortgage_compliance.tools import gsm7, words

KNOWN = {"lo_name", "lo_nmls", "borrower_first_name", "booking_link"}


def codes(text, markup=True):
    return [flaw.code for flaw in words.flaws(text, KNOWN, markup)]


@tagged("post_install", "-at_install")
class TestWords(BaseCase):
    def test_markup_becomes_simple_html_and_a_plain_twin(self):
        text = (
            "Hi {{ borrower_first_name }},\nsecond line\n\n- **One**\n- two\n\n"
            "[Pick a time]({{ booking_link }})"
        )
        values = {"borrower_first_name": "Dana", "booking_link": "https://x.example/b"}
        self.assertEqual(
            words.render_html(text, values),
            "<p>Hi Dana,<br/>second line</p>\n"
            '<ul style="padding-left:20px"><li><strong>One</strong></li>'
            "<li>two</li></ul>\n"
            '<p><a href="https://x.example/b">Pick a time</a></p>',
        )
        self.assertEqual(
            words.render_text(text, values),
            "Hi Dana,\nsecond line\n\n- One\n- two\n\nPick a time: https://x.example/b",
        )

    def test_a_line_about_what_the_sender_lacks_is_left_out(self):
        text = "Talk soon.\n\n[Pick a time]({{ booking_link }})\n\n{{ lo_name }}"
        values = {"booking_link": "", "lo_name": "Maria"}
        self.assertEqual(words.render_text(text, values), "Talk soon.\n\nMaria")
        self.assertEqual(
            words.render_html(text, values), "<p>Talk soon.</p>\n<p>Maria</p>"
        )

    def test_flaws_are_named(self):
        self.assertEqual(codes("{{ lo_name }} {{lo_nmls}}"), [])
        for text in (
            "{{ lo_name",
            "{{ lo_name.login }}",
            "{{ lo_name() }}",
            "{{ Lo_Name }}",
            "{% if x %}",
            "${object.name}",
            "{{{{ lo_name }}}}",
        ):
            with self.subTest(text):
                self.assertEqual(codes(text), ["brace"])
        self.assertEqual(codes("[x](javascript:alert)"), ["address"])
        self.assertEqual(codes("[x](https://a.example)"), [])
        self.assertEqual(codes("**x**", markup=False), ["markup"])
        self.assertEqual(codes("x" * 20_001), ["long"])
        (flaw,) = words.flaws("{{ lo_nmsl }}", KNOWN)
        self.assertEqual((flaw.code, flaw.what), ("unknown", "lo_nmsl"))
        self.assertIn("lo_nmls", flaw.near)

    def test_a_value_stays_a_value(self):
        value = words.plain(
            "<b>{{ lo_nmls }}</b>\n\n- **x** [y](https://e.example)\u202e"
        )
        self.assertNotIn("\n", value)
        html = words.render_html("Hi {{ lo_name }}", {"lo_name": value, "lo_nmls": "7"})
        self.assertEqual(
            html,
            "<p>Hi &lt;b&gt;{{ lo_nmls }}&lt;/b&gt; - **x** [y](https://e.example)</p>",
        )

    def test_a_subject_is_one_line(self):
        value = words.plain("Dana\r\nBcc: all@example.com")
        line = words.render_line("For {{ lo_name }}", {"lo_name": value})
        self.assertEqual(line, "For Dana Bcc: all@example.com")

    @given(st.text(max_size=200))
    def test_no_value_adds_a_tag_or_a_line(self, value):
        known = {"lo_name": words.plain(value), "booking_link": "https://x.example"}
        html = words.render_html("A {{ lo_name }} **{{ lo_name }}**", known)
        expected = 4 if known["lo_name"] else 0
        self.assertEqual(html.count("<"), expected)
        text = words.render_text("A {{ lo_name }} b", known)
        self.assertLessEqual(len(text.splitlines()), 1)

    @given(st.text(alphabet="{}[]()* \nab-_", max_size=300))
    def test_any_words_are_judged_and_rendered(self, text):
        words.flaws(text, KNOWN)
        words.render_html(text, {})
        words.render_text(text, {})

    def test_long_adversarial_words_end_soon(self):
        for piece in ("{{", "[a](", "**a", "[", "{{ a", "- [x]({{"):
            with self.subTest(piece):
                text = (piece * 20_000)[:20_000]
                words.flaws(text, KNOWN)
                words.render_html(text, {})


@tagged("post_install", "-at_install")
class TestGsm7(BaseCase):
    def test_spanish_and_typographic_quotes_fit_the_phones_alphabet(self):
        self.assertEqual(gsm7.to_gsm7("¿Está aquí mañana?"), "¿Esta aqui mañana?")
        self.assertEqual(gsm7.to_gsm7("I’ll call — “soon”…"), 'I\'ll call - "soon"...')
        self.assertEqual(gsm7.to_gsm7("José"), "José")

    def test_other_letters_stay_as_they_are(self):
        self.assertEqual(gsm7.to_gsm7("Здравствуй – да"), "Здравствуй – да")

    def test_segments(self):
        for text, count in (
            ("", 0),
            ("a" * 160, 1),
            ("a" * 161, 2),
            ("a" * 306, 2),
            ("a" * 307, 3),
            ("€" * 81, 2),
            ("ж" * 70, 1),
            ("ж" * 71, 2),
        ):
            with self.subTest(text[:1] + str(len(text))):
                self.assertEqual(gsm7.segments(text), count)
