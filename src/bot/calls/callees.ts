import { REQUEST } from '../../approval/request.ts';
import type { WaitsFor } from '../../approval/service/waits-for.ts';
import type { Approvals } from '../../approval/service.ts';
import type { QuietHours } from '../../config/config.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { People } from '../../people/service.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { quietUntil } from './quiet-hours.ts';
import type { Callee } from './share.ts';

export interface CalleesDeps {
  readonly approvals: Pick<Approvals, 'waitsFor'>;
  readonly people: Pick<People, 'accounts' | 'holders'>;
  readonly jobs: Pick<Jobs, 'setTimer'>;
  /** In which nobody is called who need not be; as the settings have them now. */
  readonly quiet: () => QuietHours | null;
}

/** The timer that calls people for a thing when the quiet hours are over. */
export const AFTER_QUIET = 'call.after-quiet';

export interface Callees {
  /** Those for whom a thing waits now. In quiet hours it is nobody, and a timer is set for their end. */
  of(tx: Tx, subject: string, now: Date): Promise<readonly Callee[]>;
  /** One person, at any hour: whoever asks looks first whether it has to wait. */
  person(reader: Reader, principal: string): Promise<readonly Callee[]>;
  /** Several, in the same way. */
  all(reader: Reader, principals: readonly string[]): Promise<readonly Callee[]>;
  /** Until when nobody is called for what can wait; undefined: not now. */
  quietUntil(now: Date): Date | undefined;
  /** Everybody who holds a role, at any hour. */
  withRole(reader: Reader, role: string): Promise<readonly Callee[]>;
}

/** Whom to call for what. */
export function createCallees({ approvals, people, jobs, quiet }: CalleesDeps): Callees {
  async function withAccounts(reader: Reader, principals: readonly string[]): Promise<readonly Callee[]> {
    const known = await people.accounts(reader, principals);
    return principals.map((principal) => ({
      principal,
      accounts: known.filter((one) => one.principal === principal).map(({ account }) => account),
    }));
  }

  /** @returns whether nobody is called now */
  async function putOff(tx: Tx, subject: string, { wakes, until }: WaitsFor, now: Date): Promise<boolean> {
    const end = wakes ? undefined : quietUntil(quiet(), now);
    if (end === undefined) return false;
    if (until === null || end < until) await jobs.setTimer(tx, AFTER_QUIET, subject, end);
    return true;
  }

  return {
    async of(tx, subject, now) {
      const id = REQUEST.idIn(subject);
      const waits = id === undefined ? undefined : await approvals.waitsFor(tx, id);
      if (waits === undefined || (await putOff(tx, subject, waits, now))) return [];
      return withAccounts(tx, waits.people);
    },
    person: (reader, principal) => withAccounts(reader, [principal]),
    all: withAccounts,
    quietUntil: (now) => quietUntil(quiet(), now),
    withRole: async (reader, role) =>
      withAccounts(
        reader,
        (await people.holders(reader, role)).map(({ id }) => id),
      ),
  };
}
