# Decrypts a backup into .env of this folder, where there is none (L532): restore-settings.sh <backup>
set -euo pipefail
export LC_ALL=C

source "${BASH_SOURCE[0]%/*}/sealing.sh"

trap 'rm -f .env.draft' EXIT
unseal --output .env.draft "$1"
restore .env.draft .env
