def migrate(cr, version):
    """Keep double brackets in words written before there were slots what they are.

    Those words were approved as they read; nobody agreed that LOs reword a part.
    """
    cr.execute(
        """
        ALTER TABLE mortgage_template_version
            ADD COLUMN IF NOT EXISTS literal_brackets boolean
        """
    )
    cr.execute(
        """
        UPDATE mortgage_template_version SET literal_brackets = TRUE
         WHERE body LIKE '%[[%' OR body LIKE '%]]%'
        """
    )
