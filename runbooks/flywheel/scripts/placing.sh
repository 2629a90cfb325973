# What scripts have in common that make a file (L63-64, L503-512). To be sourced.
set -euo pipefail
export LC_ALL=C

# place <draft> <target>: a draft gets its name once it is whole and on the disk, and never that of another file.
place() {
  sync -- "$1"
  ln -T -- "$1" "$2"
  rm -- "$1"
}
