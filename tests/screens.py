"""The screens that each role works in, and what shows that they are there."""

from dataclasses import dataclass

WIDE = (1280, 800)
PHONE = (390, 844)
BOTH = (WIDE, PHONE)


@dataclass(frozen=True)
class Screen:
    """``ready`` is a CSS selector of what only the finished screen has."""

    name: str
    login: str
    path: str
    ready: str
    addon: str = "mortgage_sales"
    sizes: tuple = (WIDE,)

    @property
    def expression(self):
        return f"!!document.querySelector({self.ready!r})"


SCREENS = (
    Screen("leads", "lo", "/odoo/mortgage-leads", ".o_kanban_record", sizes=BOTH),
)
