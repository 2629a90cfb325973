"""Asks npm what is outdated or vulnerable, and prints its answer: npm_says.py outdated|audit

0 says that nothing is, 1 that something is. npm ends with 1 as well where it could not ask, so its answer has to be one.
"""

import json
import subprocess
import sys

NOTHING_SAID = 2

question = sys.argv[1]
npm = subprocess.run(["npm", question, "--json"], stdout=subprocess.PIPE, text=True)
try:
    said = json.loads(npm.stdout or "{}")
except ValueError:
    said = {"error": {"code": "no JSON"}}
print(json.dumps(said))
failed = "code" in said.get("error", {}) or (question == "audit" and "vulnerabilities" not in said.get("metadata", {}))
sys.exit(NOTHING_SAID if failed or npm.returncode not in (0, 1) else npm.returncode)
