"""Shows what was odd today (L116-128). What it prints is JSON; `total` is null where nobody counts."""
import json

from observability import get_metrics

LATEST = 5

found = get_metrics().get_metrics_summary().get("anomalies", {})
recent = [{"type": one["type"], "value": one.get("value", "N/A")} for one in found.get("recent", [])[:LATEST]]
print(json.dumps({"total": found.get("total"), "recent": recent}))
