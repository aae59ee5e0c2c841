"""``python -m tests.sandbox``: the sandbox of the demo, until Ctrl-C."""

import argparse
import os
import signal
from pathlib import Path

from .mail_reply import MailGateway
from .sandbox import Sandbox


def main():
    parser = argparse.ArgumentParser(
        description="Mail server, Twilio and borrowers for Odoo"
    )
    parser.add_argument("--smtp-port", type=int, default=8025)
    parser.add_argument("--http-port", type=int, default=8090)
    parser.add_argument("--file", type=Path, help="keep the messages in this file")
    parser.add_argument("--odoo-url", default="http://127.0.0.1:8069")
    parser.add_argument("--database", default="mortgage_demo")
    parser.add_argument(
        "--login", default="admin", help="whom replies by mail come in as"
    )
    options = parser.parse_args()
    password = os.environ.get("SANDBOX_GATEWAY_PASSWORD", options.login)
    gateway = MailGateway(options.odoo_url, options.database, options.login, password)
    # Blocked before any thread starts, so that only the wait below gets them.
    ends = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    with Sandbox(
        options.smtp_port, options.http_port, options.file, gateway
    ) as sandbox:
        print(
            f"Borrowers: {sandbox.url}/   SMTP: 127.0.0.1:{sandbox.smtp_port}",
            flush=True,
        )
        signal.sigwait(ends)


if __name__ == "__main__":
    main()
