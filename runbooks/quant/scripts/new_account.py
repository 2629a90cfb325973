"""Makes a new account, keeps its key where it will live, and prints its address alone (L560-566)."""
import json
import os
import sys

from eth_account import Account

path = sys.argv[1].removeprefix("--file=")
account = Account.create()
# Nobody else may read it, and a key that is there already is never replaced.
descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
with os.fdopen(descriptor, "w") as file:
    file.write(account.key.hex())
    file.flush()
    os.fsync(file.fileno())
print(json.dumps({"address": account.address}))
