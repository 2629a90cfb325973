import type { Jobs } from '../../jobs/port.ts';
import type { Tx } from '../../store/database.ts';
import type { Link } from '../directory.ts';
import { accountKey } from '../principal.ts';

/** Cards that say who may vote are drawn again. */
export async function sayChanged(tx: Tx, jobs: Pick<Jobs, 'emit'>, at: Date): Promise<void> {
  await jobs.emit(tx, { kind: 'people.changed', subject: 'people/directory', at, data: {} });
}

/** Somebody was taken out of the settings: what they asked for must not start. */
export async function sayLeft(tx: Tx, jobs: Pick<Jobs, 'emit'>, principal: string, at: Date): Promise<void> {
  await jobs.emit(tx, { kind: 'principal.left', subject: `principal/${principal}`, at, data: { principal } });
}

/** An account is no longer somebody's: what was decided through it in their name does not stand. */
export async function sayUnlinked(
  tx: Tx,
  jobs: Pick<Jobs, 'emit'>,
  { account, principal }: Link,
  at: Date,
): Promise<void> {
  const key = accountKey(account);
  await jobs.emit(tx, {
    kind: 'identity.unlinked',
    subject: `identity/${key}/${principal}`,
    at,
    data: { account: key, principal },
  });
}
