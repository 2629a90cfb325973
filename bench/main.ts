import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { benchAcknowledge } from './acknowledge.ts';
import { benchBurst } from './acknowledge-burst.ts';
import { endWith, failUnlessKept } from './end.ts';
import type { Figure } from './figure.ts';
import { benchLog } from './log.ts';
import { benchLogSearch } from './log-search.ts';
import { benchCounts, benchPath } from './path.ts';
import { benchReadiness } from './readiness.ts';
import { type BenchServer, startBenchServer } from './server.ts';
import { benchStart } from './start-of-process.ts';
import { table } from './table.ts';
import { missed } from './verdict.ts';
import { benchOneRequest, benchVotes } from './votes.ts';

type Bench = (server: BenchServer) => Promise<Figure[]>;

const BENCHES: Record<string, Bench> = {
  path: benchPath,
  counts: benchCounts,
  votes: benchVotes,
  'one-request': benchOneRequest,
  start: (server) => benchStart(server),
  log: (server) => withServer((other) => benchLog(other, server)),
  'log-search': benchLogSearch,
  acknowledge: benchAcknowledge,
  burst: (server) => withServer((other) => benchBurst(server, other)),
  readiness: benchReadiness,
};

failUnlessKept();
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = wanted.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. Parts: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit();
}
const figures: Figure[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`${name}…`);
  figures.push(...(await withServer(bench)));
}
console.log(`\nNode ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n`);
console.log(table(figures));
const json = process.argv.find((argument) => argument.startsWith('--json='))?.slice('--json='.length);
if (json) writeFileSync(json, `${JSON.stringify(figures, null, 2)}\n`);
for (const figure of missed(figures)) console.error(`MISSED: ${figure.what}`);
endWith(figures);

async function withServer(bench: Bench): Promise<Figure[]> {
  const server = await startBenchServer();
  try {
    return await bench(server);
  } finally {
    await server.stop();
  }
}
