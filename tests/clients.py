"""How other systems talk to Odoo: XML-RPC and JSON-2."""

import xmlrpc.client

import requests


class XmlRpc:
    def __init__(self, url, database, login, password=None):
        self.url = url
        self.database = database
        self.password = password or login
        self.uid = self._proxy("common").authenticate(
            database, login, self.password, {}
        )
        if not self.uid:
            raise PermissionError(f"Odoo does not let {login} in")
        self._models = self._proxy("object")

    def _proxy(self, service):
        return xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/{service}")

    def call(self, model, method, /, *args, **kwargs):
        return self._models.execute_kw(
            self.database, self.uid, self.password, model, method, args, kwargs
        )


class Json2:
    def __init__(self, url, key):
        self.url = url
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"bearer {key}"

    def post(self, model, method, /, **values):
        """Return the response as it came."""
        url = f"{self.url}/json/2/{model}/{method}"
        return self.session.post(url, json=values, timeout=120)

    def call(self, model, method, /, **values):
        response = self.post(model, method, **values)
        response.raise_for_status()
        return response.json()
