def migrate(cr, version):
    """Tell which inquiries of former days were made to this lender."""
    cr.execute(
        """
        UPDATE mortgage_inquiry inquiry
           SET asked_us = TRUE
          FROM mortgage_lead_source source
          JOIN res_company company ON company.id = source.company_id
         WHERE source.id = inquiry.source_id
           AND (source.consent_basis = 'own_form'
                OR lower(COALESCE(
                       NULLIF(inquiry.payload::json #>> '{consent,seller}', ''),
                       CASE WHEN source.names_seller THEN company.name END))
                   IN (lower(company.name), lower(company.mortgage_trade_name)))
        """
    )
