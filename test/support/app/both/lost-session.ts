import { expect } from 'vitest';
import type { BothPlatforms } from './world.ts';

/** How often the program had identified, and was refused to resume, before the cut. */
type Lost = Readonly<BothPlatforms['discord']['gateway']['counts']>;

/** Discord's gateway is cut and forgets the session: no event of now is ever told. */
export function loseSession({ discord: { gateway } }: BothPlatforms): Lost {
  const before = { ...gateway.counts };
  gateway.forgetSessions();
  gateway.cut();
  return before;
}

/** The program tries to resume, hears that the session is invalid (d = false), and begins a new one. */
export async function returnOfSession(
  { discord: { gateway }, until }: BothPlatforms,
  lost: Lost,
): Promise<void> {
  await until('a new session', () => gateway.counts.identified === lost.identified + 1);
  expect(gateway.counts).toEqual({
    identified: lost.identified + 1,
    refusedResumes: lost.refusedResumes + 1,
    resumed: lost.resumed,
  });
}
