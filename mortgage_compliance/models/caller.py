from odoo.exceptions import AccessError


def check_caller(env, groups, what):
    """Refuse a caller who has none of these groups of ours; ``what`` says the deed.

    The public methods of abstract models, and those that then work as superuser, have
    no access right of their own to fall back on.
    """
    if env.su:
        return
    if not any(env.user.has_group(f"mortgage_compliance.{group}") for group in groups):
        raise AccessError(env._("You are not allowed to %(what)s.", what=what))
