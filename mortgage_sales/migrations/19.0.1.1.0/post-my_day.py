"""My day was a list of tasks, and a call was logged in a dialog; both are gone."""


def migrate(cr, version):
    """Keep My day the first page of whoever chose it, and drop the dialog's table,
    which Odoo leaves behind where the model is not in the code any more."""
    cr.execute(
        """
        UPDATE res_users
           SET action_id = screen.res_id
          FROM ir_model_data screen, ir_model_data list
         WHERE screen.module = 'mortgage_sales'
           AND screen.name = 'mortgage_day_action'
           AND list.module = 'mortgage_sales'
           AND list.name = 'mail_activity_action_my_day'
           AND res_users.action_id = list.res_id
        """
    )
    cr.execute("DROP TABLE IF EXISTS mortgage_call_outcome")
