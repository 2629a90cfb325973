import { describe, expect, it } from 'vitest';
import { lintRunbooks } from '../../../../src/runbook/definition/lint.ts';
import { type LoadOptions, loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { folderWith } from './folder.ts';

const CHANGE = '{ shell: { run: [clear.sh] }, effect: idempotent }';
const LOOK = '{ http: { get: "https://shop.example.com/health", expect: { status: 200 } } }';

function runbook(action: string, rest = ''): string {
  return `runbook: demo\ntitle: Demo\nactions:\n  act: { title: Act, risk: low, ${action} }\n${rest}`;
}

function warningsOf(text: string, options: LoadOptions = {}): readonly string[] {
  const { problems, warnings } = loadRunbooks(folderWith({ 'demo/a.yaml': text }), stepKinds, options);
  expect(problems).toEqual([]);
  return warnings().map(({ line, message }) => `${line}: ${message}`);
}

describe('an action that changes something', () => {
  const rehearsed = `dryRun: [${LOOK}]`;

  it('is warned of when nothing looks at what came of it', () => {
    expect(warningsOf(runbook(`steps: [${LOOK}, ${CHANGE}], ${rehearsed}`))).toEqual([
      "4: Nothing looks at what came of this step of 'act'.",
    ]);
  });

  it.each([
    ['a request that only reads', LOOK],
    ['a program that only reads', '{ shell: { run: [show.sh] }, effect: pure }'],
    ['a person who confirms it', '{ confirm: { question: Is it cleared? } }'],
  ])('is checked by %s behind it', (_what, look) => {
    expect(warningsOf(runbook(`steps: [${CHANGE}, ${look}], ${rehearsed}`))).toEqual([]);
  });

  it('is not checked by a program of which something is read and compared with nothing', () => {
    const read = '{ id: look, shell: { run: [show.sh], parse: json }, effect: pure }';
    expect(warningsOf(runbook(`steps: [${CHANGE}, ${read}], ${rehearsed}`))).toEqual([
      "4: Nothing looks at what came of this step of 'act'.",
    ]);
    const checks = '[{ label: State, value: "{{ steps.look.json.state }}", equals: up }]';
    const compared = `{ assert: { checks: ${checks} } }`;
    expect(warningsOf(runbook(`steps: [${CHANGE}, ${read}, ${compared}], ${rehearsed}`))).toEqual([]);
  });

  it('is not checked by what looks before its last change, nor by a message', () => {
    const text = runbook(
      `steps: [${CHANGE}, ${LOOK}, ${CHANGE}, { notify: { text: Cleared } }], ${rehearsed}`,
    );
    expect(warningsOf(text)).toEqual(["4: Nothing looks at what came of this step of 'act'."]);
  });

  it('may say why nothing looks', () => {
    const why = 'unchecked: The provider answers nothing';
    expect(warningsOf(runbook(`steps: [${CHANGE}], ${rehearsed}, ${why}`))).toEqual([]);
    expect(warningsOf(runbook(`steps: [${CHANGE}, ${LOOK}], ${rehearsed}, ${why}`))).toEqual([
      "4: 'act' says why it is unchecked, and is checked.",
    ]);
  });

  it('is warned of without a dry run, or a word why there is none', () => {
    expect(warningsOf(runbook(`steps: [${CHANGE}, ${LOOK}]`))).toEqual([
      "4: 'act' changes something and has no dry run.",
    ]);
    expect(warningsOf(runbook(`steps: [${CHANGE}, ${LOOK}], unrehearsed: It has no test mode`))).toEqual([]);
    expect(warningsOf(runbook(`steps: [${CHANGE}, ${LOOK}], ${rehearsed}, unrehearsed: None`))).toEqual([
      "4: 'act' has a dry run, and says why it has none.",
    ]);
  });
});

describe('an action that only looks', () => {
  it('needs neither, and gives no reasons', () => {
    expect(warningsOf(runbook(`steps: [${LOOK}]`))).toEqual([]);
    expect(warningsOf(runbook(`steps: [${LOOK}], unchecked: Why, unrehearsed: Why`))).toEqual([
      "4: 'act' says why it is unchecked, and changes nothing.",
      "4: 'act' changes nothing, and says why it has no dry run.",
    ]);
  });
});

describe('a slot', () => {
  const text = runbook(
    'steps: [{ slot: trip }], unchecked: The provider answers nothing, unrehearsed: It has no test mode',
    'slots: { trip: { title: Trip it, manual: Trip it by hand } }',
  );

  it('is warned of until it is filled in', () => {
    expect(warningsOf(text)).toEqual([
      "5: Nobody has filled in the slot 'trip': it is done by hand, by two people.",
    ]);
    for (const effect of ['pure', 'idempotent', 'unsafe']) {
      const trip = { shell: { run: ['trip.sh'] }, effect };
      expect(warningsOf(text, { slots: { demo: { trip } } })).toEqual([]);
    }
  });

  it('is a change, and no look, whether it is filled in or done by hand', () => {
    const bare = text.replace(/, unchecked: .* mode/, '');
    const told = [
      "4: Nothing looks at what came of this step of 'act'.",
      "4: 'act' changes something and has no dry run.",
    ];
    expect(warningsOf(bare)).toEqual(expect.arrayContaining(told));
    const trip = { shell: { run: ['trip.sh'] }, effect: 'idempotent' };
    expect(warningsOf(bare, { slots: { demo: { trip } } }).toSorted()).toEqual(told.toSorted());
  });

  it('that is filled in and not there is warned of', () => {
    const options = { slots: { demo: { tripp: { wait: { for: '1s' } } }, other: { trip: 7 } } };
    expect(warningsOf(text, options)).toContain(
      "1: keyturn.yaml fills in a slot 'tripp', which this runbook does not have.",
    );
  });
});

describe('an emergency that failed', () => {
  const emergency = (notice: string): string =>
    `runbook: demo
title: Demo
breakGlass:
  stop: { of: [on-call], page: sre, review: { of: [sre], quorum: 1, within: 30m }, limit: { count: 3, per: 24h } }
channels:
  ops: { title: Ops, name: ops, purpose: Alerts }
actions:
  act:
    title: Act
    risk: critical
    reduces: risk
    breakGlass: stop
    steps: [${CHANGE}, ${LOOK}]
    onFailure:
      - notify: { channel: ops, text: It goes on${notice} }
    unrehearsed: It only stops.
`;

  it('is warned of when nothing follows where a step of it fails or is in doubt', () => {
    const bare = emergency('').replace(/ {4}onFailure:\n.*\n/, '');
    expect(warningsOf(bare)).toEqual([
      "12: 'act' breaks the glass and has no way down: nobody is asked about a step in doubt, and nothing follows it.",
    ]);
    expect(warningsOf(bare.replace('    unrehearsed', `    always: [${LOOK}]\n    unrehearsed`))).toEqual([]);
    expect(warningsOf(emergency(''))).toEqual([]);
  });

  it('is warned of when it calls nobody to go on', () => {
    expect(warningsOf(emergency(', severity: danger'))).toEqual([
      "15: 'act' breaks the glass, and calls nobody where it says that it failed.",
    ]);
  });

  it.each(['', ', severity: warning', ', severity: danger, calls: [on-call]'])(
    'may say less, or calls them: {%s }',
    (notice) => {
      expect(warningsOf(emergency(notice))).toEqual([]);
    },
  );
});

describe('lint', () => {
  it('prints warnings with their place, and ends with 0: the runbook serves', () => {
    const folder = folderWith({ 'demo/a.yaml': runbook(`steps: [${CHANGE}, ${LOOK}]`) });
    const { text, exitCode } = lintRunbooks(folder, stepKinds);
    expect(text).toMatch(
      /demo\/a\.yaml:4:3: warning: 'act' changes something and has no dry run\. Add `dryRun:`/,
    );
    expect(text).toMatch(/^demo: valid, 1 action/m);
    expect(exitCode).toBe(0);
  });

  it('says what is checked and carried out by nothing yet', () => {
    const rest =
      'facts: { a: { title: A } }\nmetrics: { m: { title: M } }\nlimits: { l: { title: L }, k: { title: K } }';
    const { text } = lintRunbooks(
      folderWith({ 'demo/a.yaml': runbook(`steps: [${LOOK}]`, rest) }),
      stepKinds,
    );
    expect(text).toContain('demo: checked, and carried out by nothing yet: 1 metrics, 2 limits.');
  });
});
