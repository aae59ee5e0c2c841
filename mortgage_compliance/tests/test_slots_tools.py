from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.mortgage_compliance.tools import slots, words

FIELDS = {
    "lo_name": ("LO's name", "Maria", None),
    "borrower_first_name": ("Borrower", "Dana", "there"),
    "booking_link": ("Booking page", "https://x.example/b", ""),
}
BODY = "Hi {{ borrower_first_name }}.\n\n[[hello: Good to meet you.]]\n\nCall me."
SLOT = slots.Slot("hello", "Good to meet you.", True)


def codes(body, channel="email"):
    return [flaw.code for flaw in slots.flaws(body, FIELDS, channel)]


def checked(text, slot=SLOT, channel="email"):
    return [flaw.code for flaw in slots.check(text, slot, FIELDS, channel)]


@tagged("post_install", "-at_install")
class TestSlotsTools(BaseCase):
    def test_a_slot_is_found_with_its_default_words(self):
        self.assertEqual(slots.parse(BODY), [SLOT])
        self.assertFalse(codes(BODY))
        inline = slots.parse("Thanks. [[ask:\n Any\n questions? ]] Bye.")
        self.assertEqual(inline, [slots.Slot("ask", "Any questions?", False)])
        self.assertTrue(slots.parse("- [[first: one]]\n- two")[0].alone)

    def test_default_words_stand_for_whoever_has_none(self):
        default = slots.replace(BODY, {})
        self.assertIn("\n\nGood to meet you.\n\n", default)
        own = slots.replace(BODY, {"hello": "Howdy!", "other": "x"})
        self.assertEqual(own, default.replace("Good to meet you.", "Howdy!"))
        self.assertEqual(slots.replace("No slot.", {"hello": "x"}), "No slot.")
        self.assertEqual(slots.replace(BODY, {"hello": r"\1 \g<0>"}).count(r"\1"), 1)

    def test_what_is_wrong_with_the_marks_is_told(self):
        for body, code in (
            ("Hi [[hello Good]]", "mark"),
            ("Hi [[Hello: Good]]", "mark"),
            ("Hi [[hello: Good]", "mark"),
            ("Hi hello: Good]]", "mark"),
            ("[[a: one]] and [[a: two]]", "twice"),
            ("[[a: ]]", "empty"),
            ("https://x.example/[[a: one]]", "glued"),
            ("[Go](https://x.example/[[a: one]])", "glued"),
            ("[Go]([[a: one]])", "glued"),
            ("[[a: one]].example", "glued"),
            ("[[a: **one**]]", "markup"),
            ("[[a: {{ ssn }}]]", "unknown"),
        ):
            with self.subTest(body):
                self.assertIn(code, codes(body))

    def test_own_words_are_plain_words_with_fields(self):
        for text in (
            "Howdy, {{ borrower_first_name }}!",
            "Rates moved 0.25 % this week; let's talk at 3 p.m. or 4 p.m.",
            "¡Mucho gusto! Soy de aquí – pregúnteme lo que quiera…",
            "{{ booking_link }}",
        ):
            with self.subTest(text):
                self.assertFalse(checked(text))
        for text, code in (
            ("", "empty"),
            ("x" * 401, "long"),
            ("one\ntwo", "line"),
            ("hid\u200bden", "line"),
            ("**loud**", "markup"),
            ("- a list", "markup"),
            ("[Go](https://evil.example)", "markup"),
            ("<b>Hi</b>", "markup"),
            ("see evil.example", "link"),
            ("see ｅｖｉｌ．example", "link"),
            ("http://evil", "link"),
            ("www.evil", "link"),
            ("me@evil", "link"),
            ("Soon.Then", "link"),
            ("{{ lo_nmae }}", "unknown"),
            ("{{ object.name }}", "brace"),
            ("{{ lo_name", "brace"),
            ("}}", "brace"),
        ):
            with self.subTest(text):
                self.assertIn(code, checked(text))
        self.assertIn("long", checked("x" * 121, channel="sms"))

    def test_a_field_that_may_be_empty_takes_no_locked_words_with_it(self):
        beside = slots.Slot("hello", "Hi", False)
        self.assertEqual(checked("See {{ booking_link }}", beside), ["optional"])

    def test_near_names_are_told(self):
        [flaw] = slots.check("{{ lo_nmae }}", SLOT, FIELDS, "email")
        self.assertEqual(flaw.near, ("lo_name",))

    @given(st.text(max_size=80))
    def test_own_words_change_nothing_around_them(self, text):
        own = slots.tidy(text)
        if checked(own):
            return
        values = {name: f"<{name}>" for name in FIELDS}
        before, after = "<p>**bold** and [link](https://x.example)</p>", "**end**"
        body = f"{before}\n\n[[hello: Hi]]\n\n{after}"
        html = words.render_html(slots.replace(body, {"hello": own}), values)
        told = words.render_html(slots.replace(body, {}), values)
        head, tail = told.split("<p>Hi</p>")
        self.assertTrue(html.startswith(head), html)
        self.assertTrue(html.endswith(tail), html)
        self.assertNotIn("<a ", html[len(head) : len(html) - len(tail)])

    @given(st.text(alphabet="[]:ab {}\n", max_size=60))
    def test_any_brackets_end_in_words(self, body):
        flaws = slots.flaws(body, FIELDS, "email")
        if not flaws:
            self.assertNotIn("[[", slots.replace(body, {}))

    def test_long_brackets_end_in_bounded_time(self):
        for body in (
            "[[" * 10_000,
            "[[a:" * 5_000,
            "[[a: " + "x" * 20_000,
            "[" * 20_000,
        ):
            self.assertEqual(codes(body)[-1], "mark")
