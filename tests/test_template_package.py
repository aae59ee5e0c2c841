"""Words approved on a test system go to production as a signed file."""

import base64

import pytest

from tests.databases import fresh_database
from tests.servers import run_in_odoo

_PEOPLE = """
from odoo.exceptions import UserError

def person(login, group):
    return env["res.users"].with_context(no_reset_password=True).create({
        "name": f"{login.title()} Test", "login": login,
        "email": f"{login}@lender.example",
        "group_ids": [(4, env.ref(f"mortgage_compliance.{group}").id)],
    })

officer = person("officer", "group_compliance")
other = person("other", "group_compliance")
admin = person("ada", "group_admin")
"""
_EXPORT = (
    _PEOPLE
    + """
import base64

author = person("author", "group_marketing")
template = env["mortgage.template"].create({
    "name": "Welcome", "code": "test_welcome", "channel": "email",
    "kind": "transactional", "expires_on": "2037-05-01",
})
for lang, body in (
    ("en", "Hi {{ borrower_first_name }}. [[hello: Good to meet you.]]"),
    ("es", "Hola, {{ borrower_first_name }}. [[hello: Mucho gusto.]]"),
):
    version = env["mortgage.template.version"].with_user(author).create({
        "template_id": template.id, "lang": lang, "subject": "Welcome", "body": body,
        "attachment_ids": [(0, 0, {"name": "list.txt", "raw": b"What to bring"})],
    })
    version.action_submit()
    version.with_user(officer).action_approve()
file = template.with_user(admin)._export_package()
result = [base64.b64encode(file).decode(),
          base64.b64encode(env["mortgage.signing.key"]._public()).decode()]
"""
)
_IMPORT = (
    _PEOPLE
    + """
import base64

data = base64.b64decode(file)
packages = env["mortgage.template.package"].with_user(admin)

def bring(content):
    try:
        with env.cr.savepoint():
            return packages._bring(content)
    except UserError as error:
        return str(error)

unknown = bring(data)
env["mortgage.trusted.key"].with_user(officer).create(
    {"name": "Test system", "public_key": key})
changed = bring(data.replace(b"Good to meet", b"Bad to meet "))
versions = env["mortgage.template.version"]
before = versions.search_count([])
package = bring(data)
waiting = package.line_ids.version_id.mapped("state")
package.with_user(other).action_accept()
again = bring(data)
found = package.line_ids.version_id
result = {
    "unknown": unknown, "changed": changed, "waiting": waiting,
    "made": versions.search_count([]) - before, "same": again.id == package.id,
    "approved": found._is_approved(), "states": found.mapped("state"),
    "bodies": sorted(found.mapped("body")),
    "hashes_kept": all(line.origin_sha256 == line.version_id.content_sha256
                       for line in package.line_ids),
    "files": [bytes(version.attachment_ids.raw).decode() for version in found],
    "there": sorted(set(package.line_ids.mapped("origin_approved_by"))),
    "expires": str(found.template_id.expires_on),
}
"""
)
_KEY = """
import base64

result = base64.b64encode(env["mortgage.signing.key"]._public()).decode()
"""
_NEUTRALIZE = """
from odoo.modules.neutralize import neutralize_database

neutralize_database(env.cr)
env.cr.execute("SELECT count(*) FROM mortgage_signing_key")
result = env.cr.fetchone()[0]
"""


@pytest.fixture(scope="module")
def test_system():
    """A test system with approved words: its database, the file and its key."""
    with fresh_database() as database:
        yield [database, *run_in_odoo(database, _EXPORT)]


def test_a_package_goes_from_one_database_to_another(test_system):
    _database, file, key = test_system
    with fresh_database() as production:
        told = run_in_odoo(production, _IMPORT, file=file, key=key)
    assert "Nobody here trusts" in told.pop("unknown")
    assert "changed after it was signed" in told.pop("changed")
    assert told == {
        "waiting": ["review", "review"],
        "made": 2,
        "same": True,
        "approved": True,
        "states": ["approved", "approved"],
        "bodies": [
            "Hi {{ borrower_first_name }}. [[hello: Good to meet you.]]",
            "Hola, {{ borrower_first_name }}. [[hello: Mucho gusto.]]",
        ],
        "hashes_kept": True,
        "files": ["What to bring", "What to bring"],
        "there": ["Officer Test"],
        "expires": "2037-05-01",
    }


def test_a_copy_does_not_sign_as_the_database_it_was_made_of(test_system):
    database, file, key = test_system
    assert run_in_odoo(database, _KEY) == key
    with fresh_database(database) as copy:
        assert run_in_odoo(copy, _KEY) != key
        assert run_in_odoo(copy, _NEUTRALIZE) == 0
    assert base64.b64decode(file).split(b"\n")[1].decode() == key
