# backup-database.sh: keeps the database. It has its name only once it is whole, and a second one of a day never takes that of the first. Prints what it kept, as JSON.
set -e
. "$(dirname "$0")/sums.sh"
mkdir -p backups && cd backups
name=db_$(date -u +%Y%m%dT%H%M%SZ).sql
pg_dump upgrade_manager > ".$name"
tail -n 5 ".$name" | grep -q 'PostgreSQL database dump complete' || { echo "the dump has no end" >&2; exit 1; }
mv ".$name" "$name"
list "$name"
echo "{\"file\": \"$name\", \"bytes\": $(stat -c %s "$name")}"
