# failed-accounts.sh: writes the accounts that failed into failed.txt, each once.
# psql ends well also where it cannot write what it prints, so it prints into a pipe; the list has its name only once it is on the disk.
set -euo pipefail
export LC_ALL=C
trap 'rm -f .failed.txt' EXIT
accounts=$(psql -XAtd upgrade_manager -v ON_ERROR_STOP=1 \
  -c "select distinct account from account_migrations where status = 'failed' order by 1") || exit 2
printf '%s' "${accounts:+$accounts$'\n'}" > .failed.txt
sync .failed.txt
mv -T .failed.txt failed.txt
echo "accounts: $(wc -l < failed.txt)"
