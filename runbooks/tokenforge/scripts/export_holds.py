"""Looks whether an export of the data is whole: export_holds.py <file>. Prints how many tables and rows are in it.

1 says that it is cut off, damaged or no archive, or that no row is in it.
"""

import json
import sys
import zipfile

DOCUMENTS = "/documents.jsonl"

try:
    with zipfile.ZipFile(sys.argv[1]) as archive:
        damaged = archive.testzip()
        tables = [name for name in archive.namelist() if name.endswith(DOCUMENTS) and not name.startswith("_")]
        rows = sum(1 for name in tables for line in archive.open(name) if line.strip()) if damaged is None else 0
except (OSError, zipfile.BadZipFile) as trouble:
    sys.exit(f"it is no whole archive: {trouble}")
if damaged is not None:
    sys.exit(f"{damaged} in it is damaged")
print(json.dumps({"tables": len(tables), "rows": rows}))
sys.exit(None if rows > 0 else "no row is in it")
