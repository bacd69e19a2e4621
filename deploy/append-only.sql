-- After every migrate, as portal_owner: logs, histories and filed figures are only added to.
REVOKE UPDATE, DELETE, TRUNCATE ON
    review_decision, review_question, review_answer, statistics_revision, statistics_exportlog, catalog_cataloguechange
    FROM portal_app;
-- The log of sweeps is pruned by age, evidence is taken off before it was sent: triggers hold both.
REVOKE UPDATE, TRUNCATE ON
    review_sweeprun, review_sweepend, review_sweepalarm, review_evidence
    FROM portal_app;
-- Answered once, then never changed: a trigger refuses the rest.
REVOKE DELETE, TRUNCATE ON review_correctionrequest FROM portal_app;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM portal_app;
