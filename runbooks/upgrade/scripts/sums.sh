# What scripts share that keep files in backups with their checksums in SHA256SUMS. To be sourced, in that folder.
# A backup is what SHA256SUMS lists and what holds something: what only has the name of one may be half of it.
set -euo pipefail
export LC_ALL=C
shopt -s inherit_errexit

# need_list [<name>]: fails where backups are there, beside the one that is named, and no list of them: which of them count is not known then.
need_list() {
  local first
  [ ! -e SHA256SUMS ] || return 0
  first=$(find . -maxdepth 1 -type f \( -name '*.so' -o -name '*.sql' \) ! -name '.*' ! -name "${1:-}" -printf '%f' -quit)
  [ -z "$first" ] || {
    echo "SHA256SUMS is gone, and backups are there, such as $first: bring it back, or look whether they are right and write it anew (sha256sum -- *.so *.sql > SHA256SUMS)" >&2
    exit 1
  }
}

# listed <name>: the line of a file in the list, or nothing.
listed() {
  [ ! -e SHA256SUMS ] || awk -v name="$1" 'substr($0, 67) == name' SHA256SUMS
}

# relist <name> [<line>]: writes the list without the line of a file, and with the one that is given.
# One at a time: an upgrade keeps a version while a daily backup may run. The list before stays until the new one is on the disk.
relist() {
  (
    flock 9
    need_list "$1"
    touch SHA256SUMS
    awk -v name="$1" 'substr($0, 67) != name' SHA256SUMS > .SHA256SUMS
    printf '%s' "${2:+$2$'\n'}" >> .SHA256SUMS
    sync .SHA256SUMS
    mv -T .SHA256SUMS SHA256SUMS
  ) 9> .SHA256SUMS.lock
}

# list <name>: puts a file into the list as it is now.
list() {
  local sum
  sum=$(sha256sum -- "$1")
  relist "$1" "$sum"
}

# keep <name>: gives `.<name>` its name once it is on the disk, and lists it. The name is never taken from another file.
keep() {
  sync -- ".$1"
  ln -T -- ".$1" "$1"
  rm -- ".$1"
  list "$1"
}

# copy <file> <name>: keeps a copy of a file, compared with it.
copy() {
  cp -p -- "$1" ".$2"
  cmp -- "$1" ".$2"
  keep "$2"
}

# kept <pattern>: names of the backups of a sort, newest first.
kept() {
  need_list
  [ -e SHA256SUMS ] || return 0
  while read -r _ name; do
    if [[ $name == $1 && -s $name ]]; then stat -c '%Y %n' -- "$name"; fi
  done < SHA256SUMS | sort -rn | cut -d ' ' -f 2-
}

# verified <name>: whether a file is what it was when it was kept.
verified() {
  [ -s "$1" ] && listed "$1" | sha256sum --check --strict -
}
