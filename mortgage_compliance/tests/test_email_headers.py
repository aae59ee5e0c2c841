"""What List-Unsubscribe looks like once it is on the wire."""

from odoo.tests import tagged

from .channel_common import ChannelCase


@tagged("post_install", "-at_install")
class TestEmailHeaders(ChannelCase):
    def _wire(self, headers):
        message = self.env["ir.mail_server"]._build_email__(
            "office@lender.example",
            ["dana@example.com"],
            "Rates",
            "<p>Señora Ruiz</p>",
            subtype="html",
            headers=headers,
        )
        return message.as_bytes()

    def test_the_ways_out_are_plain_whatever_their_length(self):
        touch = self._touch("email", kind="marketing")
        wire = self._wire(touch._mail_headers())
        point = self.email_point
        self.assertIn(
            f"List-Unsubscribe: <{point._unsubscribe_url()}>,\r\n"
            " <mailto:catchall@lender.example?subject=unsubscribe%20"
            f"{point._preference_token()}>\r\n".encode(),
            wire,
        )
        self.assertIn(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", wire)
        head = wire.partition(b"\r\n\r\n")[0]
        self.assertNotIn(b"dana", head.partition(b"List-Unsubscribe")[2])

    def test_without_an_alias_domain_one_way_is_left(self):
        self.company.alias_domain_id = False
        headers = self._touch("email", kind="marketing")._mail_headers()
        self.assertEqual(
            headers["List-Unsubscribe"], f"<{self.email_point._unsubscribe_url()}>"
        )

    def test_only_marketing_offers_one_click(self):
        for kind in ("transactional", "servicing", "reply"):
            headers = self._touch("email", kind=kind)._mail_headers()
            self.assertNotIn("List-Unsubscribe", headers, kind)

    def test_other_mails_are_built_as_ever(self):
        message = {"List-Unsubscribe": "<https://news.example/" + "x" * 90 + ">"}
        self.assertNotIn(b"<https://news", self._wire(message))
