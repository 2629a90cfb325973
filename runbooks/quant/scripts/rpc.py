"""Asks each node for its newest block, and how long that took (L286-305). What it prints is JSON.

The nodes are read from standard input, by name: an address may hold a key, and is never printed.
"""
import json
import sys
import time
from urllib.error import URLError
from urllib.request import Request, urlopen

QUESTION = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "eth_blockNumber", "params": []}).encode()
TIMEOUT_S = 10


def ask(address):
    began = time.monotonic()
    request = Request(address, QUESTION, {"content-type": "application/json"})
    try:
        with urlopen(request, timeout=TIMEOUT_S) as answer:
            block = int(json.load(answer)["result"], 16)
    except (URLError, TimeoutError, ValueError, KeyError, OSError) as error:
        return {"ok": False, "why": type(error).__name__}
    return {"ok": True, "block": block, "ms": round((time.monotonic() - began) * 1000)}


nodes = [{"name": name, **ask(address)} for name, address in json.load(sys.stdin).items()]
print(json.dumps({"nodes": nodes, "failing": sum(not node["ok"] for node in nodes)}))
