"""Asks each endpoint for its newest block, and how long that took (L286-305). Exits with 3 where one does not answer, and with 4 where
each that does not only answers that it was asked too often: it is there. Where none is named nobody can tell: 2.

The addresses are read from standard input, by name: an address may hold a key, and is never printed. One question needs no
library for the chain.
"""
import json
import sys
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

QUESTION = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "eth_blockNumber", "params": []}).encode()
TIMEOUT_S = 5
OK, NOBODY_KNOWS, DOWN, LIMITED = 0, 2, 3, 4
TOO_MANY_REQUESTS = 429


def newest_block(address):
    request = Request(address, QUESTION, {"content-type": "application/json"})
    with urlopen(request, timeout=TIMEOUT_S) as answer:
        return int(json.load(answer)["result"], 16)


def answers(name, address):
    start = time.monotonic()
    try:
        block = newest_block(address)
    except HTTPError as error:
        is_limited = error.code == TOO_MANY_REQUESTS
        print(f"✗ {name}: {'asked too often, ' if is_limited else ''}HTTP {error.code}")
        return LIMITED if is_limited else DOWN
    # What else goes wrong is said without its text, which may hold the address.
    except Exception as error:
        print(f"✗ {name}: {type(error).__name__}")
        return DOWN
    print(f"✓ {name}: {(time.monotonic() - start) * 1000:.0f}ms (block: {block})")
    return OK


answered = [answers(name, address) for name, address in json.load(sys.stdin).items()]
if not answered:
    print("no endpoint is named", file=sys.stderr)
sys.exit(next((state for state in (DOWN, LIMITED) if state in answered), OK) if answered else NOBODY_KNOWS)
