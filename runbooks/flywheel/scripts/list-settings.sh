# Lists the backups of the settings that hold something, newest first: list-settings.sh <backups> (L508, L532). Ends with 3 where there is none.
set -euo pipefail
export LC_ALL=C

list=$(find "$1/" -maxdepth 1 -name 'env-*.gpg' -size +0 -printf '%T@ %f\n' | sort -rn | cut -d ' ' -f 2-)
[[ -n $list ]] || exit 3
echo "$list"
