# failed-accounts.sh: writes the accounts that failed into failed.txt, each once.
psql -XAtd upgrade_manager -v ON_ERROR_STOP=1 \
  -c "select distinct account from account_migrations where status = 'failed' order by 1" > failed.txt || exit 2
echo "accounts: $(wc -l < failed.txt)"
