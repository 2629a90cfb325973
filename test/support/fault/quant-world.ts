import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { CrashPoint } from '../../../src/crash-point.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import { place, SECRETS } from '../app/quant.ts';
import { type QuantProcess, startQuant } from '../app/quant-process.ts';
import type { Written } from '../app/settings.ts';
import { layEmptyEmbedded } from '../embedded-template.ts';
import { type BotProcess, startBot } from './bot-process.ts';
import { freePort } from './free-port.ts';
import { type Visitor, visitorOf } from './visitor.ts';

/** One bot process after the other, to be killed, with the runbook of quant arbitrage on a plant of its own. */
export interface QuantFaultWorld {
  readonly plant: QuantProcess;
  /** People at the console, in the channel of the system. */
  readonly visitor: Visitor;
  /** Starts a bot and waits until it serves; it dies at a point, `point#3` the third time that it is there. */
  start(crashAt?: CrashPoint | `${CrashPoint}#${number}`): Promise<BotProcess>;
  close(): Promise<void>;
}

export async function openQuantFaultWorld(): Promise<QuantFaultWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-quant-fault-'));
  const plant = await startQuant(join(folder, 'plant'));
  cpSync(join(projectRoot, 'runbooks', 'quant'), join(folder, 'runbooks', 'quant'), { recursive: true });
  await layEmptyEmbedded(join(folder, 'home', 'database'));
  const port = await freePort();
  writeFileSync(join(folder, 'keyturn.yaml'), stringify(settings(plant, join(folder, 'runbooks'), port)));
  let bot: BotProcess | undefined;
  return {
    plant,
    visitor: visitorOf(`http://127.0.0.1:${port}`, 'ops-quant'),
    async start(crashAt) {
      await bot?.kill();
      bot = startBot({
        ...SECRETS,
        KEYTURN_CONFIG: join(folder, 'keyturn.yaml'),
        KEYTURN_HOME: join(folder, 'home'),
        ...(crashAt === undefined ? {} : { KEYTURN_CRASH_AT: crashAt }),
      });
      await bot.ready;
      return bot;
    },
    async close() {
      await bot?.kill();
      await plant.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function settings(plant: QuantProcess, runbooks: string, port: number): object {
  const file = parse(
    readFileSync(join(projectRoot, 'examples', 'demo', 'keyturn.yaml'), 'utf8'),
  ) as Written & {
    readonly platforms: { readonly console: object };
  };
  place(file, plant);
  const { quant } = file.systems;
  return {
    ...file,
    runbooks,
    timing: { lease: '2s', cardInterval: '50ms', checkpointInterval: '50ms', drain: '5s' },
    systems: { quant },
    platforms: { console: { ...file.platforms.console, addr: `127.0.0.1:${port}` } },
  };
}
