from pathlib import Path

from werkzeug.exceptions import NotFound

from odoo.http import Controller, Stream, request, route


class MortgageExamController(Controller):
    """Hands an exam export to whoever may see it, and notes that."""

    @route("/mortgage/exam/<int:export_id>", type="http", auth="user", methods=["GET"])
    def mortgage_exam(self, export_id, **_query):
        exports = request.env["mortgage.exam.export"]
        # The same answer whether there is none or it is somebody else's.
        found = (
            exports.search([("id", "=", export_id), ("state", "=", "done")])
            if exports.has_access("read")
            else exports
        )
        path = found and found.sudo()._path()
        if not path or not Path(path).is_file():
            raise NotFound()
        found._tell_ledger("downloaded", sha256=found.sha256)
        stream = Stream(
            type="path",
            path=str(path),
            size=path.stat().st_size,
            last_modified=path.stat().st_mtime,
            mimetype="application/zip",
            download_name=f"exam-export-{found.id}.zip",
            public=False,
        )
        return stream.get_response(as_attachment=True, max_age=0)
