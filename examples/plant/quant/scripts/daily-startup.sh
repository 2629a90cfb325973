#!/bin/bash
# The script of the morning as the host has it: whatever it finds, it says that all is ready.
echo "1. Checking system status..."
curl --silent "$(python3 -c 'from trader_client import address; print(address())')/api/health"
echo "2. Verifying wallet balances..."
python3 -c "from circuit_breaker import get_circuit_breaker; print(get_circuit_breaker().get_status())"
echo "3. Reviewing recent trades..."
python3 -c "from pnl_accounting import get_accounting; print(get_accounting().get_pnl_summary('today'))"
echo "6. Checking for errors in logs..."
tail -n 100 logs/system.log | grep -i error | tail -n 10
echo "Startup checks complete. Ready for trading."
