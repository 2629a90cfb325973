/** One trade of the trader. */
export interface Trade {
  trade_id: string;
  at: string;
  success: boolean;
  revert_reason: string | null;
  /** Before gas; a loss is below zero. */
  profit_usd: number;
  gas_usd: number;
}

const HOUR = 3_600_000;
const KEPT = 1_600;
const PAST = 60;
const EVERY_MS = 24 * 60_000;
const GAS_USD = 1.4;

/** The trades of the last day in a healthy system: one in twenty failed. */
export function pastTrades(now: Date): Trade[] {
  return Array.from({ length: PAST }, (_, index) =>
    trade(`T${1_000 + index}`, new Date(now.getTime() - (PAST - index) * EVERY_MS), index % 20 !== 7),
  );
}

function trade(id: string, at: Date, success: boolean): Trade {
  return {
    trade_id: id,
    at: at.toISOString(),
    success,
    revert_reason: success ? null : 'execution reverted: price changed',
    profit_usd: success ? 6.2 : 0,
    gas_usd: GAS_USD,
  };
}

export interface NewTrade {
  readonly at: Date;
  readonly success?: boolean;
  readonly profit?: number;
  readonly reason?: string;
}

/** Appends one; the oldest are forgotten. */
export function addTrade(trades: Trade[], { at, success = true, profit, reason }: NewTrade): void {
  const number = Number(trades.at(-1)?.trade_id.slice(1) ?? 999) + 1;
  const made = trade(`T${number}`, at, success);
  trades.push({
    ...made,
    profit_usd: profit ?? made.profit_usd,
    revert_reason: success ? null : (reason ?? made.revert_reason),
  });
  trades.splice(0, trades.length - KEPT);
}

/** Trades since a moment; `today` is the UTC day. */
export function since(trades: readonly Trade[], from: number): readonly Trade[] {
  return trades.filter(({ at }) => Date.parse(at) >= from);
}

export function ofToday(trades: readonly Trade[], now: Date): readonly Trade[] {
  return since(trades, Date.parse(`${now.toISOString().slice(0, 10)}T00:00:00Z`));
}

export function ofLastHour(trades: readonly Trade[], now: Date): readonly Trade[] {
  return since(trades, now.getTime() - HOUR);
}

/** What the accounts say of some trades; rates are null where there is none. */
export function summaryOf(trades: readonly Trade[]) {
  const successful = trades.filter(({ success }) => success).length;
  const gas = sum(trades.map(({ gas_usd }) => gas_usd));
  return {
    total_trades: trades.length,
    successful_trades: successful,
    failed_trades: trades.length - successful,
    success_rate: successRate(trades),
    net_profit_usd: trades.length === 0 ? null : cents(sum(trades.map(({ profit_usd }) => profit_usd)) - gas),
    total_costs: { gas_usd: cents(gas), total_usd: cents(gas) },
  };
}

/** In percent with one decimal; null where there is no trade. */
export function successRate(trades: readonly Trade[]): number | null {
  const successful = trades.filter(({ success }) => success).length;
  return trades.length === 0 ? null : Math.round((1_000 * successful) / trades.length) / 10;
}

export function profitOf(trades: readonly Trade[]): number {
  return cents(sum(trades.map(({ profit_usd, gas_usd }) => profit_usd - gas_usd)));
}

/** The largest loss of one of them, 0 where none lost more than its gas. */
export function largestLoss(trades: readonly Trade[]): number {
  return Math.max(0, ...trades.map(({ profit_usd }) => -profit_usd));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
