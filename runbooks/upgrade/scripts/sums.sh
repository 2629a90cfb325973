# What scripts share that keep files in backups with their checksums in SHA256SUMS. To be sourced, in that folder.

# Takes a file out of the list, and puts it in again as it is now unless `gone` is said.
# One at a time: an upgrade keeps a version while a daily backup may run.
list() {
  (
    flock 9
    touch SHA256SUMS
    { grep -vF -- "  $1" SHA256SUMS || true; [ "$2" = gone ] || sha256sum "$1"; } > .SHA256SUMS
    mv .SHA256SUMS SHA256SUMS
  ) 9> .SHA256SUMS.lock
}

# Whether a file is what it was when it was kept.
verified() {
  grep -F -- "  $1" SHA256SUMS | sha256sum --check --strict -
}
