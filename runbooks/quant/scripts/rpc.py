"""Asks each endpoint for its newest block, and how long that took (L286-305). Exits with 3 where one does not answer.

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
DOWN = 3


def newest_block(address):
    request = Request(address, QUESTION, {"content-type": "application/json"})
    with urlopen(request, timeout=TIMEOUT_S) as answer:
        return int(json.load(answer)["result"], 16)


def answers(name, address):
    start = time.monotonic()
    try:
        block = newest_block(address)
    except HTTPError as error:
        print(f"✗ {name}: HTTP {error.code}")
        return False
    # What else goes wrong is said without its text, which may hold the address.
    except Exception as error:
        print(f"✗ {name}: {type(error).__name__}")
        return False
    print(f"✓ {name}: {(time.monotonic() - start) * 1000:.0f}ms (block: {block})")
    return True


answered = [answers(name, address) for name, address in json.load(sys.stdin).items()]
sys.exit(0 if all(answered) else DOWN)
