"""Asks RPC endpoints whether they are well, all at once, and prints what each answered.

Each argument is `chain=address`, in the order in which endpoints are offered. The first one is sent the key that the environment holds
as ALCHEMY_KEY, in a header: in an address or an argument others would read it.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

OLDEST_S = 180
PATIENCE_S = 10
BLOCK = {"jsonrpc": "2.0", "id": 1, "method": "eth_getBlockByNumber", "params": ["latest", False]}
HEALTH = {"jsonrpc": "2.0", "id": 1, "method": "getHealth"}


class StayHere(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the key to an address that nobody approved."""

    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(StayHere)


def ask(url, body, key):
    """Status and body; a status of 0 and what went wrong where nobody answers."""
    headers = {"content-type": "application/json", **({"authorization": f"Bearer {key}"} if key else {})}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with OPENER.open(request, timeout=PATIENCE_S) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, None
    except (OSError, ValueError) as trouble:
        return 0, str(trouble)


def age_of(chain, said):
    """Seconds since the newest block, or None where the answer does not say it. Solana says by itself that it is not behind."""
    try:
        if chain == "solana":
            return 0 if said["result"] == "ok" else None
        return int(time.time()) - int(said["result"]["timestamp"], 16)
    except (KeyError, TypeError, ValueError):
        return None


def look(chain, url, key):
    status, said = ask(url, HEALTH if chain == "solana" else BLOCK, key)
    age = age_of(chain, said)
    well = status == 200 and age is not None and age <= OLDEST_S
    return {"chain": chain, "endpoint": url, "status": status, "age_s": age, "well": well}


given = [each.split("=", 1) for each in sys.argv[1:]]
keys = [os.environ.get("ALCHEMY_KEY", "")] + [""] * len(given)
with ThreadPoolExecutor(max(1, len(given))) as pool:
    found = list(pool.map(look, *zip(*((chain, url, key) for (chain, url), key in zip(given, keys)))))
well = {chain: [one["endpoint"] for one in found if one["chain"] == chain and one["well"]] for chain, _ in given}
print(json.dumps({"all": found, **well, "count": {chain: len(those) for chain, those in well.items()}}))
