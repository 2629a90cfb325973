import { mkdirSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../../src/canonical.ts';
import { folderState } from '../../../../src/runbook/definition/folder-state.ts';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { demo, folderWith, write } from './folder.ts';

const LOOK = demo(
  `  look:
    title: Look
    source: L1
    risk: read
    steps:
      - script: { run: [python3, scripts/look.py], files: [scripts/common.py] }
        effect: pure`,
);

function folderOf(files: Readonly<Record<string, string>>): string {
  return folderWith({ 'demo/a.yaml': LOOK, ...files });
}

const BOTH = { 'demo/scripts/look.py': 'import common\n', 'demo/scripts/common.py': 'A = 1\n' };

function loaded(folder: string) {
  const { runbooks, problems } = loadRunbooks(folder, stepKinds);
  return { runbook: runbooks[0], problems: problems.map(({ line, message }) => `${line}: ${message}`) };
}

describe('what a runbook keeps for its steps', () => {
  it('is a part of the definition by its content', () => {
    const folder = folderOf(BOTH);
    const before = loaded(folder).runbook;
    expect(before?.kept).toEqual({
      'scripts/common.py': { sha256: sha256Hex('A = 1\n') },
      'scripts/look.py': { sha256: sha256Hex('import common\n') },
    });
    write(folder, 'demo/scripts/common.py', 'A = 2\n');
    expect(loaded(folder).runbook?.digest).not.toBe(before?.digest);
    write(folder, 'demo/scripts/common.py', 'A = 1\n');
    expect(loaded(folder).runbook?.digest).toBe(before?.digest);
  });

  it('is seen to change wherever in the folder it lies', async () => {
    const folder = folderOf({ ...BOTH, 'demo/scripts/lib/deep.py': '1' });
    const before = await folderState(folder);
    write(folder, 'demo/scripts/lib/deep.py', '23');
    expect(await folderState(folder)).not.toBe(before);
  });

  it.each([
    ['that is missing', () => {}, 'is not there'],
    ['that is a folder', (path: string) => mkdirSync(path), 'is a folder, and no file'],
    [
      'that is a link out of the folder',
      (path: string) => symlinkSync('/etc/hostname', path),
      'is a link that leads out of the folder of the runbook',
    ],
    [
      'that is too large to be a script',
      (path: string, folder: string) => {
        write(folder, 'demo/scripts/look.py', '');
        truncateSync(path, 1024 * 1024 + 1);
      },
      'is larger than 1 MiB',
    ],
  ])('refuses one %s, with its place', (_what, put, why) => {
    const folder = folderOf(BOTH);
    const path = join(folder, 'demo/scripts/look.py');
    rmSync(path);
    put(path, folder);
    expect(loaded(folder)).toEqual({ runbook: undefined, problems: [`11: scripts/look.py ${why}.`] });
  });

  it('takes a link that stays in the folder', () => {
    const folder = folderOf(BOTH);
    rmSync(join(folder, 'demo/scripts/look.py'));
    symlinkSync('common.py', join(folder, 'demo/scripts/look.py'));
    expect(loaded(folder).problems).toEqual([]);
  });
});
