"""PostgreSQL as Django speaks to it, except where a server changes or hangs under the portal."""
