"""Shows the providers of liquidity (L53-59), or what is wrong with those that are not healthy (L324-335).

Behind the lines for people it prints how many it knows, and how many of them are not healthy.
"""
import sys

from liquidity_provider_failover import get_failover


def show(name, info):
    print(f"{name}: {info['status']} - Success: {info['success_rate']}")


def diagnose(name, info):
    if info["status"] == "healthy":
        return
    print(f"⚠️  {name}:")
    print(f"   Status: {info['status']}")
    print(f"   Failures: {info['consecutive_failures']}")
    print(f"   Last Error: {info['last_error']}")


COMMANDS = {"show": show, "diagnose": diagnose}

tell = COMMANDS.get(sys.argv[1])
if tell is None:
    sys.exit(f"providers.py knows {', '.join(COMMANDS)}, not {sys.argv[1]}")
status = get_failover().get_provider_status()
for name, info in sorted(status.items()):
    tell(name, info)
print(f"known: {len(status)}, not healthy: {sum(info['status'] != 'healthy' for info in status.values())}")
