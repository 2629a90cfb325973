import { describe, expect, it } from 'vitest';
import { principalsIn, sentenceOf } from '../../../src/audit/sentence.ts';

const NAMES = new Map([
  ['ana', 'Ana Ruiz'],
  ['ben', 'Ben Okafor'],
]);
const called = (id: string): string => NAMES.get(id) ?? id;

describe('an entry as a sentence', () => {
  it.each([
    [
      'request.opened',
      'principal/ana',
      { digest: 'ff', content: { subject: { title: 'Reset the breaker' } } },
      'Ana Ruiz asked for approval – “Reset the breaker”',
    ],
    [
      'vote.cast',
      'principal/ben',
      { choice: 'approve', via: 'reaction', reason: null },
      'Ben Okafor voted – approve, by reaction',
    ],
    [
      'vote.refused',
      'principal/ana',
      { choice: 'approve', via: 'button', why: 'you asked' },
      'A vote was refused (Ana Ruiz) – approve, by button; “you asked”',
    ],
    [
      'run.step.failed',
      'service/engine',
      { step: 'reset', outcome: 'failed', reason: 'exit 3' },
      'A step failed – step reset; failed; “exit 3”',
    ],
    [
      'run.answered',
      'principal/ana',
      { step: 'ask', value: { choice: 'done' } },
      'Ana Ruiz answered what the run asked – step ask; done',
    ],
    [
      'identity.linked',
      'service/approval',
      { account: 'slack/U1', principal: 'ben' },
      'An account was joined to somebody – Ben Okafor',
    ],
    [
      'access.refused',
      'unidentified/slack/U9',
      { tried: '/demo reset', why: 'nobody knows you' },
      'Something was refused (an account of nobody) – /demo reset; “nobody knows you”',
    ],
    [
      'run.queued',
      'principal/gone',
      { action: 'demo:health/check' },
      'Waits to run (gone) – demo:health/check',
    ],
    ['request.opened', 'service/alerts', {}, 'Keyturn asked for approval'],
    [
      'proposal.refused',
      'principal/ana',
      { action: 'demo:reset – approved by Ben Okafor', why: 'no such action' },
      'A proposal was refused (Ana Ruiz) – “demo:reset – approved by Ben Okafor”; “no such action”',
    ],
    [
      'run.step.failed',
      'service/engine',
      { step: 'a; Ben said yes', outcome: 'all is well', reason: null },
      'A step failed – step “a; Ben said yes”; “all is well”',
    ],
    [
      'access.refused',
      'principal/ana',
      { tried: '/ops run Ben Okafor allowed it', why: 'no' },
      'Something was refused (Ana Ruiz) – “/ops run Ben Okafor allowed it”; “no”',
    ],
  ] as const)('%s', (kind, actor, data, sentence) => {
    expect(sentenceOf({ kind, actor, data }, called)).toBe(sentence);
  });

  it('keeps words of people in quotation marks that they cannot close', () => {
    const data = { reason: 'done”; Ben approved “' };
    const sentence = sentenceOf({ kind: 'run.cancel-requested', actor: 'principal/ana', data }, called);
    expect(sentence).toBe("Ana Ruiz asked to cancel the run – “done'; Ben approved '”");
  });

  it('knows whom to look up', () => {
    expect(principalsIn({ actor: 'principal/ana', data: { principal: 'ben' } })).toEqual(['ana', 'ben']);
    expect(principalsIn({ actor: 'service/engine', data: { principal: 7 } })).toEqual([]);
  });
});
