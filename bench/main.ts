import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { type Figure, table } from './measure.ts';
import { startBenchServer } from './server.ts';
import { benchOneRequest, benchVotes } from './votes.ts';

const BENCHES = { votes: benchVotes, 'one-request': benchOneRequest };

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const figures: Figure[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`${name}…`);
  const server = await startBenchServer();
  try {
    figures.push(...(await bench(server)));
  } finally {
    await server.stop();
  }
}
console.log(`\nNode ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}\n`);
console.log(table(figures));
const json = process.argv.find((argument) => argument.startsWith('--json='))?.slice('--json='.length);
if (json) writeFileSync(json, `${JSON.stringify(figures, null, 2)}\n`);
process.exitCode = figures.every((figure) => figure.kept) ? 0 : 1;
