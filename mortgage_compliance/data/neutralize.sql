-- A copy must not write to borrowers, nor look like the database that does.
UPDATE res_company
   SET sms_twilio_account_sid = NULL, sms_twilio_auth_token = 'dummytoken';
DELETE FROM sms_twilio_number;
-- A copy must not keep certificates of consent at the lender's expense either.
UPDATE res_company
   SET trustedform_api_key = NULL, jornaya_account_code = NULL, jornaya_partner_code = NULL;
DELETE FROM ir_config_parameter
 WHERE key IN ('mortgage_compliance.certificate_base_url', 'mortgage_compliance.sending_bound_to', 'mortgage_compliance.twilio_base_url');
-- Nor sign templates as if it were that database; it makes a key of its own when asked.
DELETE FROM mortgage_signing_key;

-- What waits would leave as soon as somebody sets up a mail server or a number here.
UPDATE mail_mail SET state = 'cancel', failure_reason = 'neutralized' WHERE state IN ('outgoing', 'mortgage_held');
UPDATE sms_sms SET state = 'canceled' WHERE state IN ('outgoing', 'process', 'mortgage_held');
UPDATE mortgage_touch
   SET state = 'cancelled', ready_at = NULL, reason = 'neutralized'
 WHERE state IN ('planned', 'held', 'due', 'queued');
