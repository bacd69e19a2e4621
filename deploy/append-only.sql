-- After every migrate, as a superuser or portal_owner: logs, histories and filed figures are only added to.
-- What the triggers refuse (config/append_only_triggers.py), the role has no right to try either.
DO $$
DECLARE
    guarded record;
BEGIN
    FOR guarded IN
        SELECT tgrelid::regclass AS name,
            CASE tgfoid::regproc::text
                WHEN 'portal_refuse_change' THEN 'UPDATE, DELETE'
                WHEN 'portal_refuse_young' THEN 'UPDATE'
                WHEN 'portal_refuse_settled' THEN 'DELETE'
            END AS rights
        FROM pg_trigger WHERE tgname = 'append_only'
    LOOP
        EXECUTE format('REVOKE %s, TRUNCATE ON %s FROM portal_app', guarded.rights, guarded.name);
    END LOOP;
END $$;
-- Evidence is taken off before it was sent, never after: its own trigger holds that.
REVOKE UPDATE, TRUNCATE ON review_evidence FROM portal_app;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM portal_app;
