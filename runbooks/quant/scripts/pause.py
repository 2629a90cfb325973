"""Pauses trading as the document does (L397-403). Reads the reason from standard input, as JSON.

The module may have an object of its own here: whether the trader itself has stopped is asked of the trader.
"""
import json
import sys

from circuit_breaker import get_circuit_breaker

get_circuit_breaker().pause_trading(json.load(sys.stdin)["reason"])
