"""Chromium as a person of the lender uses it: logs in, opens screens, looks."""

import resource
import shutil
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

# What Odoo shows while it is still at work.
BUSY = ".o_blockUI, .o_loading_indicator"


class Browser:
    """One window; ``page`` is Playwright's, ``complaints`` what its console says."""

    def __init__(self, width=1280, height=900):
        self.complaints = []
        self.url = ""
        with _memory_unlimited():
            self._playwright = sync_playwright().start()
            self._chromium = self._playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
        # The lender of the story is in Texas, and so are its people.
        self._window = self._chromium.new_context(
            viewport={"width": width, "height": height},
            locale="en-US",
            timezone_id="America/Chicago",
        )
        self.page = self._window.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self._chromium.close()
        self._playwright.stop()

    def _hear(self, message):
        url = message.location.get("url", "")
        # A mail keeps the picture's address of the day on which it was written.
        elsewhere = "/static/img/" in url and not url.startswith(self.url)
        if message.type == "error" and not elsewhere:
            self.complaints.append(f"{message.text} {url}")

    def resize(self, width, height):
        self.page.set_viewport_size({"width": width, "height": height})

    def log_in(self, url, login, password=None):
        """Log in at the Odoo of ``url`` and forget who was logged in before."""
        self.url = url
        self._window.clear_cookies()
        # Without a name in its address the page hides the form until its script runs.
        self.page.goto(f"{url}/web/login?login={login}")
        self.page.evaluate("localStorage.clear()")
        self.page.fill("input[name=password]", password or login)
        self.page.click("form.oe_login_form button[type=submit]")
        self.page.wait_for_url("**/odoo**")

    def open(self, address):
        """Open a page anew: the web client keeps what it knows when only the path of
        the same page changes."""
        self.page.goto("about:blank")
        self.page.goto(address)

    def settle(self, milliseconds):
        """Let the page come to rest, and hear what it complains of meanwhile."""
        self.page.wait_for_selector(BUSY, state="detached")
        self.page.wait_for_timeout(milliseconds)

    def overflow(self):
        """Return by how many pixels the page is wider than its window."""
        return self.page.evaluate(
            "Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"
        )


@contextmanager
def _memory_unlimited():
    """Odoo limits the address space of its process; Chromium reserves more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
