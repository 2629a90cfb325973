# Lists the backups of the settings that hold something, newest first: list-settings.sh <backups> (L508, L532). Ends with 3 where there is none.
set -euo pipefail
export LC_ALL=C
source "${BASH_SOURCE[0]%/*}/by-day.sh"

list=$(by_day "$1" 'env-*.gpg')
[[ -n $list ]] || exit 3
echo "$list"
