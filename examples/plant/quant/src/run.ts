// Runs one tool of the host: `node run.ts <file>/<tool> [arguments]`. Every program of bin/ ends here.
import { runTool } from '../../kit/tool.ts';
import type { Script } from './script.ts';
import { openPlant } from './store.ts';

const [path = '', ...argv] = process.argv.slice(2);
const [file = '', name = ''] = path.split('/');
const { tools } = (await import(`./tools/${file}.ts`)) as { tools: Readonly<Record<string, Script>> };
const script = tools[name];
if (script === undefined) throw new Error(`no tool ${path}`);
process.exitCode = await runTool({ prefix: 'QUANT', open: openPlant }, { name, script }, argv);
