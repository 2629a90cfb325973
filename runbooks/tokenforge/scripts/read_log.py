"""Listens to the function log of the backend, and prints what was asked for of it.

The tool streams without an end and filters nothing, so it is listened to until nothing more has come for --quiet seconds, and never for
longer than --longest. Of a stream that ends by itself, or of which nothing came at all, nothing is said: it is broken, or nobody knows.
`whole` says whether what came goes back as far as was asked for: the tool shows so many of the newest lines and no more.
"""

import argparse
import json
import queue
import subprocess
import sys
import threading
import time
from datetime import datetime, timezone

NEWEST = 50
HISTORY = 1000
TOOL = ["npx", "--no-install", "convex", "logs", "--prod", "--success", "--history", str(HISTORY), "--jsonl"]


def lines_of(stream, into):
    for line in stream:
        into.put(line)
    into.put(None)


def next_line(lines, seconds):
    """A line, None at the end of the stream, or an empty text when nothing came."""
    try:
        return lines.get(timeout=max(0, seconds))
    except queue.Empty:
        return ""


def listen(quiet, longest):
    """Everything that came. The first line may take as long as it likes: the tool has to start."""
    tool = subprocess.Popen(TOOL, stdout=subprocess.PIPE, text=True)
    lines = queue.Queue()
    threading.Thread(target=lines_of, args=(tool.stdout, lines), daemon=True).start()
    until = time.monotonic() + longest
    came = []
    while line := next_line(lines, min(quiet, until - time.monotonic()) if came else until - time.monotonic()):
        came.append(line)
    if line is None:
        sys.exit(f"the stream of the log ended by itself, with {tool.wait()}")
    tool.terminate()
    tool.wait()
    if not came:
        sys.exit(f"nothing came of the log within {longest:g} s")
    return came


def executions(came):
    for line in came:
        event = json.loads(line)
        if event.get("kind") == "Completion":
            yield event


def moment(seconds):
    return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def told(event):
    at = moment(event["timestamp"])
    ms = round(event["executionTime"] * 1000)
    return {"at": at, "function": event["identifier"], "ms": ms, "error": event["error"]}


parser = argparse.ArgumentParser()
parser.add_argument("--quiet", type=float, required=True)
parser.add_argument("--longest", type=float, default=60)
parser.add_argument("--hours", type=int, required=True)
parser.add_argument("--only", choices=["all", "failed"], required=True)
parser.add_argument("--function", default="")
asked = parser.parse_args()
since = time.time() - asked.hours * 3600
came = listen(asked.quiet, asked.longest)
events = list(executions(came))
oldest = min((event["timestamp"] for event in events), default=None)
wanted = [
    told(event)
    for event in events
    if event["timestamp"] >= since
    and (asked.only == "all" or event["error"] is not None)
    and asked.function in ("", event["identifier"])
]
failed = sum(one["error"] is not None for one in wanted)
whole = len(came) < HISTORY or (oldest is not None and oldest <= since)
print(
    json.dumps(
        {
            "executions": len(wanted),
            "failed": failed,
            "oldest": None if oldest is None else moment(oldest),
            "whole": whole,
            "newest": wanted[-NEWEST:],
        }
    )
)
