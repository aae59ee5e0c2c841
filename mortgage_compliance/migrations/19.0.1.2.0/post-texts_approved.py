TWINS = (
    ("template_day2_sms", "template_day2_email"),
    ("template_quiet2_sms", "template_quiet2_email"),
)


def migrate(cr, version):
    """Bring what texted before to what new companies are asked for.

    Who texts already was approved to, while new companies begin as not approved; the
    shipped texts, which are never overwritten, get the emails that stand in for them.
    """
    cr.execute(
        """
        UPDATE res_company company
           SET mortgage_texts_state = 'approved'
         WHERE company.sms_provider = 'twilio'
           AND EXISTS (SELECT 1 FROM sms_twilio_number number
                        WHERE number.company_id = company.id)
        """
    )
    for text, email in TWINS:
        cr.execute(
            """
            UPDATE mortgage_template template
               SET email_twin_id = email.res_id
              FROM ir_model_data text, ir_model_data email
             WHERE text.module = 'mortgage_compliance' AND text.name = %s
               AND email.module = 'mortgage_compliance' AND email.name = %s
               AND template.id = text.res_id AND template.email_twin_id IS NULL
            """,
            (text, email),
        )
