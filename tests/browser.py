"""A headless Chromium: logs in, opens pages, looks and takes pictures."""

import base64
import itertools
import json
import resource
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress

import requests
import websocket

from .sandbox.ports import free_port

OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--lang=en-US",
)
START_SECONDS = 30
# A mark of a page that Odoo has finished drawing.
DRAWN = (
    "!!document.querySelector('.o_action_manager > *, .o_portal, #wrapwrap')"
    " && !document.querySelector('.o_blockUI, .o_loading_indicator')"
)


def _lift_memory_limit():
    # Odoo limits the address space of its process, and Chromium reserves a lot.
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


class Browser:
    """One window of ``width`` by ``height``; notes what the console complains of."""

    def __init__(self, width=1280, height=900):
        self.complaints = []
        self._size = (width, height)
        self._numbers = itertools.count(1)
        self._folder = tempfile.mkdtemp(prefix="chromium-")
        self._port = free_port()
        self._process = subprocess.Popen(
            [
                shutil.which("chromium") or "chromium",
                *OPTIONS,
                f"--remote-debugging-port={self._port}",
                f"--user-data-dir={self._folder}",
                f"--window-size={width},{height}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_lift_memory_limit,
        )
        self._socket = websocket.create_connection(
            self._address(), timeout=60, suppress_origin=True
        )
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.command(f"{domain}.enable")
        # The lender of the story is in Texas, and so are its people.
        self.command("Emulation.setTimezoneOverride", timezoneId="America/Chicago")
        self.resize(width, height)

    def _address(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with suppress(requests.ConnectionError):
                pages = requests.get(
                    f"http://127.0.0.1:{self._port}/json/list", timeout=5
                ).json()
                for page in pages:
                    if page["type"] == "page":
                        return page["webSocketDebuggerUrl"]
            time.sleep(0.1)
        raise TimeoutError("Chromium did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self._socket.close()
        self._process.terminate()
        self._process.wait(20)
        shutil.rmtree(self._folder, ignore_errors=True)

    def resize(self, width, height):
        self._size = (width, height)
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self.command("Emulation.setTouchEmulationEnabled", enabled=width < 600)

    def command(self, method, **params):
        """Send one command of the protocol and return its result."""
        number = next(self._numbers)
        self._socket.send(
            json.dumps({"id": number, "method": method, "params": params})
        )
        while True:
            told = json.loads(self._socket.recv())
            if told.get("id") == number:
                if "error" in told:
                    raise RuntimeError(f"{method}: {told['error']['message']}")
                return told["result"]
            self._hear(told)

    def _hear(self, told):
        params = told.get("params", {})
        if told.get("method") == "Runtime.exceptionThrown":
            detail = params["exceptionDetails"]
            thrown = detail.get("exception", {}).get("description")
            self.complaints.append(thrown or detail["text"])
        elif told.get("method") == "Runtime.consoleAPICalled":
            if params["type"] == "error":
                said = [str(arg.get("value", "")) for arg in params["args"]]
                self.complaints.append(" ".join(said))
        elif told.get("method") == "Log.entryAdded":
            entry = params["entry"]
            if entry["level"] == "error":
                self.complaints.append(f"{entry['text']} {entry.get('url', '')}")

    def evaluate(self, expression):
        """Return the value of a JavaScript expression in the page."""
        result = self.command(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
        )
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["exception"]["description"])
        return result["result"].get("value")

    def wait_for(self, expression, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(RuntimeError):
                if self.evaluate(expression):
                    return
            time.sleep(0.1)
        raise TimeoutError(f"The page never came to: {expression}")

    def log_in(self, url, login, password=None):
        """Log in at the Odoo of ``url`` and forget who was logged in before."""
        self.command("Network.clearBrowserCookies")
        self.command("Page.navigate", url=f"{url}/web/login")
        self.wait_for("!!document.querySelector('input[name=password]')")
        self.evaluate(
            f"document.querySelector('input[name=login]').value = {json.dumps(login)};"
            "document.querySelector('input[name=password]').value ="
            f" {json.dumps(password or login)};"
            "document.querySelector('form.oe_login_form').submit()"
        )
        self.wait_for("location.pathname.startsWith('/odoo')")

    def open(self, address, ready="true", settle=0.7):
        """Open a page and wait until it is drawn and ``ready`` holds."""
        self.command("Page.navigate", url="about:blank")
        self.command("Page.navigate", url=address)
        self.wait_for(f"({DRAWN}) && ({ready})", 60)
        self.rest(settle)

    def rest(self, seconds):
        """Let the page settle, and hear what it complains of meanwhile."""
        time.sleep(seconds)
        self.evaluate("0")

    def overflow(self):
        """Return by how many pixels the page is wider than its window."""
        return self.evaluate(
            "Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"
        )

    def picture(self):
        """Return what the window shows as PNG bytes."""
        shot = self.command("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])
