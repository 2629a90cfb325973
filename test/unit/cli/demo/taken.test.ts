import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { settingsOnFreePorts } from '../../../support/demo.ts';
import { keyturn } from '../run-cli.ts';

it('a demo whose console cannot listen says why and ends, with the system that it had started', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-taken-'));
  const text = await settingsOnFreePorts();
  const file = join(folder, 'keyturn.yaml');
  await writeFile(file, text);
  const port = Number(String(parse(text).platforms.console.addr).split(':').at(-1));
  const other = createServer().listen(port, '127.0.0.1');
  const { code, text: said, complaints } = await keyturn(folder, 'demo', { env: { KEYTURN_CONFIG: file } });
  other.close();
  expect(code).toBe(1);
  expect(said + complaints).toContain(`The console cannot listen on port ${port}.`);
  await expect(fetch(parse(text).systems.twist.origins[0])).rejects.toThrow();
  await rm(folder, { recursive: true });
});
