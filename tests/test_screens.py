"""Every screen opens for its role with the demo's story, wide and on a phone."""

from itertools import groupby

import pytest

from tests.browser import Browser
from tests.screens import SCREENS
from tests.servers import OdooServer


@pytest.fixture(scope="module")
def browser():
    with Browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def odoo(told):
    with OdooServer(told) as odoo:
        yield odoo


BY_ROLE = {
    login: list(screens)
    for login, screens in groupby(
        sorted(SCREENS, key=lambda screen: screen.login), lambda screen: screen.login
    )
}


@pytest.mark.parametrize("login", BY_ROLE)
def test_the_screens_of_a_role_open_whole_and_silent(odoo, browser, login):
    browser.log_in(odoo.url, login)
    wrong = []
    for screen in BY_ROLE[login]:
        for size in screen.sizes:
            browser.resize(*size)
            browser.complaints.clear()
            screen.show(browser, odoo.url)
            if browser.complaints:
                wrong.append((screen.name, size, browser.complaints[:]))
            if browser.overflow():
                wrong.append((screen.name, size, f"{browser.overflow()} px too wide"))
    assert not wrong
