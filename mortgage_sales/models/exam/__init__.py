from . import mortgage_exam_scope
