import { expect, it } from 'vitest';
import { knowing, knowingAll, Unanswered } from '../../../src/bot/unanswered.ts';
import { unansweredCard } from '../../../src/chat/refusal-card.ts';
import { Fault, OpsError } from '../../../src/errors.ts';

const refusal = { code: 'x', what: 'No.', why: 'So.', next: 'Ask.' };

it('keeps how far the work had come, from where it failed first', async () => {
  const inner = knowing('not-begun', () => Promise.reject(new Error('the network')));
  const outer = knowing('worked-on', () => inner);
  await expect(outer).rejects.toMatchObject({ outcome: 'not-begun', message: 'the network' });
});

it('leaves a refusal as it is', async () => {
  const refused = new OpsError(refusal);
  await expect(knowing('not-begun', () => Promise.reject(refused))).rejects.toBe(refused);
});

it('takes what is wrong with our database for no refusal of a person', async () => {
  const fault = new Fault(refusal);
  await expect(knowing('not-begun', () => Promise.reject(fault))).rejects.toMatchObject({
    outcome: 'not-begun',
    cause: fault,
  });
});

it('keeps how far the work had come also of a refusal that nobody would tell', async () => {
  const refused = knowingAll('not-begun', () => Promise.reject(new OpsError(refusal)));
  await expect(refused).rejects.toMatchObject({ name: 'Unanswered', outcome: 'not-begun' });
});

it('never says "may have been done" where it is known', () => {
  expect(JSON.stringify(unansweredCard('not-begun', 'err-1'))).toContain('Nothing was done.');
  expect(JSON.stringify(unansweredCard('waits', 'err-1'))).toContain('Do not do it again');
  expect(JSON.stringify(unansweredCard('worked-on', 'err-1'))).toContain('worked on to its end');
  for (const outcome of ['not-begun', 'waits', 'worked-on'] as const)
    expect(JSON.stringify(unansweredCard(outcome, 'err-1'))).not.toContain('may or may not');
  expect(new Unanswered('worked-on', new Error('x')).outcome).toBe('worked-on');
});
