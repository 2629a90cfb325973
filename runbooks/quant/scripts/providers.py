"""Shows the providers of liquidity, and which of them are not healthy (L53-59, L324-335). What it prints is JSON."""
import json

from liquidity_provider_failover import get_failover

status = get_failover().get_provider_status()
providers = [{"name": name, **info} for name, info in sorted(status.items())]
unhealthy = [one["name"] for one in providers if one["status"] != "healthy"]
print(json.dumps({"providers": providers, "unhealthy": len(unhealthy), "names": unhealthy}))
