"""Tells what was earned and traded (L43-49, L91-112, L139-147, L227-234, L256-267). What it prints is JSON."""
import json
import sys

from pnl_accounting import get_accounting

LATEST = 10


def today(accounting):
    return accounting.get_pnl_summary("today")


def export(accounting, path):
    accounting.export_to_csv(path, "today")
    return {"file": path}


def failed(accounting):
    trades = [trade for trade in accounting.trades if not trade.success][-LATEST:]
    return {"trades": [{"id": trade.trade_id, "reason": trade.revert_reason} for trade in trades]}


def gas(accounting):
    summary = accounting.get_pnl_summary("today")
    spent, earned = summary["total_costs"]["gas_usd"], summary["net_profit_usd"]
    revenue = spent + earned
    # Where nothing was taken in there is no share of it, and a loss would turn its sign.
    share = spent / revenue * 100 if revenue > 0 else None
    return {"gas_usd": spent, "net_profit_usd": earned, "gas_percent": share}


COMMANDS = {"today": today, "export": export, "reconcile": lambda accounting: accounting.reconcile(), "failed": failed, "gas": gas}

command, *arguments = sys.argv[1:]
if command not in COMMANDS:
    sys.exit(f"pnl.py knows {', '.join(COMMANDS)}, not {command}")
print(json.dumps(COMMANDS[command](get_accounting(), *arguments)))
