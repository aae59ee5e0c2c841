"""The screens that each role works in, and what shows that they are there."""

from dataclasses import dataclass
from itertools import pairwise

WIDE = (1280, 800)
PHONE = (390, 844)
BOTH = (WIDE, PHONE)
# Of the demo's story: the borrower of Maria's who answered last.
LEAD = {
    "domain": [
        ["user_id.login", "=", "lo"],
        ["won_status", "=", "pending"],
        ["mortgage_replied_at", "!=", False],
    ],
    "order": "mortgage_replied_at desc",
    "limit": 1,
}
TAB = ".o_notebook_headers a[name=%s]"


@dataclass(frozen=True)
class Screen:
    """``ready`` is a CSS selector of what only the finished screen has; ``click`` are
    selectors clicked first, after a "?" only where the next is not there; ``{lead}``
    in the path is the id of ``LEAD``."""

    name: str
    login: str
    path: str
    ready: str
    click: tuple = ()
    sizes: tuple = (WIDE,)
    addon: str = "mortgage_sales"
    is_picture: bool = True

    def show(self, browser, url, settle=700):
        """Open the screen in a browser in which ``login`` is logged in and let it come
        to rest for ``settle`` milliseconds."""
        path = self.path
        if "{lead}" in path:
            path = path.format(lead=_lead_id(browser, url))
        browser.open(url + path)
        for selector, following in pairwise((*self.click, self.ready)):
            if selector.startswith("?"):
                browser.settle(settle)
                if browser.page.locator(following).count():
                    continue
                # Nobody may be called at this hour; the panel has a tour of its own.
                if not browser.page.locator(selector[1:]).count():
                    return
            browser.page.locator(selector.removeprefix("?")).first.click()
        shown = browser.page.locator(self.ready).first
        shown.wait_for()
        if self.click:
            shown.scroll_into_view_if_needed()
        browser.settle(settle)


def _lead_id(browser, url):
    call = {"model": "crm.lead", "method": "search", "args": [], "kwargs": LEAD}
    answer = browser.page.request.post(
        f"{url}/web/dataset/call_kw/crm.lead/search", data={"params": call}
    )
    return answer.json()["result"][0]


def _plain(login, *paths, ready=".o_view_controller, .o_mortgage_day"):
    return [
        Screen(f"{login}{path}", login, path, ready, is_picture=False) for path in paths
    ]


SCREENS = [
    Screen("my_day", "lo", "/odoo/mortgage-day", ".o_mortgage_day", sizes=BOTH),
    Screen(
        "call_panel",
        "lo",
        "/odoo/mortgage-day",
        ".o_mortgage_outcomes",
        # At night all calls are folded away until morning.
        click=("?.o_mortgage_day_fold", ".o_mortgage_day_call"),
        sizes=BOTH,
    ),
    Screen("lead", "lo", "/odoo/mortgage-leads/{lead}", ".o_form_view", sizes=BOTH),
    Screen(
        "timeline",
        "lo",
        "/odoo/mortgage-leads/{lead}",
        ".o_mortgage_timeline",
        click=(TAB % "mortgage_timeline",),
        sizes=BOTH,
    ),
    Screen("leads", "lo", "/odoo/mortgage-leads", ".o_kanban_record", sizes=BOTH),
    Screen("loans", "processor", "/odoo/mortgage-loans", ".o_kanban_record"),
    Screen("board", "manager", "/odoo/mortgage-board", ".o_mortgage_board", sizes=BOTH),
    Screen("setup", "admin", "/odoo/mortgage-setup", ".o_mortgage_setup"),
    Screen(
        "messages",
        "compliance",
        "/odoo/borrower-messages",
        ".o_data_row",
        addon="mortgage_compliance",
    ),
    Screen(
        "compliance_today",
        "compliance",
        "/odoo/compliance-today",
        ".o_mortgage_today_counts",
        sizes=BOTH,
        addon="mortgage_compliance",
        is_picture=False,
    ),
    Screen(
        "words",
        "compliance",
        "/odoo/mortgage-templates",
        ".o_data_row",
        addon="mortgage_compliance",
    ),
    Screen(
        "template_editor",
        "compliance",
        "/odoo/mortgage-words",
        ".o_mortgage_device",
        # Nothing waits in the story: all words are shown.
        click=(".o_facet_remove", ".o_data_row .o_data_cell[name=template_id]"),
        addon="mortgage_compliance",
    ),
    Screen("rates", "lo", "/odoo/market-rates", "canvas", addon="mortgage_rates"),
    *_plain(
        "lo",
        "/odoo/mortgage-follow-up",
        "/odoo/mortgage-closings-in-danger",
        "/odoo/mortgage-inquiries",
        "/odoo/mortgage-plans",
    ),
    *_plain("assistant", "/odoo/mortgage-day", "/odoo/mortgage-leads"),
    *_plain(
        "manager",
        "/odoo/unassigned-leads",
        "/odoo/mortgage-held-inquiries",
        "/odoo/mortgage-on-call",
        "/odoo/borrower-messages",
        "/odoo/mortgage-rules",
    ),
    *_plain(
        "compliance",
        "/odoo/held-messages",
        "/odoo/blocked-messages",
        "/odoo/mortgage-words",
        "/odoo/mortgage-licenses",
        "/odoo/do-not-contact",
        "/odoo/mortgage-consents",
        "/odoo/contact-points",
        "/odoo/borrower-messages-in-doubt",
        "/odoo/mortgage-license-texts",
        "/odoo/mortgage-journal",
        "/odoo/mortgage-off-channel",
        "/odoo/mortgage-complaints",
        "/odoo/mortgage-privacy",
        "/odoo/mortgage-privacy-clocks",
        "/odoo/mortgage-complaint-clocks",
        "/odoo/mortgage-legal-holds",
        "/odoo/mortgage-retention",
        "/odoo/mortgage-purges",
        "/odoo/mortgage-runs",
        "/odoo/mortgage-breaker-rules",
        "/odoo/mortgage-exam-exports",
        "/odoo/mortgage-record-checks",
        "/odoo/mortgage-record-anchors",
    ),
    *_plain(
        "admin",
        "/odoo/mortgage-lead-sources",
        "/odoo/mortgage-teams",
        "/odoo/mortgage-stages",
        "/odoo/mortgage-milestones",
        "/odoo/loan-officers",
        "/odoo/mortgage-existing-leads",
    ),
]
