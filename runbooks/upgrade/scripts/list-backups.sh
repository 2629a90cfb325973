# list-backups.sh <program|db>: backups of a sort whose checksum is right, newest name first. Runs in backups.
sha256sum --check SHA256SUMS 2> /dev/null | sed -n "s/^\\($1_.*\\): OK\$/\\1/p" | sort -r
