from .template_common import TemplateCase

BODY = (
    "Hi {{ borrower_first_name }}, this is {{ lo_name }}.\n\n"
    "[[hello: Good to meet you.]]\n\nCall me at {{ lo_phone }}. [[bye: Talk soon.]]"
)
LINKS = {"unsubscribe": "https://lender.example/u"}


class SlotsCase(TemplateCase):
    """An approved template with two places that LOs word themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls._approve(cls._words(BODY))
        cls.slots = cls.env["mortgage.template.slot"]

    @classmethod
    def _words(cls, body):
        return cls._draft(subject="Hello", body=body)

    def _own(self, words, slot="hello", user=None):
        return self.slots.with_user(user or self.maria).create(
            {
                "template_id": self.template.id,
                "lang": "en",
                "slot": slot,
                "words": words,
            }
        )

    def _approved_own(self, words, slot="hello", user=None):
        own = self._own(words, slot, user)
        own.action_submit()
        own.with_user(self.compliance).action_approve()
        return own

    def _sent(self, user=None, version=None):
        """Return what would go out in the name of ``user``."""
        pair = ((user or self.maria).id, self.company.id)
        values = self.env["mortgage.sender"]._sender_values([pair])[pair]
        jobs = [(version or self.version, values, "TX", LINKS)]
        [message] = self.env["mortgage.template.version"].sudo()._compose(jobs)
        self.assertFalse(message.missing)
        return message
