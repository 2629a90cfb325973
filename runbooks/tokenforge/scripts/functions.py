"""Lists the functions that are deployed, and looks for those that are named: functions.py <module:name>...

0 says that each of them is there; 1 that some are missing, which are printed.
"""

import json
import subprocess
import sys

TOOL = ["npx", "--no-install", "convex", "function-spec", "--prod"]

spec = json.loads(subprocess.run(TOOL, stdout=subprocess.PIPE, text=True, check=True).stdout)
# The tool says in which file a function stands (`ops.js:health`); whoever calls it leaves the ending out.
deployed = sorted(one["identifier"].replace(".js:", ":") for one in spec["functions"] if "identifier" in one)
missing = [name for name in sys.argv[1:] if name not in deployed]
print(json.dumps({"functions": deployed, "missing": missing}))
sys.exit(1 if missing else 0)
