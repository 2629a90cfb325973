"""Asks npm what is outdated or vulnerable, and prints its answer: npm_says.py outdated|audit

0 says that nothing is, 3 that something is. npm ends with 1 of that, and where it could not ask; so what counts is what it
says, and 2 says that it said nothing of it.
"""

import json
import subprocess
import sys

SOMETHING, NOTHING_SAID = 3, 2


def outdated(said):
    """Each package with its newest version; nothing at all where none is outdated."""
    return len(said) if all("latest" in one for one in said.values()) else None


def audit(said):
    return said["metadata"]["vulnerabilities"]["total"]


question = {"outdated": outdated, "audit": audit}[sys.argv[1]]
found = None
try:
    npm = subprocess.run(["npm", sys.argv[1], "--json"], stdout=subprocess.PIPE, text=True)
    said = json.loads(npm.stdout or "{}")
    print(json.dumps(said))
    # It ends well as well where it found only what is below the level that it was told.
    if npm.returncode in (0, 1) and (npm.stdout.strip() or npm.returncode == 0):
        found = question(said)
except (OSError, ValueError, KeyError, TypeError, AttributeError) as trouble:
    print(f"npm did not say what was asked: {trouble!r}", file=sys.stderr)
sys.exit(NOTHING_SAID if found is None else SOMETHING if found else 0)
