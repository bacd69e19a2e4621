-- The database and its two roles, once, as a superuser: psql -v ON_ERROR_STOP=1 -f deploy/roles.sql
-- portal_owner makes and changes tables, portal_app works in them. Set other passwords.
CREATE ROLE portal_owner LOGIN PASSWORD 'change-me';
CREATE ROLE portal_app LOGIN PASSWORD 'change-me-too';
CREATE DATABASE portal OWNER portal_owner ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0;
\connect portal
ALTER SCHEMA public OWNER TO portal_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE CONNECT ON DATABASE portal FROM PUBLIC;
GRANT CONNECT ON DATABASE portal TO portal_app;
GRANT USAGE ON SCHEMA public TO portal_app;
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portal_app;
ALTER DEFAULT PRIVILEGES FOR ROLE portal_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO portal_app;
