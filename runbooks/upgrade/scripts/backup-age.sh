# backup-age.sh: hours since the newest backup of each sort, as JSON; null where there is none. Runs in backups.
hours() {
  newest=$(ls -t $1 2> /dev/null | head -n 1)
  [ -n "$newest" ] && echo $((($(date +%s) - $(stat -c %Y "$newest")) / 3600)) || echo null
}
echo "{\"program\": $(hours 'program_2*.so'), \"database\": $(hours 'db_*.sql')}"
