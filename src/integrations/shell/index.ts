import { z } from 'zod';
import { defineIntegration, defineOperation, type Integration } from '../integration.ts';
import { killMarked } from './process-group.ts';
import { run, runInput } from './run.ts';

/** Programs on the host that Keyturn runs on. */
export function createShell(): Integration {
  return defineIntegration({
    id: 'shell',
    summary: 'Runs programs on the host, without a shell, and stops the whole process group when told to.',
    operations: {
      run: defineOperation({ input: runInput, run }),
      reap: defineOperation({
        input: z.strictObject({ mark: z.string() }),
        run: async ({ mark }) => ({ killed: killMarked(mark) }),
      }),
    },
  });
}
