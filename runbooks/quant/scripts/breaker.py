"""Shows the circuit breaker, or pauses trading (L33-39, L399-403). What it prints is JSON.

A module that is imported here has a state of its own: whether the trader itself has stopped is asked of the trader.
"""
import json
import sys

from circuit_breaker import get_circuit_breaker

command = sys.argv[1]
breaker = get_circuit_breaker()
if command == "pause":
    breaker.pause_trading(json.load(sys.stdin)["reason"])
elif command != "show":
    sys.exit(f"breaker.py knows show and pause, not {command}")
status = breaker.get_status()
print(json.dumps({"open": status["circuit_open"], "shutdown": status["emergency_shutdown"]}))
