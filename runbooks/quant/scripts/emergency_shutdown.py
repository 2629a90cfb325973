"""Stops trading at once and tells whoever is on call (L485-530). What it prints is JSON.

Services are stopped by the steps behind it: a line that says so is no proof that they are.
"""
import json
import sys

from alerting import get_alerting
from circuit_breaker import get_circuit_breaker

reason = json.load(sys.stdin)["reason"]
get_circuit_breaker().emergency_stop(reason)
# Stopped it is by now: whoever cannot be reached does not change that, and is told of.
try:
    get_alerting().alert_emergency_shutdown(reason)
    alerted = True
except Exception as error:
    print(f"nobody was alerted: {type(error).__name__}", file=sys.stderr)
    alerted = False
print(json.dumps({"stopped": True, "alerted": alerted}))
