def open_document(record):
    """Return the action that opens the lead, or whatever else ``record`` is about, for
    who may read both."""
    record.ensure_one()
    record.check_access("read")
    document = record.env[record.res_model].browse(record.res_id).exists()
    document.check_access("read")
    return {
        "type": "ir.actions.act_window",
        "res_model": document._name,
        "res_id": document.id,
        "views": [[False, "form"]],
    }
