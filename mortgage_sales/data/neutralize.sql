-- Vendors post to the live database only.
UPDATE mortgage_lead_source
   SET key_hash = NULL, old_key_hash = NULL, old_key_until = NULL, key_set_at = NULL;

-- Plans would go on making messages and tasks.
UPDATE mortgage_enrollment
   SET state = 'stopped', stop_reason = 'neutralized', next_at = NULL
 WHERE state IN ('active', 'paused');
