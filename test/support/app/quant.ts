import { join } from 'node:path';
import type { Operated } from './operated.ts';
import { QUANT_FOLDER, type QuantProcess, startQuant } from './quant-process.ts';
import type { Written } from './settings.ts';
import { type SystemWorld, startSystem } from './system.ts';

/** Secrets of the runbook: what the plant takes. */
export const SECRETS = {
  KEYTURN_SECRET_QUANT_GAS_API_KEY: 'demo-gas-key',
  KEYTURN_SECRET_QUANT_RPC_KEY: 'demo-rpc-key',
};

export const QUANT: Operated<QuantProcess> = {
  system: 'quant',
  startPlant: startQuant,
  secrets: () => SECRETS,
  place,
};

export type QuantWorld = SystemWorld<QuantProcess>;

export const startQuantWorld = (): Promise<QuantWorld> => startSystem(QUANT);

/** The settings of the demo, at this plant. */
function place(file: Written, { url, trader, host, env }: QuantProcess): void {
  const endpoints = {
    rpcPrimary: `${url}/rpc/primary`,
    rpcSecond: `${url}/rpc/second`,
    rpcThird: `${url}/rpc/third`,
  };
  file.systems.quant = {
    ...file.systems.quant,
    workdir: QUANT_FOLDER,
    path: [join(QUANT_FOLDER, 'bin')],
    vars: { ...file.systems.quant?.vars, ...endpoints, host: host.root, trader, gasApi: url },
    env: { ...env },
    origins: [url, trader],
    writable: [join(host.root, 'config')],
  };
}
