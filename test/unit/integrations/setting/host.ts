import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../../../src/canonical.ts';
import type { Io } from '../../../../src/integrations/integration.ts';
import { createSetting } from '../../../../src/integrations/setting/index.ts';
import { demandedBy } from '../../../../src/runbook/steps/support/setting/rule.ts';
import { openSettingFile } from '../../../../src/setting-file/open.ts';

export interface Host {
  readonly folder: string;
  readonly file: string;
  content(): string;
  put(content: string): void;
  /** What lies beside the file, without what it is called. */
  beside(): readonly string[];
  sha256(): Promise<string>;
  call(operation: string, input: { readonly [key: string]: Json }, io?: Partial<Io>): Promise<Json>;
  close(): void;
}

/** A folder with a dotenv file, and the integration that may change it. */
export function openHost(content: string, name = '.env'): Host {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-setting-')));
  const file = join(folder, name);
  writeFileSync(file, content);
  const { operations } = createSetting((system) => (system === 'shop' ? [folder] : []), demandedBy);
  return {
    folder,
    file,
    content: () => readFileSync(file, 'utf8'),
    put(text) {
      writeFileSync(file, text);
    },
    beside: () =>
      readdirSync(folder)
        .filter((each) => each !== name)
        .map((each) => each.replace(/.*\./, '')),
    sha256: async () => (await openSettingFile(file, [folder])).sha256,
    async call(name, input, io = {}) {
      const operation = operations[name];
      if (operation === undefined) throw new Error(name);
      return operation.run(operation.input.parse({ file, format: 'dotenv', ...input }), {
        ...plainIo,
        ...io,
      });
    },
    close() {
      rmSync(folder, { recursive: true });
    },
  };
}

const plainIo: Io = {
  system: 'shop',
  signal: new AbortController().signal,
  begin() {},
  aside: (work) => work(),
  output() {},
  secret: (name) => `value of ${name}`,
};

/** A change of one key as a step asks for it. */
export function changing(key: string, to: Json, more: { readonly [key: string]: Json } = {}) {
  const one = { name: key, key, to: Array.isArray(to) ? to : [to], kind: 'text', secret: false };
  return { run: 'run-1', step: 'set', attempt: 1, add: false, changes: [one], ...more };
}
