def migrate(cr, version):
    """Tell each archived message what it is kept as, for whom and for which company.

    Before the triggers come that refuse any change. What cannot be tied to a touch or a
    consent is a borrower's message; holds have a table of their own now.
    """
    cr.execute(
        """
        ALTER TABLE mortgage_archive
            ADD COLUMN IF NOT EXISTS company integer,
            ADD COLUMN IF NOT EXISTS point_id integer,
            DROP COLUMN IF EXISTS legal_hold
        """
    )
    cr.execute(
        """
        UPDATE mortgage_archive archive
           SET retention_class = CASE
                   WHEN entry.event = 'handover' THEN 'message_' || touch.kind
                   ELSE 'inbound_message' END,
               company = touch.company_id,
               point_id = touch.point_id
          FROM mortgage_touch touch, mortgage_ledger_entry entry
         WHERE archive.retention_class = 'communication'
           AND touch.id = archive.touch_id
           AND entry.touch_id = archive.touch_id
           AND entry.content_sha256 = archive.sha256
        """
    )
    cr.execute(
        """
        UPDATE mortgage_archive archive
           SET retention_class = 'consent_evidence', point_id = consent.point_id,
               company = NULLIF(consent.company, 0)
          FROM mortgage_consent consent
         WHERE archive.retention_class = 'consent'
           AND consent.evidence_sha256 = archive.sha256
        """
    )
    cr.execute(
        """
        UPDATE mortgage_archive archive
           SET retention_class = 'consent_evidence',
               point_id = certificate.point_id, company = certificate.company_id
          FROM mortgage_consent_certificate certificate
         WHERE archive.retention_class = 'consent'
           AND certificate.evidence_sha256 = archive.sha256
        """
    )
    cr.execute(
        """
        UPDATE mortgage_archive
           SET retention_class = CASE retention_class
                   WHEN 'consent' THEN 'suppression'
                   WHEN 'communication' THEN 'inbound_message'
                   ELSE retention_class END,
               company = COALESCE(company, (SELECT min(id) FROM res_company))
        """
    )
