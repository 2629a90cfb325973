import { userInfo } from 'node:os';
import { openStorage } from '../app/storage.ts';
import { authenticated, authorityOf } from '../audit/authority.ts';
import { setAside } from '../audit/set-aside/service.ts';
import { existingSigner } from '../audit/signing-key.ts';
import { systemClock } from '../clock.ts';
import type { Environment } from '../config/environment.ts';
import { OpsError } from '../errors.ts';
import { spoken } from '../values/characters.ts';
import { settings } from './settings.ts';

/** Goes on without foreign entries: says so in the log, with the key. */
export async function setAsideRows(
  rows: readonly string[],
  { reason }: { readonly reason: string },
  env: Environment,
): Promise<void> {
  const ids = rows.map(rowIn);
  const said = spoken(reason);
  if (said === undefined)
    throw refusal('audit.reason', 'there is no reason', 'Say with --reason what happened.');
  const config = await settings(env);
  const signer = await existingSigner(config.home, config.log.key?.reveal());
  if (signer === undefined)
    throw refusal(
      'audit.no_key',
      `the secret key of the log is not in ${config.home}`,
      'Run it where Keyturn runs: only whoever has the key can say so.',
    );
  const storage = await openStorage(config.database, systemClock);
  try {
    const authority = authorityOf(signer);
    const db = authenticated(storage.db, authority);
    const by = userInfo().username;
    for (const { id, chain, seq } of await setAside({ db, authority, rows: ids, reason: said, by }))
      process.stdout.write(
        `Set aside: row ${id}, entry ${seq} of ${chain}. It stays there and tells nothing.\n`,
      );
  } finally {
    await storage.close();
  }
}

function rowIn(text: string): number {
  const id = Number(text);
  if (/^[0-9]{1,15}$/.test(text)) return id;
  throw refusal('audit.row', `"${text}" is not the number of a row`, 'Take it from `keyturn audit verify`.');
}

function refusal(code: string, why: string, next: string): OpsError {
  return new OpsError({ code, what: 'Nothing is set aside.', why: `${why}.`, next });
}
