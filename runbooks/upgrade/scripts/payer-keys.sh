# payer-keys.sh <settings>: the key files beside the one that pays now, which their owner alone may read, as JSON to pick from.
set -euo pipefail
export LC_ALL=C
. "$(dirname "$0")/payer.sh"
now=$(payer_in "$1")
[ -n "$now" ] || { echo "PAYER_KEYPAIR_PATH names no key yet: fill in the settings" >&2; exit 1; }
find "$(dirname "$now")" -maxdepth 1 -type f -name '*.json' \( -perm 600 -o -perm 400 \) | sort | jq -Rn '[inputs]'
