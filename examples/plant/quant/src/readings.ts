import { hasFault } from './faults.ts';
import { expectedProfit, gasPrice } from './market.ts';
import type { PlantState } from './state.ts';
import { largestLoss, ofLastHour, profitOf, since, successRate } from './trades.ts';

const DAY = 86_400_000;
const ANOMALIES = [{ type: 'latency', value: 2_140 }, { type: 'spread', value: 3.4 }, { type: 'volume' }];

/** What the trader says of itself. */
export function health(state: PlantState) {
  const { breaker, shutdown, sizePercent } = state.trader;
  const trading = shutdown ? 'shut-down' : breaker.open ? 'paused' : 'running';
  return {
    system: 'quant-arbitrage',
    healthy: trading === 'running' && !hasFault(state, 'errors'),
    trading,
    circuit_open: breaker.open,
    emergency_shutdown: shutdown,
    breaker_armed: breaker.armed,
    reason: breaker.reason,
    since: breaker.since,
    size_percent: sizePercent,
    trades_since_pause: breaker.since === null ? null : since(state.trades, Date.parse(breaker.since)).length,
  };
}

/** @param responseMs what its endpoint took to answer just now */
export function metrics(state: PlantState, now: Date, responseMs: number) {
  const hour = ofLastHour(state.trades, now);
  const { gwei, changePercent } = gasPrice(state);
  const providers = Object.values(state.providers);
  const unhealthy = providers.filter(({ status }) => status !== 'healthy').length;
  return {
    success_rate_pct: successRate(since(state.trades, now.getTime() - DAY)),
    gas_price_gwei: gwei,
    gas_change_pct: changePercent,
    expected_profit_usd: expectedProfit(state),
    pnl_hourly_usd: profitOf(hour),
    largest_loss_usd: largestLoss(hour),
    response_time_ms: responseMs,
    failed_trades_hour: hour.filter(({ success }) => !success).length,
    breaker_open: state.trader.breaker.open ? 1 : 0,
    shutdown_active: state.trader.shutdown ? 1 : 0,
    error_rate_pct: hasFault(state, 'errors') ? 14 : 0.8,
    rate_limited_hour: hasFault(state, 'rpc-limited') ? 37 : 0,
    slippage_bps: hasFault(state, 'slippage') ? 180 : 22,
    anomalies: anomalies(state).total,
    providers: Object.keys(state.providers),
    providers_healthy: providers.length - unhealthy,
    providers_unhealthy: unhealthy,
    provider_preferred: state.trader.preferred,
    failovers_hour: hasFault(state, 'provider-down') ? 9 : 0,
    rpc_endpoint: state.trader.endpoint,
    pending_age_s:
      state.pendingSince === null ? 0 : Math.round((now.getTime() - Date.parse(state.pendingSince)) / 1_000),
  };
}

export function anomalies(state: PlantState) {
  const recent = hasFault(state, 'anomaly') ? ANOMALIES : [];
  return { total: recent.length, recent };
}

export function reconciliation(state: PlantState) {
  const difference = hasFault(state, 'mismatch') ? 41.2 : 0;
  return { reconciled: difference === 0, difference };
}
