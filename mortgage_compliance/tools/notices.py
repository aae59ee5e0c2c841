"""Notices that states want under some messages only: which ones, in which words."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Notice:
    """One notice, filled in for a sender. An empty scope means everything.

    ``words`` are ``{(language, is short): text}``; ``missing`` names what has to be
    recorded before the notice can be given.
    """

    code: str
    channels: tuple = ()
    kinds: tuple = ()
    purposes: tuple = ()
    products: tuple = ()
    words: dict = field(default_factory=dict)
    missing: tuple = ()

    def applies(self, channel, kind, loan):
        """Tell whether it belongs under such a message about such a loan.

        ``loan`` has ``purpose`` and ``product`` where they are known.
        """
        return (
            _within(self.channels, channel)
            and _within(self.kinds, kind)
            and _within(self.purposes, loan.get("purpose"))
            and _within(self.products, loan.get("product"))
        )

    def text(self, lang, short=False):
        """Return its words; the long ones where there are no short ones, and English
        where the lender wrote no other."""
        return next(
            (
                self.words[key]
                for key in ((lang, short), (lang, False), ("en", short), ("en", False))
                if self.words.get(key)
            ),
            "",
        )


def applying(sender, state, channel, kind, loan):
    """Return the notices of ``state`` that belong under a message of ``sender``."""
    return [
        notice
        for notice in (sender.get("notices") or {}).get(state, ())
        if notice.applies(channel, kind, loan or {})
    ]


def _within(scope, value):
    return not scope or value in scope
