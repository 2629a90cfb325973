import { OpsError } from '../../../errors.ts';

export interface Address {
  readonly host: '127.0.0.1' | '::1';
  readonly port: number;
}

/**
 * Reads `127.0.0.1:4310`, `localhost:4310` or `[::1]:4310`.
 * @throws OpsError `console.address` for anything that other machines could reach.
 */
export function parseAddress(addr: string): Address {
  const match = /^(127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})$/.exec(addr);
  const port = Number(match?.[2]);
  if (!match || port > 65_535) {
    throw new OpsError({
      code: 'console.address',
      what: `The console cannot listen on "${addr}".`,
      why: 'It lets its user act as anybody, so it is served to this machine alone.',
      next: 'Use 127.0.0.1 and a port, for example 127.0.0.1:4310.',
    });
  }
  return { host: match[1] === '[::1]' ? '::1' : '127.0.0.1', port };
}

/** @throws OpsError `console.production` when the console would run in production unasked. */
export function refuseInProduction(production: boolean, allowed: boolean): void {
  if (!production || allowed) return;
  throw new OpsError({
    code: 'console.production',
    what: 'The console was not started.',
    why: 'This is production, and whoever opens the console can act as any of its personas.',
    next: 'Connect Discord or Slack, or allow the console in production in keyturn.yaml.',
  });
}

/** The names under which a browser on this machine may reach the port, as in the Host header. */
export function hostNames(port: number): ReadonlySet<string> {
  return new Set([`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]);
}

export function addressInUse(address: Address): OpsError {
  return new OpsError({
    code: 'console.address-in-use',
    what: `The console cannot listen on port ${address.port}.`,
    why: 'Another program has it; perhaps Keyturn is already running.',
    next: `Stop that program or choose another port, and open http://127.0.0.1:${address.port} to see what answers.`,
  });
}
