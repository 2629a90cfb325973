import { expect } from 'vitest';
import { PATIENCE_MS } from '../patience.ts';
import type { SeenCard, Visitor } from './visitor.ts';
import type { World } from './world.ts';

const VERIFY = 'Verify why the breaker tripped';
const RESET = 'Reset the circuit breaker';
/** Looks, of a tenth of a second, after which somebody who sees no answer asks again. */
const LOOKS = 15;

/** Ana verifies why the breaker tripped and asks for the reset, unless she has. */
export async function ask(visitor: Visitor): Promise<void> {
  if ((await requestCards(visitor)).length > 0) return;
  await insist(visitor, 'a verdict', verdict, () => visitor.command('ana', 'twist verify-breaker'));
  await insist(visitor, 'the request', firstRequest, () =>
    visitor.command('ana', 'twist reset-breaker', { reason: 'A bad tick of one venue' }),
  );
}

/**
 * Goes on with the story of the demo from wherever it stands: ana asks, ben approves, the breaker is reset. Both look
 * before they act, and act again only when nothing came of it for a while.
 */
export async function goOn(visitor: Visitor): Promise<void> {
  await ask(visitor);
  await insist(visitor, 'that ben approved', approved, async () => {
    const [request] = await requestCards(visitor);
    if (request?.text.includes('[Approve]')) await visitor.click('ben', request, 'Approve');
  });
  await visitor.until('the end of the run', async () =>
    (await runCards(visitor)).find(({ text }) => text.includes('Done')),
  );
  await visitor.until('the end of the request', async () =>
    (await requestCards(visitor)).find(({ text }) => text.includes('Carried out')),
  );
}

/** Acts until there is something to see, and gives each time a while to show. */
async function insist<T>(
  visitor: Visitor,
  what: string,
  look: (visitor: Visitor) => Promise<T | undefined>,
  act: () => Promise<unknown>,
): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while ((await look(visitor)) === undefined) {
    await act();
    try {
      await visitor.until(what, () => look(visitor), LOOKS);
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
    }
  }
}

async function verdict(visitor: Visitor): Promise<SeenCard | undefined> {
  const cards = await visitor.cards('ana');
  return cards.find(({ card, text }) => card.title === VERIFY && text.includes('Done'));
}

async function approved(visitor: Visitor): Promise<SeenCard | undefined> {
  return (await requestCards(visitor)).find(({ text }) => text.includes('Ben Okafor approved'));
}

async function firstRequest(visitor: Visitor): Promise<SeenCard | undefined> {
  return (await requestCards(visitor))[0];
}

export async function requestCards(visitor: Visitor): Promise<readonly SeenCard[]> {
  return titled(await visitor.cards('ivan'), 'apr-');
}

export async function runCards(visitor: Visitor): Promise<readonly SeenCard[]> {
  return titled(await visitor.cards('ivan'), 'run-');
}

function titled(cards: readonly SeenCard[], prefix: string): readonly SeenCard[] {
  return cards.filter(({ card, id }) => card.title.endsWith(RESET) && id?.startsWith(prefix));
}

/** However often it was interrupted: everything was asked once, counted once, done once and recorded once. */
export async function expectToldOnce(world: World, visitor: Visitor): Promise<void> {
  expect(world.plant.state().breaker.state).toBe('closed');
  expect(world.plant.effects('breaker.reset')).toBe(1);

  const [requests, runs] = [await requestCards(visitor), await runCards(visitor)];
  expect(requests.map(({ card }) => card.status)).toHaveLength(1);
  expect(runs.map(({ card }) => card.status)).toHaveLength(1);
  const replies = runs[0] === undefined ? [] : await visitor.thread('ivan', runs[0]);
  expect(replies).toEqual([...new Set(replies)]);

  const chains = (await visitor.chains()).filter((chain) => chain.startsWith('request/'));
  expect(chains).toEqual([`request/${requests[0]?.id}`]);
  const request = await kindsOf(visitor, `request/${requests[0]?.id}`);
  for (const kind of ['opened', 'ready', 'claimed', 'executed'])
    expect(
      request.filter((said) => said === `request.${kind}`),
      kind,
    ).toHaveLength(1);
  expect(request.filter((kind) => /^vote\.(cast|changed|withdrawn)$/.test(kind))).toEqual(['vote.cast']);

  const run = await kindsOf(visitor, `run/${runs[0]?.id}`);
  for (const kind of ['run.queued', 'run.started', 'run.succeeded'])
    expect(
      run.filter((said) => said === kind),
      kind,
    ).toHaveLength(1);
  expect(run.at(-1)).toBe('run.succeeded');
  await expectIntactLog(visitor);
}

/** How often the program that closes the breaker was started, in a story that has been told. */
export async function startsOfReset(visitor: Visitor): Promise<number> {
  const [run] = await runCards(visitor);
  const log = await visitor.log(`run/${run?.id}`);
  return log.filter(({ kind, data }) => kind === 'run.step.started' && data.step === 'reset').length;
}

export async function expectIntactLog(visitor: Visitor): Promise<void> {
  const before = (await visitor.cards('ivan')).length;
  await visitor.command('ana', 'ops audit verify');
  const report = await visitor.until('the report on the log', async () =>
    (await visitor.cards('ivan')).slice(before).find(({ card }) => card.title.startsWith('The log ')),
  );
  expect(report.text).toContain('The log is intact.');
}

async function kindsOf(visitor: Visitor, chain: string): Promise<readonly string[]> {
  return (await visitor.log(chain)).map(({ kind }) => kind);
}
