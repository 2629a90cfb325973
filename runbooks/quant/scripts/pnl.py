"""Tells what was earned and traded (L43-49, L91-112, L139-147, L227-234, L256-267).

It prints JSON; `failed` prints a line a trade, for people.
"""
import json
import os
import pathlib
import sys

from pnl_accounting import get_accounting


def today(accounting):
    return accounting.get_pnl_summary("today")


def export(accounting, path):
    """Its name is that of the run: where it is there, this run has made it. It has it once it is whole and on the disk."""
    if not os.path.exists(path):
        part = pathlib.Path(f"{path}.part")
        try:
            accounting.export_to_csv(str(part), "today")
            with part.open("rb") as file:
                os.fsync(file.fileno())
            os.link(part, path)
        finally:
            part.unlink(missing_ok=True)
    return {"file": path}


def reconcile(accounting):
    return accounting.reconcile()


def failed(accounting, last):
    lines = [f"{trade.trade_id}: {trade.revert_reason}" for trade in accounting.trades if not trade.success]
    print("\n".join(lines[-int(last) :] or ["no trade failed"]))


def gas(accounting):
    summary = accounting.get_pnl_summary("today")
    spent, earned = summary["total_costs"]["gas_usd"], summary["net_profit_usd"]
    # On a day without a trade nothing is earned; on one with losses there is no share, and a division would turn its sign.
    revenue = spent + (earned or 0)
    share = round(spent / revenue * 100, 1) if revenue > 0 else "n/a (loss day)"
    return {"gas_usd": spent, "net_profit_usd": earned, "gas_share_percent": share}


COMMANDS = {"today": today, "export": export, "reconcile": reconcile, "failed": failed, "gas": gas}

command, *arguments = sys.argv[1:]
if command not in COMMANDS:
    sys.exit(f"pnl.py knows {', '.join(COMMANDS)}, not {command}")
answer = COMMANDS[command](get_accounting(), *arguments)
if answer is not None:
    print(json.dumps(answer))
