# expired-backups.sh: which backups are older than 30 days, as JSON. Runs in backups.
# Only backups by day, never the newest seven of a sort, never a tagged version such as program_v1.so.
old=$(
  for pattern in 'program_2*.so' 'build_2*.so' 'db_2*.sql'; do
    find . -maxdepth 1 -type f -name "$pattern" -printf '%T@ %f\n' | sort -rn | tail -n +8 | cut -d ' ' -f 2 |
      while read -r name; do find "$name" -maxdepth 0 -mtime +30; done
  done | sort
)
echo "{\"count\": $(grep -c . <<< "$old"), \"files\": \"$(paste -sd ' ' <<< "$old")\"}"
