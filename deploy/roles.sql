-- The database and its two roles, once, as a superuser: psql -v ON_ERROR_STOP=1 -f deploy/roles.sql
-- portal_owner makes and changes tables, portal_app works in them. Both passwords are asked for,
-- or handed over: -v owner_password=… -v app_password=…
\if :{?owner_password} \else
    \prompt 'Password of portal_owner: ' owner_password
\endif
\if :{?app_password} \else
    \prompt 'Password of portal_app: ' app_password
\endif
CREATE ROLE portal_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE portal_app LOGIN PASSWORD :'app_password';
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
-- What holds where nobody says otherwise: behind PgBouncer, and for whoever works by hand. Each
-- process of the portal that connects directly brings limits of its own, a worker longer ones.
ALTER ROLE portal_app IN DATABASE portal SET statement_timeout = '30s';
ALTER ROLE portal_app IN DATABASE portal SET lock_timeout = '10s';
ALTER ROLE portal_app IN DATABASE portal SET idle_in_transaction_session_timeout = '60s';
-- A change of a table that waits for a lock holds up everybody behind it.
ALTER ROLE portal_owner IN DATABASE portal SET lock_timeout = '5s';
