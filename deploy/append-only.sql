-- After every migrate, as portal_owner: the log and the filed figures are only added to.
REVOKE UPDATE, DELETE, TRUNCATE ON review_decision, statistics_revision FROM portal_app;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM portal_app;
