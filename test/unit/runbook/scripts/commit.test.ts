import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, type Host, scriptHost } from './host.ts';

/** Of each runbook that builds something: whether what git ignores counts as well. */
const SCRIPTS = [
  { script: 'flywheel/scripts/commit.sh', argv: [], whole: false },
  { script: 'tokenforge/scripts/commit.sh', argv: [], whole: false },
  { script: 'twist/scripts/commit.sh', argv: [], whole: true },
  { script: 'upgrade/scripts/commit.sh', argv: [], whole: false },
  { script: 'upgrade/scripts/commit.sh', argv: ['--whole'], whole: true },
] as const;

describe.each(SCRIPTS)(
  'a checkout that is said to be a commit by $script $argv',
  ({ script, argv, whole }) => {
    let host: Host;
    let head: string;
    beforeEach(() => {
      host = scriptHost();
      host.put('app/lib.rs', '// first\n');
      host.put('app/.gitignore', 'target/\nlocal.toml\n');
      git('init', '--quiet');
      head = commit();
    });
    afterEach(() => host.remove());

    const git = (...words: string[]) =>
      execFileSync('git', ['-C', host.path('app'), ...words], { encoding: 'utf8' }).trim();
    function commit(): string {
      git('add', '--all');
      const who = ['-c', 'user.name=A', '-c', 'user.email=a@b.example', '-c', 'commit.gpgsign=false'];
      git(...who, 'commit', '--quiet', '--message', 'More');
      return git('rev-parse', 'HEAD');
    }
    const look = (...named: string[]): Ended => host.run(script, [...argv, ...named], { cwd: 'app' });
    const refuses = (why: string) =>
      expect(look()).toMatchObject({ status: 1, stderr: expect.stringContaining(why) as string });

    it('is it, with what was built beside', () => {
      host.put('app/target/deploy/program.so', 'built');
      expect(look()).toMatchObject({ status: 0, stdout: `${head}\n` });
      expect(look(head).status).toBe(0);
    });

    it('is none where a file was changed, put beside, or hidden from git', () => {
      host.put('app/extra.rs', '');
      refuses('extra.rs');
      rmSync(host.path('app/extra.rs'));
      host.put('app/lib.rs', '// changed\n');
      refuses('lib.rs');
      git('update-index', '--assume-unchanged', 'lib.rs');
      expect(git('status', '--porcelain')).toBe('');
      refuses('lib.rs');
    });

    it('is none where a file is put beside that the settings of git keep quiet about', () => {
      git('config', 'status.showUntrackedFiles', 'no');
      host.put('app/extra.rs', '');
      refuses('extra.rs');
    });

    it('counts what git ignores where it takes part in what is built', () => {
      host.put('app/local.toml', '');
      if (whole) refuses('local.toml');
      else expect(look().status).toBe(0);
    });

    it('is another one once somebody has pulled', () => {
      host.put('app/lib.rs', '// second\n');
      const next = commit();
      expect(look(head)).toMatchObject({ status: 1, stderr: expect.stringContaining(next) as string });
    });

    it('is not known where there is no repository', () => {
      rmSync(host.path('app/.git'), { recursive: true });
      expect(look().status).toBe(2);
    });
  },
);
