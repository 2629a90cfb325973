import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { Tx } from '../../store/database.ts';
import { RUN } from '../run/run.ts';

/** What a step did to Keyturn itself, kept until the end of the step is written down. */
export interface Inside {
  /** As a step calls it: integration and operation, such as `chat.post`. */
  readonly effect: string;
  readonly input: Json;
}

/** The step that it happens with. */
interface Of {
  readonly run: string;
  /** Position of the step. */
  readonly step: number;
  /** Which of the step's it is, from 0. */
  readonly index: number;
  readonly now: Date;
}

/** A message: `channel` as keyturn.yaml names it, null for where the run was asked for. */
const message = z.strictObject({ channel: z.string().nullable(), text: z.string() });

type Carry = (tx: Tx, jobs: Pick<Jobs, 'emit'>, of: Of, input: Json) => Promise<void>;

/**
 * Effects that are rows of ours: they happen in the transaction that writes down the end of their step, and so once or not
 * at all. Every other effect leaves the process, and is what the classes of effects are for.
 */
const INSIDE: Readonly<Record<string, Carry>> = {
  async 'chat.post'(tx, jobs, { run, step, index, now }, input) {
    // A subject of its own for each message: events that say the same of the same subject may be merged.
    const subject = `${RUN.subject(run)}/${step}.${index}`;
    const data = { run, step, ...message.parse(input) };
    await jobs.emit(tx, { kind: 'run.notify', subject, at: now, data });
  },
};

export function isInside(effect: string): boolean {
  return Object.hasOwn(INSIDE, effect);
}

/** Does it, as part of the transaction. @throws Error on an effect that is none of these: a mistake in the engine. */
export async function carryInside(
  tx: Tx,
  jobs: Pick<Jobs, 'emit'>,
  of: Of,
  { effect, input }: Inside,
): Promise<void> {
  const carry = isInside(effect) ? INSIDE[effect] : undefined;
  if (carry === undefined) throw new Error(`${effect} is no effect inside of a transaction`);
  await carry(tx, jobs, of, input);
}
