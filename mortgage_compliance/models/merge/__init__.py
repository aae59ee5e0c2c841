from . import mortgage_merge_field
