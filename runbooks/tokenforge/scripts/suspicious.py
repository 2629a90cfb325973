"""Says what the monitoring found today, a line each (L54-57): suspicious.py <address>. Ends with 3 where it calls something suspicious."""

import json
import sys
import urllib.request


class StayHere(urllib.request.HTTPRedirectHandler):
    """A redirect would lead to an address that nobody approved."""

    def redirect_request(self, *_):
        return None


with urllib.request.build_opener(StayHere).open(sys.argv[1], timeout=10) as answer:
    found = json.load(answer)
suspicious = found["suspicious"]
for one in suspicious:
    print("suspicious: " + ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in one.items()))
if not suspicious:
    print("suspicious: nothing")
print(f"failed logins: {found['failed_logins']}")
print("had access: " + (", ".join(found["access_log"]) or "nobody"))
sys.exit(3 if suspicious else 0)
