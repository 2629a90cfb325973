# Follows the log of the service for a while, and ends with 124 as timeout does (L34-35, L53-55): follow-log.sh <time>
set -euo pipefail
export LC_ALL=C

exec timeout "$1" bash "${BASH_SOURCE[0]%/*}/compose.sh" logs --no-color -f --tail=20 x-coin-flywheel
