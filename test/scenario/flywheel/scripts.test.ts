import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../src/files/project-root.ts';

const SCRIPTS = join(projectRoot, 'runbooks', 'flywheel', 'scripts');

describe('the scripts of the flywheel', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-scripts-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (script: string, argv: readonly string[], env: NodeJS.ProcessEnv = process.env) =>
    spawnSync('/bin/bash', [join(SCRIPTS, script), ...argv], { cwd: folder, env, encoding: 'utf8' });
  const layProgram = (name: string) =>
    writeFileSync(join(folder, name), `#!/bin/sh\necho ${name} "$@"\n`, { mode: 0o755 });

  it('call compose as the plug-in of docker where it is no program of its own', () => {
    layProgram('docker');
    const compose = () => run('compose.sh', ['ps', '-q'], { PATH: folder }).stdout;
    expect(compose()).toBe('docker compose ps -q\n');
    layProgram('docker-compose');
    expect(compose()).toBe('docker-compose ps -q\n');
  });

  it('tell since when an emergency stop holds, also where its mark was left by hand', () => {
    const mark = join(folder, 'stopped');
    const held = () => JSON.parse(run('held.sh', [mark]).stdout) as unknown;
    expect(held()).toEqual({ held: false, at: null });
    run('hold.sh', [mark, '2026-03-01T09:00:00Z']);
    expect(held()).toEqual({ held: true, at: '2026-03-01T09:00:00Z' });
    writeFileSync(mark, 'do not start it "yet"');
    const at = new Date('2026-03-02T10:00:00Z');
    utimesSync(mark, at, at);
    expect(held()).toEqual({ held: true, at: '2026-03-02T10:00:00Z' });
  });

  it('take the mark of an emergency stop away, and never that of a later one', () => {
    const mark = join(folder, 'stopped');
    const stopped = '2026-03-01T09:05:00.250Z';
    run('hold.sh', [mark, stopped]);
    expect(run('release.sh', [mark, '2026-03-01T09:05:00.249Z'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('came after this was asked for') as string,
    });
    expect(JSON.parse(run('held.sh', [mark]).stdout)).toEqual({ held: true, at: stopped });
    expect(run('release.sh', [mark, '2026-03-01T09:05:01Z']).status).toBe(0);
    expect(JSON.parse(run('held.sh', [mark]).stdout)).toEqual({ held: false, at: null });
    // After a crash it is told again.
    expect(run('release.sh', [mark, '2026-03-01T09:05:01Z']).status).toBe(0);
  });

  it('end with 1 where the mark of an emergency stop cannot be left', () => {
    expect(run('hold.sh', [join(folder, 'nowhere', 'stopped'), '2026-03-01T09:00:00Z']).status).toBe(1);
  });
});
