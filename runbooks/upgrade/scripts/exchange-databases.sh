# exchange-databases.sh: puts upgrade_manager_restored in the place of upgrade_manager, which is kept under another name.
# Once the restored one has its name, there is nothing left to exchange.
set -euo pipefail
export LC_ALL=C
restored=$(psql -XAtd postgres -c "select count(*) from pg_database where datname = 'upgrade_manager_restored'") || exit 2
[ "$restored" = 1 ] || exit 0
psql -Xqd postgres -v ON_ERROR_STOP=1 --single-transaction \
  -c "select pg_terminate_backend(pid) from pg_stat_activity where datname in ('upgrade_manager', 'upgrade_manager_restored') and pid <> pg_backend_pid()" \
  -c "alter database upgrade_manager rename to upgrade_manager_$(date -u +%Y%m%d_%H%M%S)" \
  -c 'alter database upgrade_manager_restored rename to upgrade_manager'
