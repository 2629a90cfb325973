import { recordShared } from '../../audit/service.ts';
import type { EntryKind } from '../../audit/words.ts';
import { OpsError } from '../../errors.ts';
import type { Database, Tx } from '../../store/database.ts';
import { afterWrong, GUESSES, lockedUntil } from '../lockout/lockout.ts';
import { forgetGuesses, holdGuesses, saveGuesses } from '../lockout/store.ts';
import type { Principal } from '../principal.ts';
import { seal, unseal } from './seal.ts';
import { enrolmentUri, newSecret, stepOf } from './service/authenticator.ts';
import { confirmEnrolment, deleteEnrolment, findEnrolment, saveEnrolment, saveStep } from './store.ts';
import { type CodeAnswer, codeRefusal, type Enrolment, enrolledAlready, notEnrolled } from './totp.ts';

/** One-time codes (RFC 6238): each person sets up an authenticator of their own. */
export interface Totp {
  /** A new secret, to be shown once; it counts when `confirm` saw a code of it. @throws OpsError when there is one. */
  enroll(person: Principal): Promise<{ readonly secret: string; readonly uri: string }>;
  /** The first code. @throws OpsError when it is wrong. */
  confirm(person: Principal, code: string): Promise<void>;
  /** @throws OpsError when there is none, or the code is wrong. */
  remove(person: Principal, code: string): Promise<void>;
  /** Whether a code is this person's, now and for the first time. Wrong ones are counted with the transaction. */
  check(tx: Tx, principal: string, code: string): Promise<CodeAnswer>;
}

export interface TotpDeps {
  readonly db: Database;
  /** 32 bytes that seal the secrets. */
  readonly key: Buffer;
}

export function createTotp({ db, key }: TotpDeps): Totp {
  async function checkAgainst(tx: Tx, enrolment: Enrolment, code: string): Promise<CodeAnswer> {
    const { principal } = enrolment;
    const target = `totp/${principal}`;
    const before = await holdGuesses(tx, target);
    const now = await tx.now();
    const until = lockedUntil(before, now);
    if (until !== undefined) return { ok: false, why: 'locked', until };
    const step = stepOf(unseal(enrolment.sealed, principal, key), code, now);
    if (step === undefined) {
      const after = afterWrong(before, GUESSES, now);
      await saveGuesses(tx, target, after);
      if (after.lockedUntil === null) return { ok: false, why: 'wrong' };
      await say(tx, 'totp.locked', principal, now);
      return { ok: false, why: 'locked', until: after.lockedUntil };
    }
    if (step <= enrolment.lastStep) return { ok: false, why: 'used' };
    await saveStep(tx, principal, step);
    await forgetGuesses(tx, target);
    return { ok: true };
  }

  /** Checks a code and goes on when it is right. A wrong one is counted before it is refused. */
  async function withCode(
    person: Principal,
    code: string,
    what: string,
    wanted: (enrolment: Enrolment | undefined) => Enrolment,
    goOn: (tx: Tx, now: Date) => Promise<void>,
  ): Promise<void> {
    const answer = await db.transact(async (tx) => {
      const checked = await checkAgainst(tx, wanted(await holdEnrolment(tx, person.id)), code);
      if (checked.ok) await goOn(tx, await tx.now());
      return checked;
    });
    if (!answer.ok) throw new OpsError(codeRefusal(what, answer));
  }

  return {
    async enroll(person) {
      const secret = newSecret();
      await db.transact(async (tx) => {
        const before = await holdEnrolment(tx, person.id);
        if (before?.confirmedAt != null) throw new OpsError(enrolledAlready());
        await saveEnrolment(tx, person.id, seal(secret, person.id, key), await tx.now());
      });
      return { secret, uri: enrolmentUri(secret, person.name) };
    },
    confirm: (person, code) =>
      withCode(person, code, 'Your authenticator is not set up yet.', unconfirmed, async (tx, now) => {
        await confirmEnrolment(tx, person.id, now);
        await say(tx, 'totp.enrolled', person.id, now);
      }),
    remove: (person, code) =>
      withCode(person, code, 'Your authenticator was not removed.', confirmed, async (tx, now) => {
        await deleteEnrolment(tx, person.id);
        await say(tx, 'totp.removed', person.id, now);
      }),
    async check(tx, principal, code) {
      const enrolment = await holdEnrolment(tx, principal);
      if (enrolment?.confirmedAt == null) return { ok: false, why: 'not-enrolled' };
      return checkAgainst(tx, enrolment, code);
    },
  };
}

/** Whoever checks or changes an authenticator does it alone, or one code could be taken twice. */
async function holdEnrolment(tx: Tx, principal: string): Promise<Enrolment | undefined> {
  await holdGuesses(tx, `totp/${principal}`);
  return findEnrolment(tx, principal);
}

function unconfirmed(enrolment: Enrolment | undefined): Enrolment {
  if (enrolment === undefined) throw new OpsError(notEnrolled());
  if (enrolment.confirmedAt !== null) throw new OpsError(enrolledAlready());
  return enrolment;
}

function confirmed(enrolment: Enrolment | undefined): Enrolment {
  if (enrolment?.confirmedAt == null) throw new OpsError(notEnrolled());
  return enrolment;
}

async function say(tx: Tx, kind: EntryKind, principal: string, at: Date): Promise<void> {
  const actor = `principal/${principal}` as const;
  await recordShared(tx, { chain: 'people', kind, actor, at, data: { principal } });
}
