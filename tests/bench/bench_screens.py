"""What an LO's screens ask of the server, on a book of 20,000 leads and 200,000
contacts: each beside stock Odoo's pipeline on the same leads."""

import requests

from tests.databases import fresh_database
from tests.servers import OdooServer

from .book import fill
from .figures import Figure, median_ms

LEADS = 20_000
CONTACTS = 10
ROUNDS = 7
# The screen is there in a second; the browser needs half of it to draw.
LIMIT = 500
PIPELINE = {
    "domain": [("type", "=", "opportunity")],
    "groupby": ["stage_id"],
    "aggregates": ["expected_revenue:sum"],
    "auto_unfold": True,
    "opening_info": [],
    "unfold_read_specification": {
        name: {}
        for name in ("name", "expected_revenue", "priority", "activity_state", "color")
    }
    | {"partner_id": {"fields": {"display_name": {}}}},
    "unfold_read_default_limit": 40,
}


class Screens:
    """Calls of a logged-in web client."""

    def __init__(self, url, database, login):
        self.url = url
        self.session = requests.Session()
        self._ask("/web/session/authenticate", db=database, login=login, password=login)

    def _ask(self, path, **params):
        answer = self.session.post(
            self.url + path, json={"jsonrpc": "2.0", "params": params}, timeout=120
        ).json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["message"])
        return answer["result"]

    def call(self, model, method, *args, **kwargs):
        return self._ask(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=args,
            kwargs=kwargs,
        )

    def stock_pipeline(self):
        return self.call("crm.lead", "web_read_group", **PIPELINE)

    def form_fields(self):
        """Return what the lead's form reads, as the web client would ask."""
        views = self.call("crm.lead", "get_views", [[False, "form"]])
        fields = views["models"]["crm.lead"]["fields"]
        shown = {}
        for name in views["views"]["form"]["arch"].split('field name="')[1:]:
            name = name.split('"', 1)[0]
            if name in fields:
                one = fields[name]["type"] in ("many2one", "one2many", "many2many")
                shown[name] = {"fields": {"display_name": {}}} if one else {}
        return shown


def main():
    with fresh_database() as database:
        first = fill(database, LEADS, CONTACTS)
        with OdooServer(database) as odoo:
            lo = Screens(odoo.url, database, "lo")
            manager = Screens(odoo.url, database, "manager")
            form = lo.form_fields()
            stock = median_ms(lo.stock_pipeline, ROUNDS)
            return [
                _figure(lo, stock, "LO's day", "mortgage.day", "today"),
                _figure(lo, stock, "lead", "crm.lead", "web_read", [first], form),
                _figure(lo, stock, "timeline", "crm.lead", "mortgage_timeline", first),
                _figure(
                    lo, stock, "call panel", "crm.lead", "mortgage_call_panel", first
                ),
                _figure(manager, stock, "board", "mortgage.board", "show"),
            ]


def _figure(user, stock, name, *call):
    return Figure(name, median_ms(user.call, ROUNDS, *call), stock, limit=LIMIT)
