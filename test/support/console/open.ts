import { sql } from 'drizzle-orm';
import { type Console, createConsole } from '../../../src/bot/platforms/console/console.ts';
import type { ConsoleOptions } from '../../../src/bot/platforms/console/options.ts';
import type { Database } from '../../../src/store/database.ts';
import { channels, commands, logReader, personas } from './fixtures.ts';
import { type ScriptedReceiver, scriptedReceiver } from './receiver.ts';

export const silent = { info: () => {}, warn: () => {}, error: () => {} };

export function consoleOptions(db: Database, changed: Partial<ConsoleOptions> = {}): ConsoleOptions {
  return {
    db,
    personas: () => personas,
    channels,
    commands: () => commands,
    log: logReader,
    logger: silent,
    addr: '127.0.0.1:0',
    production: false,
    allowInProduction: false,
    firstCommand: 'twist health',
    ...changed,
  };
}

/** A console with a scripted bot behind it, listening on a free port. */
export async function openConsole(
  db: Database,
  changed: Partial<ConsoleOptions> = {},
): Promise<{ platform: Console; receiver: ScriptedReceiver }> {
  const platform = createConsole(consoleOptions(db, changed));
  const receiver = scriptedReceiver(() => platform);
  await platform.start(receiver);
  return { platform, receiver };
}

/** Takes every message away: quicker than a database for each test. */
export async function emptyConsole(db: Database): Promise<void> {
  await db.transact((tx) =>
    tx.orm.execute(
      sql`truncate console_message, console_reaction, console_file, console_read, console_revision,
        console_channel, console_member`,
    ),
  );
}
