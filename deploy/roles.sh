#!/bin/sh
# Run once by the PostgreSQL image on an empty data directory: the two logins and the database.
# homestart/local/bootstrap.py makes the same on a developer's machine.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres \
    --set=owner_password="$OWNER_PASSWORD" --set=app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE homestart_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE homestart_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
-- No session of the application reads in pg_stat_activity what another one asks, values included.
ALTER ROLE homestart_app SET track_activities = off;
CREATE DATABASE homestart OWNER homestart_owner TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE homestart FROM PUBLIC;
GRANT CONNECT ON DATABASE homestart TO homestart_app;
\connect homestart
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO homestart_app;
SQL
