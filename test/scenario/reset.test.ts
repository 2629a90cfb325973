import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AppWorld, startApp } from '../support/app/app.ts';
import { idOn } from '../support/app/person.ts';

const REASON = { reason: 'bad tick of one venue' };

describe('the reset of the circuit breaker', () => {
  let world: AppWorld;
  let resetsBefore = 0;
  const resets = () => world.effects('breaker.reset') - resetsBefore;
  beforeAll(async () => {
    world = await startApp({ embedded: true });
  });
  afterEach(async () => {
    await world.calm();
    resetsBefore = world.effects('breaker.reset');
  });
  afterAll(() => world.close());

  /** Trips the breaker on a glitch and has it verified; the cooldown is over. */
  async function falsePositive(): Promise<void> {
    world.plant.fault('trip-breaker');
    await world.as('ana').command('/twist verify-breaker');
    await world.as('ana').sees(['Verify why the breaker tripped', 'Done: false-positive']);
    world.advance(6_000);
  }

  it('goes from a healthy reading to a closed breaker, and everybody can prove what happened', async () => {
    const [ana, ben, ivan] = [world.as('ana'), world.as('ben'), world.as('ivan')];
    await ana.command('/twist health');
    const health = await ana.sees(['System health', 'Done after']);
    expect(health.quiet).toBe(true);
    expect(health.text).toContain('✓ | Circuit breaker | healthy');

    await falsePositive();
    await ana.command('/twist health');
    const sick = await ana.sees(['System health', 'Failed after']);
    expect(sick.text).toMatch(/✗ \| Circuit breaker \| down/);

    await ana.command('/twist reset-breaker', REASON);
    const card = await ben.sees('Approval needed: Reset the circuit breaker');
    expect(card.text).toContain('scripts/emergency/reset-circuit-breaker.sh --verify');
    expect(card.text).toContain('reason: bad tick of one venue');
    expect(card.text).toContain('0 of 1 approval from sre, not the requester');
    expect(card.text).toMatch(/digest [0-9a-f]{8}/);

    await ana.click(card, 'Approve');
    const refusal = await ana.sees('Your vote was not counted');
    expect(refusal.quiet).toBe(true);
    expect(refusal.text).toContain('You asked for it yourself, so somebody else has to decide');
    expect(resets()).toBe(0);

    await ben.click(card, 'Approve');
    const run = await ivan.sees(['Reset the circuit breaker', 'Done after', `Approved: ${idOn(card)}`]);
    expect(run.text).toContain('✓ | Breaker | closed');
    expect(world.plant.state().breaker.state).toBe('closed');
    expect(resets()).toBe(1);
    const ended = await ivan.reads(card, 'Carried out');
    expect(ended.text).toContain('Ben Okafor approved');

    await ivan.click(ended, 'Log');
    const log = await ivan.sees(`Log of request/${idOn(card)}`);
    for (const what of [
      'Ana Ruiz asked for approval',
      'A vote was refused',
      'Ben Okafor voted',
      'Taken to be carried out',
      'Carried out',
    ]) {
      expect(log.text).toContain(what);
    }
    const verification = await world.verify();
    expect(verification.findings).toEqual([]);
    expect(verification.checkpoints).toBeGreaterThan(0);
  });

  it('is reached by buttons alone: from the check that fails to its cause, and from there to the reset', async () => {
    const [ana, ben] = [world.as('ana'), world.as('ben')];
    world.plant.fault('trip-breaker');
    world.advance(6_000);
    await ana.command('/twist health');
    const sick = await ana.sees(['System health', 'Failed after', 'Circuit breaker is']);
    await ana.click(sick, 'Verify why the breaker tripped');
    const verdict = await ana.sees(['Verify why the breaker tripped', 'Done: false-positive']);
    expect(verdict.text).toContain(
      'Reset the breaker once its cooldown is over. Next: Reset the circuit breaker.',
    );
    await ana.click(verdict, 'Reset the circuit breaker');
    await ana.submit(REASON);
    const card = await ben.sees('Approval needed: Reset the circuit breaker');
    await ben.click(card, 'Approve');
    await ben.sees(['Reset the circuit breaker', 'Done after', idOn(card)]);
    expect(resets()).toBe(1);
  });

  it('is refused without a verified false positive, and says what to run', async () => {
    world.plant.fault('trip-breaker');
    world.advance(6_000);
    await world.as('ana').command('/twist reset-breaker', REASON);
    const refusal = await world.as('ana').sees('Reset the circuit breaker was not started.');
    expect(refusal.quiet).toBe(true);
    expect(refusal.text).toContain('Run twist:circuit-breaker/verify first');
    expect(refusal.text).toContain('false-positive at most 15');
    expect(await world.refusals()).toContain('proposal.refused run.requirement-missing');
  });

  it('is refused when the verification is older than fifteen minutes', async () => {
    await falsePositive();
    world.advance(16 * 60_000);
    await world.as('ana').command('/twist reset-breaker', REASON);
    expect((await world.as('ana').sees('Reset the circuit breaker was not started.')).text).toMatch(
      /is 1[67] min old/,
    );
  });

  it('is refused after a legitimate threat, and the security lead is told', async () => {
    world.plant.fault('trip-breaker-threat');
    await world.as('ana').command('/twist verify-breaker');
    await world.as('ana').sees(['Verify why the breaker tripped', 'Danger: legitimate-threat']);
    const notice = await world.as('chen').sees('tripped on a legitimate threat', 'incident-response');
    expect(notice.text.split('\n')[1]).toBe(
      'Danger: The circuit breaker tripped on a legitimate threat. Do not reset it; the security team lead takes over.',
    );
    expect(notice.text).not.toMatch(/\["/);
    await world.as('ana').command('/twist reset-breaker', REASON);
    const refusal = await world
      .as('ana')
      .sees(['Reset the circuit breaker was not started.', 'legitimate-threat']);
    expect(refusal.text).toContain('it must end with the outcome false-positive');
    expect(resets()).toBe(0);
  });

  it('is refused when the threat is found while the request waits for its approval', async () => {
    await falsePositive();
    await world.as('ana').command('/twist reset-breaker', REASON);
    const card = await world.as('ben').sees('Approval needed: Reset the circuit breaker');
    world.plant.fault('trip-breaker-threat');
    await world.as('chen').command('/twist verify-breaker');
    await world.as('chen').sees(['Verify why the breaker tripped', 'Danger: legitimate-threat']);
    await world.as('ben').click(card, 'Approve');
    const run = await world.as('ben').sees(['Reset the circuit breaker', 'Not started']);
    expect(run.text).toContain('twist:circuit-breaker/verify');
    const after = await world.as('ivan').again(card);
    expect(after.text).not.toContain('Carried out');
    expect(resets()).toBe(0);
  });

  it('fails before it touches anything while the cooldown is not over, and says so', async () => {
    world.plant.fault('trip-breaker');
    await world.as('ana').command('/twist verify-breaker');
    await world.as('ana').sees(['Verify why the breaker tripped', 'Done: false-positive']);
    world.plant.holdCooldown(10 * 60_000);
    await world.as('ana').command('/twist reset-breaker', REASON);
    const card = await world.as('ben').sees('Approval needed: Reset the circuit breaker');
    await world.as('ben').click(card, 'Approve');
    const run = await world.as('ivan').sees(['Reset the circuit breaker', 'Failed after', idOn(card)]);
    expect(run.text).toMatch(/✗ \| End of the cooldown/);
    expect(run.text).toContain('What you can do');
    expect((await world.as('ivan').reads(card, 'it failed')).text).toContain('Started, but it failed');
    expect(resets()).toBe(0);
  });

  it('5.4 has one live request at a time, and names the one that is open', async () => {
    await falsePositive();
    await world.as('ana').command('/twist reset-breaker', REASON);
    const card = await world.as('ben').sees('Approval needed: Reset the circuit breaker');
    await world.as('dora').command('/twist reset-breaker', REASON);
    const refusal = await world
      .as('dora')
      .sees(['was asked for already', `Decide that one first: /ops approvals show request:${idOn(card)}`]);
    expect(refusal.quiet).toBe(true);
    const asked = (await world.as('ivan').all()).filter((one) => one.text.includes('Approval needed: Reset'));
    expect(asked).toHaveLength(1);
  });

  it('5.7 that dies halfway is not believed: the breaker is still open and the run says so', async () => {
    await falsePositive();
    world.plant.fault('fail-halfway');
    await world.as('ana').command('/twist reset-breaker', REASON);
    const card = await world.as('ben').sees('Approval needed: Reset the circuit breaker');
    await world.as('ben').click(card, 'Approve');
    const run = await world.as('ivan').sees(['Reset the circuit breaker', 'Failed after', idOn(card)]);
    expect(run.text).toContain('connection to the RPC node lost in the middle of the work');
    expect(resets()).toBe(0);
    world.plant.fault('fail-halfway', false);

    await world.as('ana').command('/twist verify-breaker');
    await world.as('ana').command('/twist reset-breaker', REASON);
    const again = await world.as('ben').sees('Approval needed: Reset the circuit breaker');
    await world.as('ben').click(again, 'Approve');
    await world.as('ivan').sees(['Reset the circuit breaker', 'Done after', idOn(again)]);
    expect(resets()).toBe(1);
  });

  it('can be asked for again with one button, with approvals of its own', async () => {
    await falsePositive();
    await world.as('ana').command('/twist reset-breaker', REASON);
    const first = await world.as('ben').sees('Approval needed: Reset the circuit breaker');
    await world.as('ben').click(first, 'Approve');
    const run = await world.as('ana').sees(['Reset the circuit breaker', 'Done after', idOn(first)]);
    world.plant.fault('trip-breaker');
    world.advance(6_000);
    await world.as('ana').click(run, 'Run again');
    const preview = await world.as('ana').sees('Start this? Reset the circuit breaker');
    expect(preview.quiet).toBe(true);
    expect(preview.text).toContain('reason: bad tick of one venue');
    await world.as('ana').click(preview, 'Ask for approval');
    const second = await world.as('ben').sees('Approval needed: Reset the circuit breaker');
    expect(idOn(second)).not.toBe(idOn(first));
    expect(second.text).toContain('0 of 1 approval');
    expect(second.text).toContain('reason: bad tick of one venue');
  });
});
