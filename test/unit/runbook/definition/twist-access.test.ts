import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../../src/files/project-root.ts';
import { folderWith } from './folder.ts';

const ACCESS = join(projectRoot, 'runbooks', 'twist', 'scripts', 'access.mjs');
const ANN = { user: 'ann@x.io', role: 'admin' };

/** What the script says beside what lists who has access: its exit code. */
function answer(question: string, list: string): number | null {
  const name = 'scripts/security/audit-access.sh';
  const folder = folderWith({ [name]: `#!/bin/sh\n${list}\n` });
  chmodSync(`${folder}/${name}`, 0o755);
  return spawnSync(process.execPath, [ACCESS, question], { cwd: folder, input: JSON.stringify(ANN) }).status;
}

describe('that a user is not listed any more', () => {
  it.each([
    [`echo '{"users":[]}'`],
    [`echo '{"users":[{"user":"bob@x.io","role":"admin"}]}'`],
    [`printf '{\\n "users" : [ { "user": "joann@x.io" } ]\\n}\\n'`],
  ])('is so where a list is without them: %s', (list) => {
    expect(answer('gone', list)).toBe(0);
  });

  it.each([
    [`echo '{"users":[{"user":"ann@x.io","role":"admin"}]}'`],
    [`echo '{ "users" : [ { "user" : "ann@x.io" } ] }'`],
    [`echo '{"users":[{"user":"Ann@X.io"}]}'`],
  ])('is not so where they are in it: %s', (list) => {
    expect(answer('gone', list)).toBe(1);
  });

  it.each([
    ['exit 1'],
    ['true'],
    [`echo '{"users":[]}'; exit 1`],
    [`echo '{"error":"database down"}'`],
    [`echo 'null'`],
    [`echo 'no list today'`],
    [`echo '{"users":[{"email":"ann@x.io"}]}'`],
  ])('is not known where there is no list: %s', (list) => {
    expect(answer('gone', list)).toBe(2);
  });
});

describe('that a user is listed with a role', () => {
  it.each([
    [0, `echo '{"users":[{"role":"admin","user":"ann@x.io"}]}'`],
    [1, `echo '{"users":[{"user":"ann@x.io","role":"viewer"}]}'`],
    [1, `echo '{"users":[{"user":"bob@x.io","role":"admin"}]}'`],
    [2, `echo '{"users":[{"user":"ann@x.io","role":"admin"}]}'; exit 1`],
  ])('is answered with %i by: %s', (code, list) => {
    expect(answer('listed', list)).toBe(code);
  });

  it('is nothing else that the script would be asked', () => {
    expect(answer('present', `echo '{"users":[]}'`)).toBe(2);
  });
});
