"""Real Odoo processes on free ports, to be killed, restarted and loaded.

>>> with fresh_database() as database, OdooServer(database, processes=2) as odoo:
...     odoo.xmlrpc("admin").call("res.users", "search_count", [])
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from configparser import ConfigParser
from pathlib import Path

import requests

from .clients import Json2, XmlRpc
from .databases import options, set_parameter
from .sandbox.ports import free_port

STARTUP_SECONDS = 90


class OdooProcess:
    """One ``odoo`` with its own port, configuration and log."""

    def __init__(self, database, folder, conf):
        self.database = database
        self.port = free_port()
        self.log = folder / f"odoo-{self.port}.log"
        self._conf = folder / f"odoo-{self.port}.conf"
        _write_conf(self._conf, {**conf, "http_port": self.port})
        self._process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self):
        return self._process.pid

    @property
    def is_running(self):
        return self._process is not None and self._process.poll() is None

    def start(self):
        command = [sys.executable, "-m", "odoo", "-c", str(self._conf)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "-d", self.database],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait_until_ready(self):
        deadline = time.monotonic() + STARTUP_SECONDS
        while time.monotonic() < deadline:
            if not self.is_running:
                raise RuntimeError(f"Odoo ended while starting:\n{self.log_tail()}")
            try:
                # Any page waits for the registry, even one that is not there.
                requests.get(f"{self.url}/mortgage/is-it-up", timeout=STARTUP_SECONDS)
                return
            except requests.ConnectionError:
                time.sleep(0.1)
        raise TimeoutError(f"Odoo did not start:\n{self.log_tail()}")

    def kill(self):
        """End it at once, as a power cut would."""
        self._process.kill()
        self._process.wait()

    def stop(self):
        if not self.is_running:
            return
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def restart(self):
        self.stop()
        self.start()
        self.wait_until_ready()

    def log_tail(self, lines=60):
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


class OdooServer:
    """Several processes on one database, as on several hosts; crons run in each."""

    def __init__(
        self, database, processes=1, crons=0, conf=None, sandbox=None, folder=None
    ):
        self.database = database
        self.folder = folder or Path(tempfile.mkdtemp(prefix="odoo-server-"))
        conf = {
            **options(),
            **_mail_conf(sandbox),
            "max_cron_threads": crons,
            "http_interface": "127.0.0.1",
            "workers": 0,
            "dbfilter": f"^{database}$",
            **(conf or {}),
        }
        self.processes = [
            OdooProcess(database, self.folder, conf) for _number in range(processes)
        ]
        self._conf = conf

    @property
    def url(self):
        return self.processes[0].url

    @property
    def urls(self):
        return [process.url for process in self.processes]

    def start(self):
        # What is sent out names this address, and what comes back is signed with it.
        set_parameter(self.database, "web.base.url", self.url)
        set_parameter(self.database, "web.base.url.freeze", "True")
        for process in self.processes:
            process.start()
        for process in self.processes:
            process.wait_until_ready()

    def stop(self):
        for process in self.processes:
            process.stop()

    def xmlrpc(self, login, password=None, process=0):
        return XmlRpc(self.urls[process], self.database, login, password)

    def json2(self, key, process=0):
        return Json2(self.urls[process], key)

    def shell(self, code, **values):
        return run_in_odoo(self.database, code, self._conf, **values)

    def log(self):
        return "\n".join(process.log_tail(10_000) for process in self.processes)

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exc):
        self.stop()


def run_in_odoo(database, code, conf=None, **values):
    """Run Python with ``env`` in its own process, commit, return its ``result``.

    ``values`` and ``result`` are JSON.
    """
    script = (
        "import json\nresult = None\n"
        f"globals().update(json.loads({json.dumps(json.dumps(values))}))\n"
        f"{code}\n"
        "env.cr.commit()\nprint('RESULT ' + json.dumps(result))\n"
    )
    with tempfile.NamedTemporaryFile(mode="w", suffix=".conf") as file:
        _write_conf(Path(file.name), conf or options())
        done = subprocess.run(
            [
                *(sys.executable, "-m", "odoo", "shell", "-c", file.name),
                *("-d", database, "--no-http", "--shell-interface=python"),
            ],
            input=script,
            capture_output=True,
            text=True,
            env=os.environ | {"ODOO_RC": file.name},
        )
    for line in done.stdout.splitlines():
        if line.startswith("RESULT "):
            return json.loads(line.removeprefix("RESULT "))
    raise RuntimeError(f"The script failed in Odoo:\n{done.stderr[-4000:]}")


def _mail_conf(sandbox):
    # Without a sandbox nobody listens: a mail that leaves is an error that is seen.
    port = sandbox.smtp_port if sandbox else 9
    return {"smtp_server": "127.0.0.1", "smtp_port": port}


def _write_conf(path, values):
    parser = ConfigParser(interpolation=None)
    parser["options"] = {name: str(value) for name, value in values.items()}
    with path.open("w") as file:
        parser.write(file)
