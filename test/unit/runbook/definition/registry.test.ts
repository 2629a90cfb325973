import fs, { renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { folderState } from '../../../../src/runbook/definition/folder-state.ts';
import { createRegistry, type RegistryDeps } from '../../../../src/runbook/definition/registry.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { eventually } from '../../../support/eventually.ts';
import { demo, folderWith, write } from './folder.ts';

const act = (name: string, program = 'ls') =>
  `  ${name}: { title: Act, source: L1, risk: read, steps: [{ shell: { run: [${program}] }, effect: pure }] }`;

/** It looks at a folder twice a second, and twice before it takes it for changed. */
const FEW_LOOKS_MS = 1_500;

const WAIT = '  pause: { title: Wait, source: L1, risk: read, steps: [{ wait: { for: 1s } }] }';

/** A short text that stands for more than the memory holds. */
const MULTIPLIED = ['a: &a x', 'b: &b @a', 'c: &c @b', 'd: &d @c', 'e: @d']
  .map((line) => line.replace(/@(\w)/, (_, name: string) => `[${Array(50).fill(`*${name}`).join(', ')}]`))
  .join('\n  ');

function setUp() {
  const folder = folderWith({ 'demo/a.yaml': demo(act('breaker/reset')) });
  const onProblem = vi.fn<RegistryDeps['onProblem']>();
  const onReload = vi.fn<RegistryDeps['onReload']>();
  const registry = createRegistry({ folder, kinds: stepKinds, onProblem, onReload });
  return { folder, registry, onProblem, onReload };
}

describe('the registry', () => {
  it('finds an action by its reference and nothing by a part of it', () => {
    const { registry } = setUp();
    expect(registry.action('demo:breaker/reset')?.action.id).toBe('breaker/reset');
    for (const wrong of [
      'breaker/reset',
      'demo:',
      ':breaker/reset',
      'other:breaker/reset',
      'demo:constructor',
      'demo:toString',
    ]) {
      expect(registry.action(wrong)).toBeUndefined();
    }
  });

  it('offers the nearest references, also without the system', () => {
    const { registry } = setUp();
    expect(registry.nearest('demo:breaker/rest')).toEqual(['demo:breaker/reset']);
    expect(registry.nearest('reset')).toEqual(['demo:breaker/reset']);
    expect(registry.nearest('entirely-different-name')).toEqual([]);
  });

  it('serves a new version after a reload and says what changed', async () => {
    const { folder, registry, onReload } = setUp();
    const old = registry.action('demo:breaker/reset');
    write(folder, 'demo/a.yaml', demo(act('breaker/reset', 'id')));
    write(folder, 'other/a.yaml', demo(act('look')).replace('runbook: demo', 'runbook: other'));
    expect(await registry.refresh()).toMatchObject({
      added: ['other'],
      changed: ['demo'],
      removed: [],
      refused: [],
    });
    expect(onReload).toHaveBeenCalledTimes(2);
    expect(registry.action('demo:breaker/reset')?.runbook.digest).not.toBe(old?.runbook.digest);
    // Whoever holds the old version keeps it unchanged.
    expect(old?.action.steps[0]?.written).toMatchObject({ run: ['ls'] });
  });

  it('refuses an invalid version while the old one serves on', async () => {
    const { folder, registry, onProblem, onReload } = setUp();
    const before = registry.runbooks();
    write(folder, 'demo/a.yaml', demo(act('breaker/reset').replace('read', 'reed')));
    expect(await registry.refresh()).toMatchObject({ refused: ['demo'], changed: [], removed: [] });
    expect(registry.runbooks()).toEqual(before);
    expect(onReload.mock.lastCall?.[0].refused).toEqual(['demo']);
    expect(onProblem.mock.lastCall?.[0][0]).toMatchObject({
      line: 6,
      message: expect.stringContaining('reed'),
    });
  });

  it.each<[string, string | Uint8Array, string]>([
    ['half of a character', 'a: { description: "\\ud800" }', 'half of a character'],
    ['a zero character', 'a: { description: "a\\0b" }', 'the zero character'],
    ['a zero character in a name', '"a\\0": { description: A }', 'the zero character'],
    ['an alias of what it stands in', 'a: &a { description: *a }', 'stands for the block that it is in'],
    ['an alias of nothing', 'a: *nobody', 'nobody'],
    ['aliases that multiply', MULTIPLIED, 'multiply'],
    ['nesting without end', `a: ${'['.repeat(200)}${']'.repeat(200)}`, 'beyond all measure'],
    ['a number beyond all measure', 'a: { description: A, default: .inf }', '.inf is a number that others'],
    ['bytes that are no text', Buffer.from([...Buffer.from('a: '), 0xff, 0xfe]), 'no text in UTF-8'],
  ])(
    'is not ended by a saved file with %s: that is a problem with its place, and the old version serves on',
    async (_what, text, words) => {
      const { folder, registry, onProblem } = setUp();
      const before = registry.runbooks();
      const message = expect.stringContaining(words) as string;
      write(
        folder,
        'demo/b.yaml',
        Buffer.concat([Buffer.from('runbook: demo\nvars:\n  '), Buffer.from(text)]),
      );
      expect(await registry.refresh()).toMatchObject({ refused: ['demo'] });
      const file = expect.stringMatching(/demo\/b\.yaml$/) as string;
      expect(onProblem.mock.lastCall?.[0]).toMatchObject([{ file, message }]);
      expect(registry.runbooks()).toEqual(before);
      write(folder, 'demo/b.yaml', `runbook: demo\nactions:\n${act('look')}`);
      expect(await registry.refresh()).toMatchObject({ changed: ['demo'], mended: ['demo'] });
    },
  );

  it('takes an exception while it loads for a problem of that one runbook', async () => {
    const folder = folderWith({ 'demo/a.yaml': demo(act('breaker/reset')) });
    let odd = false;
    const kinds = new Map(stepKinds);
    const shell = kinds.get('shell');
    if (shell === undefined) throw new Error('no kind');
    kinds.set('shell', {
      ...shell,
      resolve(written, scope) {
        if (odd) throw new TypeError('something unforeseen \ud800');
        return shell.resolve(written, scope);
      },
    });
    const onProblem = vi.fn<RegistryDeps['onProblem']>();
    const registry = createRegistry({ folder, kinds, onProblem, onReload: () => {} });
    odd = true;
    write(folder, 'other/a.yaml', demo(WAIT).replace('runbook: demo', 'runbook: other'));
    expect(await registry.refresh()).toMatchObject({ refused: ['demo'], added: ['other'] });
    expect(registry.references()).toEqual(['demo:breaker/reset', 'other:pause']);
    expect(onProblem.mock.lastCall?.[0]).toMatchObject([
      {
        file: expect.stringMatching(/demo$/) as string,
        line: 1,
        message: expect.stringContaining('something unforeseen \ufffd') as string,
      },
    ]);
  });

  it('goes on looking after a load that failed as a whole, and says what failed', async () => {
    const folder = folderWith({ 'demo/a.yaml': demo(act('breaker/reset')) });
    const onProblem = vi.fn<RegistryDeps['onProblem']>();
    let odd = false;
    const options = () => {
      if (odd) throw new TypeError('something unforeseen');
      return {};
    };
    const registry = createRegistry({ folder, kinds: stepKinds, options, onProblem, onReload: () => {} });
    onTestFinished(registry.watch());
    odd = true;
    write(folder, 'demo/a.yaml', demo(act('breaker/open')));
    await eventually(() => expect(onProblem).toHaveBeenCalled());
    expect(onProblem.mock.lastCall?.[0][0]?.message).toContain('something unforeseen');
    expect(registry.references()).toEqual(['demo:breaker/reset']);
    odd = false;
    write(folder, 'demo/a.yaml', demo(act('breaker/close')));
    await eventually(() => expect(registry.references()).toEqual(['demo:breaker/close']));
  });

  it('drops a runbook whose folder is gone, but not all of them when the whole folder is', async () => {
    const { folder, registry } = setUp();
    write(folder, 'other/a.yaml', demo(act('look')).replace('runbook: demo', 'runbook: other'));
    await registry.refresh();
    rmSync(join(folder, 'other'), { recursive: true });
    expect((await registry.refresh()).removed).toEqual(['other']);
    rmSync(folder, { recursive: true });
    expect((await registry.refresh()).problems).toHaveLength(1);
    expect(registry.runbooks()).toHaveLength(1);
  });

  it('says nothing of a reload that changed nothing', async () => {
    const { registry, onReload } = setUp();
    await registry.refresh();
    expect(onReload).toHaveBeenCalledTimes(1);
  });

  it('reloads by itself when a file or a folder changes', async () => {
    const { folder, registry } = setUp();
    onTestFinished(registry.watch());
    write(folder, 'demo/b.yaml', `runbook: demo\nactions:\n${act('look')}`);
    await eventually(() => expect(registry.references()).toContain('demo:look'));
    write(folder, 'other/a.yaml', demo(act('see')).replace('runbook: demo', 'runbook: other'));
    await eventually(() => expect(registry.references()).toContain('other:see'));
    write(folder, 'other/a.yaml', demo(act('saw')).replace('runbook: demo', 'runbook: other'));
    await eventually(() => expect(registry.references()).toContain('other:saw'));
  });

  it('reads a folder once whose picture it has from before, and again when something changes', async () => {
    const { folder, registry, loads } = await pictured(demo(act('breaker/reset')));
    onTestFinished(registry.watch());
    await pause(FEW_LOOKS_MS);
    expect(loads()).toBe(1);
    write(folder, 'demo/a.yaml', demo(act('breaker/open')));
    await eventually(() => expect(registry.references()).toEqual(['demo:breaker/open']));
    expect(loads()).toBe(2);
  });

  it('reads what changed after the picture was taken, also when it was read meanwhile', async () => {
    const folder = folderWith({ 'demo/a.yaml': demo(act('breaker/reset')) });
    const seen = await folderState(folder);
    write(folder, 'demo/a.yaml', demo(act('breaker/open')));
    const { registry, loads } = counting(folder, seen);
    onTestFinished(registry.watch());
    await eventually(() => expect(loads()).toBe(2));
    expect(registry.references()).toEqual(['demo:breaker/open']);
  });

  it('reads once more what it could not read at first: no change of a file tells that a mishap is over', async () => {
    const { registry, loads } = await pictured('runbook: [');
    onTestFinished(registry.watch());
    await eventually(() => expect(loads()).toBe(2));
  });

  it('is refreshed by what is different alone: a file, or what the settings say', async () => {
    const folder = folderWith({ 'demo/a.yaml': demo(act('breaker/reset')) });
    const said = { roles: ['sre'] };
    const silent = { onProblem: () => {}, onReload: () => {} };
    const seen = await folderState(folder);
    const registry = createRegistry({ folder, kinds: stepKinds, seen, options: () => said, ...silent });
    const loaded = () => registry.runbooks()[0];
    const first = loaded();
    expect(await registry.refresh()).toMatchObject({ changed: [], problems: [] });
    expect(loaded()).toBe(first);
    said.roles = ['sre', 'ops'];
    await registry.refresh();
    const second = loaded();
    expect(second).not.toBe(first);
    write(folder, 'demo/a.yaml', demo(act('breaker/open')));
    expect(await registry.refresh()).toMatchObject({ changed: ['demo'] });
    const third = loaded();
    await registry.refresh();
    expect(loaded()).toBe(third);
  });

  it('is refreshed anew while something is wrong: no change of a file tells that a mishap is over', async () => {
    const { registry, onProblem, folder } = setUp();
    write(folder, 'demo/a.yaml', 'runbook: [');
    await registry.refresh();
    await registry.refresh();
    expect(onProblem).toHaveBeenCalledTimes(2);
  });

  it('goes on when its folder is gone for a while, and reads what stands there when it is back', async () => {
    const { folder, registry, onProblem } = setUp();
    onTestFinished(registry.watch());
    rmSync(folder, { recursive: true });
    await eventually(() => expect(onProblem).toHaveBeenCalled());
    expect(onProblem.mock.lastCall?.[0][0]?.message).toBe('The folder of runbooks does not exist.');
    expect(registry.references()).toEqual(['demo:breaker/reset']);
    write(folder, 'demo/a.yaml', demo(act('breaker/open')));
    await eventually(() => expect(registry.references()).toEqual(['demo:breaker/open']));
    // What replaces a folder of the same name is watched too.
    rmSync(join(folder, 'demo'), { recursive: true });
    write(folder, 'demo/a.yaml', demo(act('breaker/close')));
    await eventually(() => expect(registry.references()).toEqual(['demo:breaker/close']));
    write(folder, 'demo/a.yaml', demo(act('breaker/look')));
    await eventually(() => expect(registry.references()).toEqual(['demo:breaker/look']));
  });

  it('follows links: a folder that is linked, one that is switched, and the folder of all of them', async () => {
    const releases = folderWith({
      '1/demo/a.yaml': demo(act('one')),
      '2/demo/a.yaml': demo(act('two')),
      'third/a.yaml': demo(act('three')),
    });
    const current = join(releases, 'current');
    symlinkSync(join(releases, '1'), current);
    const registry = registryOf(current);
    onTestFinished(registry.watch());
    expect(registry.references()).toEqual(['demo:one']);
    switchLink(current, join(releases, '2'));
    await eventually(() => expect(registry.references()).toEqual(['demo:two']));
    rmSync(join(releases, '2', 'demo'), { recursive: true });
    symlinkSync(join(releases, 'third'), join(releases, '2', 'demo'));
    await eventually(() => expect(registry.references()).toEqual(['demo:three']));
    write(releases, 'third/a.yaml', demo(act('four')));
    await eventually(() => expect(registry.references()).toEqual(['demo:four']));
    switchLink(join(releases, '2', 'demo'), join(releases, '1', 'demo'));
    await eventually(() => expect(registry.references()).toEqual(['demo:one']));
  });

  it('goes on with what served where a link leads nowhere, and says which', async () => {
    const { folder, registry, onProblem } = setUp();
    onTestFinished(registry.watch());
    rmSync(join(folder, 'demo'), { recursive: true });
    symlinkSync(join(folder, 'gone'), join(folder, 'demo'));
    await eventually(() => expect(onProblem).toHaveBeenCalled());
    expect(onProblem.mock.lastCall?.[0][0]?.message).toContain('demo is a link that leads nowhere');
    expect(registry.references()).toEqual(['demo:breaker/reset']);
  });

  it('needs none of the system’s watches, whose number is limited', async () => {
    const { folder, registry } = setUp();
    const taken = vi.spyOn(fs, 'watch').mockImplementation(() => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    });
    onTestFinished(() => taken.mockRestore());
    onTestFinished(registry.watch());
    write(folder, 'demo/a.yaml', demo(act('breaker/open')));
    await eventually(() => expect(registry.references()).toEqual(['demo:breaker/open']));
  });
});

async function pictured(definition: string) {
  const folder = folderWith({ 'demo/a.yaml': definition });
  return { folder, ...counting(folder, await folderState(folder)) };
}

/** A registry that counts how often it reads its folder. */
function counting(folder: string, seen: string) {
  const options = vi.fn(() => ({}));
  const silent = { onProblem: () => {}, onReload: () => {} };
  const registry = createRegistry({ folder, kinds: stepKinds, seen, options, ...silent });
  return { registry, loads: () => options.mock.calls.length };
}

function registryOf(folder: string) {
  return createRegistry({ folder, kinds: stepKinds, onProblem: () => {}, onReload: () => {} });
}

/** In one step, as a deployment does. */
function switchLink(link: string, target: string): void {
  symlinkSync(target, `${link}.new`);
  renameSync(`${link}.new`, link);
}
