from . import mortgage_touch
from . import mortgage_exam_export
from . import mortgage_exam_scope
from . import mortgage_exam_scope_words
from . import mortgage_exam_export_preview
from . import mortgage_exam_export_job
from . import mortgage_exam_export_part
from . import mortgage_exam_export_file
