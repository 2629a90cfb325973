import { quoted } from '../values/quoted.ts';
import { nearestNames } from '../written/nearest.ts';
import type { Services } from './command.ts';

const NEWEST = 50;
const TITLE = 80;

/**
 * "Did you mean apr-7k2m9q4t (“Reset the circuit breaker”)?", when a misspelt id is near to one of the newest requests or runs;
 * otherwise nothing. Only for somebody who may look at them.
 */
export async function meantThing(
  services: Pick<Services, 'approvals' | 'runs'>,
  typed: string,
  kinds: readonly ('request' | 'run')[],
): Promise<string> {
  const [requests, runs] = await Promise.all([
    kinds.includes('request') ? services.approvals.list({ limit: NEWEST }) : [],
    kinds.includes('run') ? services.runs.list({ limit: NEWEST }) : [],
  ]);
  const titles = new Map([
    ...requests.map(({ id, subject }) => [id, subject.title] as const),
    ...runs.map(({ id, plan }) => [id, plan.title] as const),
  ]);
  // Any two ids of one kind differ in eight letters: half of those equal is chance.
  const [meant] = nearestNames(typed.slice(0, 100), titles.keys(), 1);
  return meant === undefined ? '' : `Did you mean ${meant} (${quoted(titles.get(meant) ?? '', TITLE)})? `;
}
