import { ask } from './ask.ts';
import { assert } from './assert.ts';
import { branch } from './branch.ts';
import { confirm } from './confirm.ts';
import { file } from './file.ts';
import { http } from './http.ts';
import { notify } from './notify.ts';
import { script } from './script.ts';
import { service } from './service.ts';
import { setting } from './setting.ts';
import { shell } from './shell.ts';
import { sql } from './sql.ts';
import type { StepKind, StepKinds } from './step.ts';
import { wait } from './wait.ts';

/** Every step kind of this program. A test compares this list with the folder. */
export const stepKinds: StepKinds = collectKinds([
  ask,
  assert,
  branch,
  confirm,
  file,
  http,
  notify,
  script,
  service,
  setting,
  shell,
  sql,
  wait,
] as readonly StepKind[]);

/** @throws Error when two kinds share a name. */
export function collectKinds(kinds: readonly StepKind[]): StepKinds {
  const byName = new Map<string, StepKind>();
  for (const kind of kinds) {
    if (byName.has(kind.kind)) throw new Error(`two step kinds are called ${kind.kind}`);
    byName.set(kind.kind, kind);
  }
  return byName;
}
