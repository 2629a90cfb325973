import * as z from 'zod';
import { defineIntegration, defineOperation, type Integration } from '../integration.ts';
import { reap } from './reap.ts';
import { run, runInput } from './run.ts';

/** Programs on the host that Keyturn runs on. */
export function createShell(): Integration {
  return defineIntegration({
    id: 'shell',
    summary: 'Runs programs on the host, without a shell, and stops the whole process group when told to.',
    operations: {
      run: defineOperation({ input: runInput, run }),
      reap: defineOperation({
        input: z.strictObject({ step: z.string(), upTo: z.int().nonnegative() }),
        run: async ({ step, upTo }) => ({ ...(await reap({ step, attempts: { from: 1, to: upTo } })) }),
      }),
    },
  });
}
