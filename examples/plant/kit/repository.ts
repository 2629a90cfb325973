import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Lays a checkout out, with its files in one commit. One that is there stays as it is. */
export function layRepository(root: string, files: Readonly<Record<string, string>>, message: string): void {
  if (existsSync(join(root, '.git'))) return;
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  git(root, 'init', '--quiet', '--initial-branch=main');
  commitAll(root, message);
}

/** Commits all that is there, as somebody of the release does. */
function commitAll(root: string, message: string): void {
  const who = [
    '-c',
    'user.name=Release',
    '-c',
    'user.email=release@plant.example',
    '-c',
    'commit.gpgsign=false',
  ];
  git(root, 'add', '--all');
  git(root, ...who, 'commit', '--quiet', '--message', message);
}

function git(root: string, ...words: string[]): void {
  const { status, stderr } = spawnSync('git', ['-C', root, ...words], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`);
}
