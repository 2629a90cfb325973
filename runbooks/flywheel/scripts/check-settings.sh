# Says of .env in this folder whether it is complete (L28-29, L132-136). What it prints is JSON with names only: some values are secrets.
set -euo pipefail
export LC_ALL=C

KEYS=(SOLANA_RPC_URL EXECUTOR_KEYPAIR_PATH FEE_COLLECTOR_PUBKEY WEBHOOK_SECRET BUYBACK_PERCENT ADS_PERCENT ADS_ENGINE_MODE
  MAX_SLIPPAGE_BPS MAX_BUDGET_PER_EPOCH_USD EPOCH_INTERVAL_SECONDS ENABLE_SCHEDULER)

if [[ ! -f .env ]]; then
  echo '{ "there": false, "missing": null, "example": null, "sum": null, "mode": null }'
  exit
fi

missing=()
for key in "${KEYS[@]}"; do
  grep -qE "^$key=[^[:space:]]" .env || missing+=("$key")
done

example=false
if cmp -s .env .env.example || grep -qE '=.*(YOUR_|<[a-z_]+>)' .env; then example=true; fi

sum=$(awk -F= '/^(BUYBACK|ADS)_PERCENT=/ { sum += $2 } END { print sum + 0 }' .env)

printf '{ "there": true, "missing": "%s", "example": %s, "sum": %s, "mode": "%s" }\n' \
  "${missing[*]}" "$example" "$sum" "$(stat -c %a .env)"
