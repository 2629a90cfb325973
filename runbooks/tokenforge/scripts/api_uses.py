"""Looks whether the API says of itself what was asked for: api_uses.py <address of its health> <path>=<value>...

A path is names with dots between them. 0 says that each value is the one that was named; 1 that one is another, which is printed.
"""

import json
import sys
import urllib.request

PATIENCE_S = 10


class StayHere(urllib.request.HTTPRedirectHandler):
    """A redirect would lead to an address that nobody approved."""

    def redirect_request(self, *_):
        return None


def value_at(said, path):
    for name in path.split("."):
        said = said[name] if isinstance(said, dict) and name in said else None
    return said


def is_same(value, wanted):
    """Numbers are compared as numbers: 50 and 50.0 are one."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return value == float(wanted)
        except ValueError:
            return False
    return value == wanted


address, *given = sys.argv[1:]
with urllib.request.build_opener(StayHere).open(address, timeout=PATIENCE_S) as answer:
    said = json.load(answer)
others = {
    path: value_at(said, path) for path, wanted in (each.split("=", 1) for each in given) if not is_same(value_at(said, path), wanted)
}
print(json.dumps({"others": others}))
sys.exit(1 if others else 0)
