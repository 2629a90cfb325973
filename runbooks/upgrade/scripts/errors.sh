# errors.sh: the last errors of seven days in the journal of the service; ends with 3 where there are some.
journal=$(journalctl -u upgrade-manager --since "7 days ago" --no-pager) || exit 2
errors=$(grep -E 'ERROR|FATAL' <<< "$journal" | tail -n 200)
[ -z "$errors" ] || { echo "$errors"; exit 3; }
