# list-backups.sh <program|db>: backups of a sort whose checksum is right, each with the time that it is of, newest first, as JSON. Runs in backups.
sha256sum --check SHA256SUMS 2> /dev/null | sed -n "s/^\\($1_.*\\): OK\$/\\1/p" |
  while read -r name; do echo "$(stat -c %Y "$name") $name"; done | sort -rn |
  jq -Rn '[inputs | split(" ") | { value: .[1], label: "\(.[1]), \(.[0] | tonumber | strftime("%Y-%m-%d %H:%M")) UTC" }] | { backups: . }'
