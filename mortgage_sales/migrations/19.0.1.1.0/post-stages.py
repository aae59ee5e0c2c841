"""Stages say how many days a lead may stand in them. They are the lender's rows, which
an update leaves alone, so that those of before have no days yet."""

DAYS = {
    "stage_new": 1,
    "stage_attempting": 14,
    "stage_contacted": 14,
    "stage_prequalified": 60,
    "stage_application": 7,
    "stage_in_process": 45,
}


def migrate(cr, version):
    """Give the shipped stages their days, except where the lender has set some."""
    for name, days in DAYS.items():
        cr.execute(
            """
            UPDATE crm_stage stage
               SET rotting_threshold_days = %s
              FROM ir_model_data known
             WHERE known.module = 'mortgage_sales'
               AND known.name = %s
               AND known.res_id = stage.id
               AND COALESCE(stage.rotting_threshold_days, 0) = 0
            """,
            [days, name],
        )
