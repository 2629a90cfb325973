// Runs one script of the plant: `node run.ts <folder>/<script> [arguments]`. Every .sh file ends here.
import { runTool } from '../../kit/tool.ts';
import type { Scripts } from './script.ts';
import { openPlant } from './store.ts';

const [path = '', ...argv] = process.argv.slice(2);
const [folder = '', name = ''] = path.split('/');
const { scripts } = (await import(`./scripts/${folder}.ts`)) as { scripts: Scripts };
const script = scripts[name];
if (script === undefined) throw new Error(`no script ${path}`);
process.exitCode = await runTool({ prefix: 'TWIST', open: openPlant }, { name, script }, argv);
