# To be sourced. by_day <folder> <pattern>: names of the files that hold something, newest first: by the day in their name, and within
# it by the time of the file. Whoever copies them to a new host may give all of them the time of the copy (L503-533).
set -euo pipefail
export LC_ALL=C

by_day() {
  find "$1/" -maxdepth 1 -name "$2" -size +0 -printf '%f %T@\n' |
    sed -E -e 's/^(([^ ]*-)([0-9]{4}-?[0-9]{2}-?[0-9]{2})-[^ ]*) (.*)$/\3 \4 \1/' -e t -e 's/^(.*) ([^ ]*)$/- \2 \1/' |
    sort -k1,1r -k2,2rn | cut -d ' ' -f 3-
}
