# Ends well when the container runs with the secret that it reads (L492-496). Nothing of either is printed.
set -euo pipefail
export LC_ALL=C

IFS= read -r secret || test -n "$secret"
running=$(bash "${BASH_SOURCE[0]%/*}/compose.sh" exec -T x-coin-flywheel printenv WEBHOOK_SECRET)
[[ "$running" == "$secret" ]] || {
  echo 'The container runs with another secret.' >&2
  exit 1
}
