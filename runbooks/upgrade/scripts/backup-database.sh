# backup-database.sh: keeps the database. It has its name only once it is whole, and a second one of a day never takes that of the first. Prints what it kept, as JSON.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/sums.sh"
mkdir -p backups
cd backups
name=db_$(date -u +%Y%m%dT%H%M%SZ).sql
trap 'rm -f -- ".$name"' EXIT
pg_dump upgrade_manager > ".$name"
tail -n 5 ".$name" | grep 'PostgreSQL database dump complete' > /dev/null || { echo "the dump has no end" >&2; exit 1; }
# Of a database that holds nothing, or of another one, there is a whole dump as well.
grep -qiE '^create table ("?public"?[.])?"?account_migrations"? ' ".$name" || { echo "the dump has no table of the migrations: it is of an empty database, or of another one" >&2; exit 1; }
keep "$name"
echo "{\"file\": \"$name\", \"bytes\": $(stat -c %s "$name")}"
