# Says as JSON whether an emergency stop has left its mark, and since when it holds (L179-182): held.sh <mark>
# Where the folder of the mark cannot be looked into it is null: nothing is started then.
set -euo pipefail
export LC_ALL=C

if ! ls -- "${1%/*}" >/dev/null; then
  echo '{ "held": null, "at": null }'
  exit
fi
if [[ ! -e $1 ]]; then
  echo '{ "held": false, "at": null }'
  exit
fi
at=$(head -n 1 "$1")
# One that was left by hand, or half written, is as old as its file.
[[ $at =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$ ]] || at=$(date -u -r "$1" +%Y-%m-%dT%H:%M:%SZ)
printf '{ "held": true, "at": "%s" }\n' "$at"
