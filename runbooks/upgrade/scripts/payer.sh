# To be sourced. The path that PAYER_KEYPAIR_PATH of a file of settings names, without quotes and without a comment behind a blank.
set -euo pipefail
export LC_ALL=C

payer_in() {
  sed -n 's/^\(export \)\?PAYER_KEYPAIR_PATH=//p' "$1" | tail -n 1 | sed 's/[[:blank:]]#.*//; s/[[:blank:]]*$//' | tr -d "\"'"
}
