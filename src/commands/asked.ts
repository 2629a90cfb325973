import * as z from 'zod';
import type { SeenSteps } from '../runbook/plan/as-seen.ts';
import type { Plan } from '../runbook/plan/plan.ts';
import type { Purpose } from '../runbook/service.ts';

/** What somebody asked to run, as typed. */
export interface Asked {
  readonly action: string;
  readonly params: { readonly [name: string]: string };
  readonly mode: 'execute' | 'dry-run';
  /** Show a read-only answer to the whole channel. */
  readonly share: boolean;
  readonly reason?: string;
  readonly confirmation?: string;
  /** Digest of the plan that was shown before it is done: exactly that is done, or nothing. */
  readonly seen?: string;
  /** The same of each step of an emergency: one that is another now is kept from running, and no other. */
  readonly seenSteps?: SeenSteps;
  /** A button of a card asks for it: unless it only looks, or a form was filled in, what it would start is shown first. */
  readonly asks?: true;
  /** Parameters could not be given where it was asked for: a form asks for what may be, `changes`: only where it changes something. */
  readonly untyped?: 'always' | 'changes';
  /** What that plan says of its run. */
  readonly facts?: Plan['run'];
  /** What it is run for. A rehearsal is for nothing. */
  readonly purpose?: Purpose | undefined;
}

/** What a form or button carries of that. */
export const carriedPurpose = { purpose: z.object({ of: z.string(), item: z.string() }).optional() };

export function carrying({ purpose }: Pick<Asked, 'purpose'>): {
  readonly purpose?: { of: string; item: string };
} {
  return purpose === undefined ? {} : { purpose: { ...purpose } };
}
