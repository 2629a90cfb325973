# restore-database.sh <backup> <database>: restores a backup into a database of its own, wholly or not at all. Runs in backups.
set -euo pipefail
export LC_ALL=C
psql -Xqd postgres -v ON_ERROR_STOP=1 -c "drop database if exists $2" -c "create database $2" >&2
psql -Xqd "$2" -v ON_ERROR_STOP=1 --single-transaction -f "$1" >&2
psql -XAtd "$2" -c "select json_build_object('backup', '$1', 'tables', count(*), 'migrations', count(*) filter (where tablename = 'account_migrations')) from pg_tables where schemaname = 'public'"
