# Says of .env in this folder whether it is complete (L28-29, L132-136). What it prints is JSON with names only: some values are secrets.
set -euo pipefail
export LC_ALL=C
. "${BASH_SOURCE[0]%/*}/env.sh"

KEYS=(SOLANA_RPC_URL EXECUTOR_KEYPAIR_PATH FEE_COLLECTOR_PUBKEY WEBHOOK_SECRET BUYBACK_PERCENT ADS_PERCENT ADS_ENGINE_MODE
  MAX_SLIPPAGE_BPS MAX_BUDGET_PER_EPOCH_USD EPOCH_INTERVAL_SECONDS ENABLE_SCHEDULER)

if [[ ! -f .env ]]; then
  echo '{ "there": false, "missing": null, "example": null, "sum": null, "mode": null }'
  exit
fi

missing=()
for key in "${KEYS[@]}"; do
  [[ -n $(value_of "$key") ]] || missing+=("$key")
done

example=false
if cmp -s .env .env.example || grep -qE '=.*(YOUR_|<[a-z_]+>)' .env; then example=true; fi

# What is no number adds up to nothing that could be right.
buyback=$(value_of BUYBACK_PERCENT) ads=$(value_of ADS_PERCENT) sum=null
if [[ $buyback =~ ^[0-9]{1,3}$ && $ads =~ ^[0-9]{1,3}$ ]]; then sum=$((10#$buyback + 10#$ads)); fi

printf '{ "there": true, "missing": "%s", "example": %s, "sum": %s, "mode": "%s" }\n' \
  "${missing[*]}" "$example" "$sum" "$(stat -c %a .env)"
