import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lintRunbooks } from '../../../../src/runbook/definition/lint.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';

const BAD = `runbook: bad
title: Bad
source: x.txt
actions:
  two:
    title: Two
    source: L1
    risk: low
    onFailure: []
    requires: [{ action: twoo, within: 15 }]
    params: { c: { type: text, description: C } }
    steps: [{ effect: pure, shell: { run: [echo, "{{ params.m }}"] } }]
metrics: {}
monitors:
  m: { title: M, source: L1, metric: zz, bands: { bad: { when: [{}] } } }
  n: { title: N, source: L1, metric: zz, bands: { critical: { when: [{}, { above: 3, below: 1 }, { above: 2, below: 2 }] } } }
`;

describe('the cures that lint names', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-cures-'));
    mkdirSync(join(folder, 'bad'));
    writeFileSync(join(folder, 'bad', 'a.yaml'), BAD);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['a name of one letter is no guess for another', /no parameter 'm'\. Use one of: c\./],
    ['a count of one is written as one', /'onFailure' is .* Use at least 1 item\./],
    ['a bad duration hides no unknown action beside it', /no action 'twoo'\. Did you mean 'two'\?/],
    ['the known keys of a record are named', /'bad' here\. Known here: trip, critical, warning/],
    ['a range without limits gets an example', /a range without limits\. Give it .*{ above: 2 }/],
    ['limits in the wrong order are told once, with what to do', /lower limit is above .* Exchange the two/],
    ['a range without room is told how to include its limit', /no number lies .* Write min and max instead/],
  ])('%s', (_name, words) => {
    const { text } = lintRunbooks(folder, stepKinds);
    expect(text).toMatch(words);
    expect(text.match(new RegExp(words.source, 'g'))).toHaveLength(1);
  });
});
