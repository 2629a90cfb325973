/** What an epoch goes by: the environment of the container. */
export interface EpochConfig {
  readonly buybackPercent: number;
  readonly adsPercent: number;
  readonly adsMode: string;
  readonly maxSlippageBps: number;
  readonly maxBudgetUsd: number;
  readonly intervalMs: number;
  readonly scheduled: boolean;
  readonly feeCollector: string;
  readonly executorPath: string;
  readonly rpcUrl: string;
  readonly quoteUrl: string;
}

/** @throws when a value is missing or no number, with the name of it. */
export function configOf(env: Readonly<Record<string, string>>): EpochConfig {
  const text = (name: string): string => {
    const value = env[name];
    if (value === undefined || value === '') throw new Error(`${name} is not set`);
    return value;
  };
  const number = (name: string): number => {
    const value = Number(text(name));
    if (!Number.isFinite(value) || value < 0) throw new Error(`${name} is no number: ${env[name]}`);
    return value;
  };
  const config = {
    buybackPercent: number('BUYBACK_PERCENT'),
    adsPercent: number('ADS_PERCENT'),
    adsMode: text('ADS_ENGINE_MODE'),
    maxSlippageBps: number('MAX_SLIPPAGE_BPS'),
    maxBudgetUsd: number('MAX_BUDGET_PER_EPOCH_USD'),
    intervalMs: number('EPOCH_INTERVAL_SECONDS') * 1_000,
    scheduled: text('ENABLE_SCHEDULER') === 'true',
    feeCollector: text('FEE_COLLECTOR_PUBKEY'),
    executorPath: text('EXECUTOR_KEYPAIR_PATH'),
    rpcUrl: text('SOLANA_RPC_URL'),
    quoteUrl: text('QUOTE_API_URL'),
  };
  if (config.buybackPercent + config.adsPercent !== 100) {
    throw new Error('BUYBACK_PERCENT and ADS_PERCENT do not add up to 100');
  }
  if (!['dry-run', 'manual', 'api'].includes(config.adsMode)) {
    throw new Error(`ADS_ENGINE_MODE is unknown: ${config.adsMode}`);
  }
  return config;
}
