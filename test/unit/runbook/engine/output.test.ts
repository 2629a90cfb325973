import { afterAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/canonical.ts';
import { createEffects } from '../../../../src/integrations/effects.ts';
import { createShell } from '../../../../src/integrations/shell/index.ts';
import { createRedactor } from '../../../../src/redaction/redactor.ts';
import { isPartial } from '../../../../src/runbook/engine/output/left-out.ts';
import { createRecorder, type OutputChunk } from '../../../../src/runbook/engine/output/recorder.ts';
import type { PlannedStep } from '../../../../src/runbook/plan/plan.ts';
import { openExecution } from '../../../support/execution.ts';
import { fakeStep, planWith, shellStep } from '../../../support/planned.ts';
import { processorTime } from '../../../support/processor-time.ts';

describe('recording output', () => {
  function recorder(limit: number, secrets: readonly string[] = []) {
    const written: OutputChunk[] = [];
    const errors: unknown[] = [];
    const made = createRecorder({
      redactor: createRedactor(secrets.map((value) => ({ value, shown: '[secret]' }))),
      limit,
      everyMs: 5,
      write: async (chunks) => void written.push(...chunks),
      onError: (error) => errors.push(error),
    });
    return { ...made, chunks: () => written, text: () => written.map((chunk) => chunk.text).join('') };
  }

  it('writes what came, in order, once', async () => {
    const made = recorder(1_000);
    made.push('out', 'a');
    made.push('err', 'b');
    await expect.poll(made.text).toBe('ab');
    made.push('out', 'c');
    await made.close();
    expect(made.text()).toBe('abc');
  });

  it('lets no stream print into the middle of a line of the other one, though the end of that line is held back', async () => {
    // It begins as that line ends.
    const made = recorder(10_000, ['42"\na-secret-of-two-lines']);
    made.push('err', 'Fetching the deployment "dpl_42"\n');
    made.push('out', 'Success! It was rolled back to dpl_42\n');
    await made.close();
    expect(made.text().split('\n').toSorted()).toEqual([
      '',
      'Fetching the deployment "dpl_42"',
      'Success! It was rolled back to dpl_42',
    ]);
  });

  it('shows a line whose end is held back as far as it goes, where the program says nothing more', async () => {
    const made = recorder(10_000, ['42"\na-secret-of-two-lines']);
    made.push('err', 'Open the page of "dpl_42"\n');
    made.push('out', 'Waiting\n');
    await expect.poll(made.text).toContain('Open the page of "dpl_');
    await made.close();
  });

  it('shows a line that waits for an answer, and one that is too long to wait for its end', async () => {
    const made = recorder(100_000);
    made.push('out', 'Go on? [y/N] ');
    await expect.poll(made.text).toBe('Go on? [y/N] ');
    made.push('err', 'x'.repeat(5_000));
    await expect.poll(made.text).toContain('x'.repeat(5_000));
    await made.close();
  });

  it('keeps the beginning and the end of long output, and says how much is missing', async () => {
    const made = recorder(100);
    for (let line = 0; line < 1_000; line += 1) made.push('out', `line ${line}\n`);
    await made.close();
    expect(made.text()).toMatch(/^line 0\n/);
    expect(made.text()).toMatch(/line 999\n$/);
    expect(made.text()).toMatch(/\[… \d+ characters left out …\]/);
    expect(made.text().length).toBeLessThan(160);
  });

  it('breaks no character in two, wherever output comes in pieces, is cut, or is left out', async () => {
    const smile = '\u{1f600}';
    for (const before of ['', 'x']) {
      const whole = recorder(1_000_000);
      whole.push('out', before + smile.repeat(30_000));
      await whole.close();
      expect(whole.text() === before + smile.repeat(30_000)).toBe(true);
      // What is stored is written as JSON, and half of a character is none.
      const cut = recorder(101);
      for (let times = 0; times < 50; times += 1) cut.push('out', before + smile.repeat(9));
      await cut.close();
      expect(cut.chunks().filter(({ text }) => !text.isWellFormed())).toEqual([]);
      expect(cut.text()).not.toContain('\ufffd');
      expect(cut.text()).toMatch(/\[… \d+ characters left out …\]/);
    }
  });

  it('shows a line that is drawn again and again as it is in the end, without the codes of a terminal', async () => {
    const made = recorder(1_000);
    for (let percent = 0; percent <= 100; percent += 10)
      made.push('out', `\r\u001b[K\u001b[32m${percent}%\u001b[0m`);
    made.push('out', '\ndone\r\n');
    await made.close();
    expect(made.text()).toBe('100%\ndone\n');
  });

  it('shows a line that is not whole yet while the program waits', async () => {
    const made = recorder(1_000);
    made.push('out', 'Waiting for 3 signatures ');
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(made.text()).toBe('Waiting for 3 signatures ');
    made.push('out', '... done\n');
    await made.close();
    expect(made.text()).toBe('Waiting for 3 signatures ... done\n');
  });

  it('5.11 finds a secret that only a terminal shows', async () => {
    const made = recorder(1_000, ['hunter22']);
    made.push('out', 'xunter\rh\u001b[5C22 hunTer\b\b\bter22\n');
    await made.close();
    expect(made.text()).toBe('[secret] [secret]\n');
  });

  it('5.11 leaves out the middle of what comes faster than it can be looked at, and no part of a secret beside the gap', async () => {
    const secret = 'hunter22-and-more-of-it';
    const made = recorder(100_000, [secret]);
    for (let times = 0; times < 60; times += 1) made.push('out', secret.repeat(10_000));
    await made.close();
    expect(made.text()).toMatch(/\[… \d+ characters left out …\]/);
    expect(made.text()).not.toMatch(/hunter|and-more|of-it/);
  });

  it('holds up nobody while a program prints a megabyte and five secrets are known', async () => {
    const secrets = ['a', 'b', 'c', 'd', 'e'].map((letter) => `${letter}-k3y-${letter.repeat(20)}/+"<&x`);
    const line = 'GET /api/v1/items?page=7&x=%20 200 12ms "ok" \u001b[32mfine\u001b[0m a-k3y-aaaa\n';
    const made = recorder(10_000_000, secrets);
    let block = 0;
    let sinceBeat = processorTime();
    const beat = setInterval(() => {
      block = Math.max(block, sinceBeat());
      sinceBeat = processorTime();
    }, 1);
    const spentMs = processorTime();
    made.push('out', line.repeat(Math.ceil(1_000_000 / line.length)));
    made.push('out', `${secrets.join('\n')}\n`);
    await made.close();
    clearInterval(beat);
    expect(made.text()).toMatch(/(?:\[secret\]\n){5}$/);
    // It was 45 s, more than a lease lasts; a slice takes some milliseconds of a machine that is not busy.
    expect(block).toBeLessThan(1_000);
    expect(spentMs()).toBeLessThan(15_000);
  });

  it('says what could not be stored', async () => {
    const written: string[] = [];
    let away = true;
    const made = createRecorder({
      redactor: createRedactor([]),
      limit: 100,
      everyMs: 5,
      write: async (chunks) => {
        if (away) throw new Error('the database is away');
        written.push(...chunks.map(({ text }) => text));
      },
      onError: () => {},
    });
    made.push('out', 'lost line\n');
    await new Promise((resolve) => setTimeout(resolve, 30));
    away = false;
    made.push('out', 'kept line\n');
    await made.close();
    expect(written.join('')).toBe('kept line\n\n[… 10 characters could not be stored …]\n');
    expect(isPartial(written.join(''))).toBe(true);
    expect(isPartial('kept line\n')).toBe(false);
  });

  it('gives the end of what was printed as the reason, of errors where there are any', async () => {
    const made = recorder(10_000);
    made.push('out', `${'x'.repeat(5_000)}\nthe end of it\n\n`);
    expect(await made.lastWords()).toMatch(/^….*x ⏎ the end of it$/);
    made.push('err', `Traceback:\n  line 1\n  line 2\nKeyError: ${'y'.repeat(500)} is missing\n`);
    const words = await made.lastWords();
    expect(words).toMatch(/^…y+ is missing$/);
    expect(words.length).toBeLessThanOrEqual(300);
    await made.close();
  });

  it('gives the end of the output as well where a single line stands beside it: that may only say what it was at', async () => {
    const made = recorder(10_000);
    made.push('err', 'Fetching deployment "dpl_43"\n');
    made.push('out', 'The rollback request has not finished in time\n');
    expect(await made.lastWords()).toBe(
      'Fetching deployment "dpl_43" ⏎ The rollback request has not finished in time',
    );
    await made.close();
  });

  it.each([0, 1, 2, 3])(
    'cuts no character in two where it leaves something out (moved by %i)',
    async (moved) => {
      const made = recorder(101);
      for (let times = 0; times < 100; times += 1)
        made.push('out', `${times === 0 ? 'x'.repeat(moved) : ''}🦊🦊`);
      await made.close();
      const [head = '', middle = '', tail = ''] = made.text().split(/\n\[… (\d+) characters left out …\]\n/);
      expect(head).toMatch(/^x*(?:🦊)+$/u);
      expect(tail).toMatch(/^(?:🦊)+$/u);
      expect(head.length + Number(middle) + tail.length).toBe(400 + moved);
      expect(head.length + tail.length).toBeGreaterThan(97);
    },
  );

  it('makes text storable that a program may print', async () => {
    const made = recorder(100);
    made.push('out', 'a\0b\ud800c');
    await made.close();
    expect(made.text()).toBe('a\u2400b\ufffdc');
  });
});

describe('the output of a real program', async () => {
  const rig = await openExecution(createEffects([createShell()]));
  rig.secrets.set('API', 'tops3cret-value');
  afterAll(() => rig.close());

  const sh = (script: string, change: Partial<PlannedStep> = {}) =>
    shellStep('program', ['/bin/sh', '-c', script], {
      spec: { env: { API: [{ secret: 'API' }] } },
      secrets: ['API'],
      ...change,
    });

  it('5.11 holds no secret, not in rows, results or reasons, even when printed in two pieces', async () => {
    const script =
      'printf "%s" "$API" | cut -c1-7 | tr -d "\\n"; sleep 0.1; printf "%s" "$API" | cut -c8-; echo "bad $API" >&2; exit 3';
    const id = await rig.queue(planWith([sh(script)]));
    await rig.engine.work(id);
    const view = await rig.view(id);
    const output = await rig.service.output(id);
    expect(view).toMatchObject({ state: 'failed' });
    expect(view.steps[0]?.reason).toContain('bad [secret API]');
    expect(output).toContain('[secret API]');
    expect(`${output}${JSON.stringify(view)}`).not.toMatch(/tops3cret/);
  });

  it('5.11 holds no secret that only other steps use, in messages neither', async () => {
    rig.secrets.set('OTHER', 'an0ther-value');
    const script = 'echo an0ther-value; echo an0ther-value >&2; exit 4';
    const id = await rig.queue(
      planWith([
        shellStep('program', ['/bin/sh', '-c', script], { spec: { exits: { '0': 'ok', '4': 'found' } } }),
        fakeStep('say', {
          kind: 'notify',
          spec: {
            channel: null,
            text: ['found: ', { step: 'program', path: ['stdout'] }, ' tops3cret-value'],
          },
        }),
        shellStep('fails', ['/bin/sh', '-c', script]),
      ]),
    );
    await rig.engine.work(id);
    const view = await rig.view(id);
    expect(view.steps.map(({ state }) => state)).toEqual(['succeeded', 'succeeded', 'failed']);
    const messages = rig.jobs.events.filter(({ kind }) => kind === 'run.notify');
    expect(JSON.stringify(messages)).toContain('found: “[secret OTHER]” [secret API]');
    const all = `${await rig.service.output(id)}${JSON.stringify(view.steps)}${JSON.stringify(messages)}`;
    expect(all).not.toMatch(/an0ther|tops3cret/);
  });

  it('shows values of JSON as a terminal would, without colours and without secrets that were struck over', async () => {
    const struck = [...'tops3cret-value'].map((letter) => `_\b${letter}`).join('');
    const json = JSON.stringify({ msg: '\u001b[31mdown\u001b[0m', struck, line: 'a\nb', n: 1 });
    const text = [
      'it is ',
      { step: 'program', path: ['json', 'msg'] },
      ' ',
      { step: 'program', path: ['json', 'struck'] },
    ];
    const id = await rig.queue(
      planWith([
        shellStep('program', ['printf', '%s', json], { spec: { parse: 'json' } }),
        fakeStep('say', { kind: 'notify', spec: { channel: null, text } }),
      ]),
    );
    await rig.engine.work(id);
    const [program] = (await rig.view(id)).steps;
    expect(program?.result).toMatchObject({
      json: { msg: 'down', struck: '[secret API]', line: 'a\nb', n: 1 },
    });
    const messages = rig.jobs.events.filter(({ kind, data }) => kind === 'run.notify' && data.run === id);
    expect(messages.map(({ data }) => data.text)).toEqual(['it is “down” “[secret API]”']);
  });

  it('tells why a step failed as a terminal would show it', async () => {
    rig.fakes.set('red', {
      execute: async () => ({
        status: 'failed',
        reason: '\u001b[31m$.state is "\u001b]8;;https://x\u0007down\u001b]8;;\u0007"\u001b[0m',
        next: 'Look\u001b[0m.',
        result: { checks: [{ found: '\u001b[1mdown' }] },
      }),
    });
    const view = await rig.carryOut(planWith([fakeStep('red')]));
    expect(view.steps[0]).toMatchObject({
      reason: '$.state is "down"',
      next: 'Look.',
      result: { checks: [{ found: 'down' }] },
    });
  });

  it('5.11 keeps and shows nothing that a step prints whose output is withheld, however it ends', async () => {
    const script = (code: number) => `echo '{"token":"fresh-t0ken"}'; echo fresh-t0ken >&2; exit ${code}`;
    const held = (name: string, code: number, spec: { readonly [key: string]: Json } = {}) =>
      shellStep(name, ['/bin/sh', '-c', script(code)], { output: 'withheld', spec });
    for (const [step, state] of [
      [held('ends', 0, { parse: 'json' }), 'succeeded'],
      [held('breaks', 3), 'failed'],
      [held('hangs', 0, { argv: ['/bin/sh', '-c', 'echo fresh-t0ken; sleep 60'] }), 'unknown'],
    ] as const) {
      const id = await rig.queue(planWith([{ ...step, timeoutMs: 1_500 }]));
      await rig.engine.work(id);
      const view = await rig.view(id);
      expect(view.steps[0]?.state).toBe(state);
      expect(await rig.service.output(id)).toBe('[what this step printed is withheld]\n');
      expect(JSON.stringify(view.steps)).not.toContain('t0ken');
      if (state === 'failed') expect(view.steps[0]?.reason).toContain('exit 3');
    }
  });

  it('5.11 keeps of what is withheld only what the step says that others need, however it ends', async () => {
    const script = (code: number) => `echo 'pubkey: 9xQe'; echo 'seed: fresh-t0ken'; exit ${code}`;
    const find = { address: '^pubkey: (\\S+)$', seed: '^seed: (\\S+)$' };
    const held = (name: string, code: number) =>
      shellStep(name, ['/bin/sh', '-c', script(code)], { output: { only: ['address'] }, spec: { find } });
    for (const [step, state] of [
      [held('makes', 0), 'succeeded'],
      [held('breaks-off', 3), 'failed'],
    ] as const) {
      const id = await rig.queue(planWith([step]));
      await rig.engine.work(id);
      const view = await rig.view(id);
      expect(view.steps[0]?.state).toBe(state);
      expect(await rig.service.output(id)).toBe('[what this step printed is withheld]\n');
      expect(JSON.stringify(view.steps)).not.toContain('t0ken');
      if (state === 'succeeded') expect(view.steps[0]?.result).toMatchObject({ found: { address: '9xQe' } });
    }
  });

  it('5.11 a step cannot use a secret that its plan does not name', async () => {
    const id = await rig.queue(planWith([sh('echo hi', { secrets: [] })]));
    await rig.engine.work(id);
    const reason = expect.stringContaining('was planned without the secret') as string;
    expect(await rig.view(id)).toMatchObject({ state: 'failed', steps: [{ outcome: null, reason }] });
    expect(await rig.service.output(id)).toBe('');
  });

  it('comes while the program runs, at most one event a second', async () => {
    const id = await rig.queue(planWith([sh('for i in 1 2 3 4 5 6 7 8; do echo line $i; sleep 0.2; done')]));
    const working = rig.engine.work(id);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await rig.view(id)).printed.tail).toContain('line 1');
    await working;
    expect((await rig.view(id)).printed.tail).toMatch(/line 8\n$/);
    const events = rig.jobs.events.filter(
      ({ kind, subject }) => kind === 'run.output' && subject === `run/${id}`,
    );
    expect(events.length).toBeLessThanOrEqual(3);
  });

  it('9 ends with what the failed step printed, however much its way down prints afterwards', async () => {
    const down = (script: string) => sh(script, { id: 'down', title: 'down', phase: 'on-failure' });
    const loud = 'for i in $(seq 1 400); do echo going down $i; done';
    const view = await rig.carryOut(
      planWith([sh('echo fine', { id: 'first' }), sh('echo disk full; exit 3'), down(loud)]),
    );
    expect(view.state).toBe('failed');
    const { printed } = view;
    expect(printed).toMatchObject({ of: 1, tail: 'disk full\n', more: true });
    expect(printed.others).toMatch(/going down 400\n$/);
  });

  it('is kept when what is left out begins within a character', async () => {
    const script = 'printf x; for i in $(seq 1 300); do printf 🦊🦊🦊🦊; done; exit 1';
    const id = await rig.queue(planWith([sh(script)]));
    await rig.worker('little', { outputLimit: 1_000 }).work(id);
    expect(await rig.service.output(id)).toMatch(/^x(?:🦊)+\n\[… \d+ characters left out …\]\n(?:🦊)+$/u);
  });

  it('knows that a little output in several pieces is all of it', async () => {
    const id = await rig.queue(planWith([sh('echo a; sleep 1.5; echo b')]));
    await rig.engine.work(id);
    expect((await rig.view(id)).printed).toEqual({ of: null, tail: 'a\nb\n', others: '', more: false });
  });

  it('5.9 a program that hangs is stopped by its timeout, and an unsafe one is then unknown', async () => {
    const view = await rig.carryOut(planWith([sh('sleep 300', { timeoutMs: 200 })]));
    expect(view.steps[0]).toMatchObject({
      state: 'unknown',
      reason: 'it took longer than 200ms and was stopped',
    });
  });
});
