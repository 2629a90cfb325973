import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { folderWith } from './folder.ts';

const { runbooks } = loadRunbooks('runbooks', stepKinds, {});
const revoke = runbooks.find(({ id }) => id === 'twist')?.actions['security/revoke-access'];
const { run = [] } = (revoke?.steps.at(-1)?.written ?? {}) as { readonly run?: readonly string[] };

/** Whether the last step of revoking somebody's access succeeds beside what lists who has access. */
function isVerified(script: string): boolean {
  const name = 'scripts/security/audit-access.sh';
  const folder = folderWith({ [name]: `#!/bin/sh\n${script}\n` });
  chmodSync(`${folder}/${name}`, 0o755);
  const [program = '', ...rest] = run.map((text) => text.replace('{{ params.user }}', 'ann@x.io'));
  return spawnSync(program, rest, { cwd: folder }).status === 0;
}

describe('that a user is not listed any more', () => {
  it.each([
    [`echo '{"users":[]}'`],
    [`echo '{"users":[{"user":"bob@x.io","role":"admin"}]}'`],
    [`printf '{\\n "users" : [ { "user": "joann@x.io" } ]\\n}\\n'`],
  ])('is so where a list is without them: %s', (script) => {
    expect(isVerified(script)).toBe(true);
  });

  it.each([
    ['exit 1'],
    ['true'],
    [`echo '{"users":[]}'; exit 1`],
    [`echo '{"error":"database down"}'`],
    [`echo 'no list today'`],
    [`echo '{"users":[{"user":"ann@x.io","role":"admin"}]}'`],
    [`echo '{ "users" : [ { "user" : "ann@x.io" } ] }'`],
    [`echo '{"users":[{"user":"Ann@X.io"}]}'`],
    [`echo '{"users":[{"email":"ann@x.io"}]}'`],
  ])('is not said where they are in it, or there is none: %s', (script) => {
    expect(isVerified(script)).toBe(false);
  });
});
