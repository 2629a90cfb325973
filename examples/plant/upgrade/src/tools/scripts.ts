import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../../kit/arguments.ts';
import { PAYER } from '../addresses.ts';
import { writeBuffer } from '../chain.ts';
import { checkoutOf } from '../host.ts';
import { type Call, EXIT, type Script, ScriptFailure } from '../script.ts';
import { codeOf } from '../state.ts';

/** The scripts of the repository. Most of them ask the service. */
export const tools: Readonly<Record<string, Script>> = {
  deploy_buffer: {
    summary: 'Writes the built program into a new buffer.',
    words: '',
    run: async (call) => {
      takes(call, 0);
      const path = join(checkoutOf(call.plant.folder).root, 'target', 'deploy', 'program_upgrade_system.so');
      if (!existsSync(path))
        throw new ScriptFailure(EXIT.failed, `${path}: no such file; build the program first`);
      await call.progress('writing the buffer', 600);
      const isSwapped = call.plant.read().faults.includes('buffer-swapped');
      const code = isSwapped ? codeOf('2.0.0', 'swapped') : readFileSync(path, 'utf8');
      const buffer = call.plant.change((state, change) => writeBuffer(state, change, code, PAYER.pubkey));
      call.halfway();
      return { output: `Buffer Address: ${buffer}` };
    },
  },
  propose_upgrade: {
    summary: 'Creates a proposal to upgrade the program to what a buffer holds.',
    words: '<BUFFER> <DESC>',
    run: async (call) => {
      const [buffer = '', description = ''] = takes(call, 2);
      await call.progress('creating the proposal');
      const id = await ask(call, '/proposals', { buffer, description }, 'proposal_id');
      call.halfway();
      return { output: `Proposal ID: ${id}` };
    },
  },
  migrate_accounts: {
    summary: 'Begins to migrate the accounts of a file, one a line.',
    words: '<PROPOSAL> <ACCOUNTS>',
    run: async (call) => {
      const [proposal = '', file = ''] = takes(call, 2);
      if (!existsSync(file)) throw new ScriptFailure(EXIT.failed, `${file}: no such file`);
      const id = await ask(
        call,
        '/migration/start',
        { proposal, accounts: readFileSync(file, 'utf8') },
        'job_id',
      );
      call.halfway();
      return { output: `Job ID: ${id}` };
    },
  },
  rollback: {
    summary: 'Cancels a proposal that was not executed.',
    words: '<PROPOSAL> <REASON>',
    run: async (call) => {
      const [proposal = '', reason = ''] = takes(call, 2);
      const status = await ask(
        call,
        `/proposals/${encodeURIComponent(proposal)}/cancel`,
        { reason },
        'status',
      );
      call.halfway();
      return { output: `Proposal ${proposal}: ${status}` };
    },
  },
};

function takes({ words }: Call, count: number): readonly string[] {
  if (words.length !== count)
    throw new UsageError(`${count} arguments are needed, and ${words.length} were given`);
  return words;
}

/** Asks the service, and answers a text of what it says. @throws ScriptFailure when it refuses or does not answer */
async function ask({ plant }: Call, path: string, body: object, field: string): Promise<string> {
  const response = await fetch(`${plant.read().places.api}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  }).catch((error: Error) => {
    throw new ScriptFailure(EXIT.failed, `the service does not answer: ${error.message}`);
  });
  const answer: unknown = await response.json();
  const said = new Map<string, unknown>(
    Object.entries(typeof answer === 'object' && answer !== null ? answer : {}),
  );
  if (!response.ok) throw new ScriptFailure(EXIT.failed, `refused: ${String(said.get('error'))}`);
  return String(said.get(field));
}
