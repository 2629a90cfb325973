import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { PATIENCE_MS } from './test/support/patience.ts';

/** Small files that take minutes, and most of a processor. */
const LONG = ['test/fault/**/*.test.ts', 'test/**/property/**/*.test.ts', 'test/**/*.property.test.ts'];
/**
 * Each file in a process of its own: whole programs, which end other processes, move clocks and fill disks, and what puts other
 * modules in the place of real ones.
 */
const WHOLE = ['test/scenario/**/*.test.ts', 'test/browser/**/*.test.ts', 'test/**/*.alone.test.ts'];
/**
 * It ends what hangs, and measures nothing: what takes half a minute alone takes minutes on a machine that does ten other
 * things. A test has a limit of its own only where it needs more.
 */
const LIMIT_MS = 300_000;
/** The part of the other files among which the long ones are begun. */
const AMONG = 0.6;

/**
 * Begun last, a long file would go on alone while the other processors are idle; begun together, they would time each other
 * out. So they are spread over the first part of the others.
 */
class LongOnesSpread extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const of = (...names: string[]) => sorted.filter(({ project }) => names.includes(project.name));
    const long = of('long');
    const others = [...of('whole'), ...of('parts')];
    const between = Math.ceil((others.length * AMONG) / Math.max(1, long.length));
    return [...long.flatMap((file) => [file, ...others.splice(0, between)]), ...others];
  }
}

// Each file, and each process that it starts, loads the same modules: their compiled code is kept.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules', '.cache', 'compiled');

export default defineConfig({
  test: {
    // Two at once also on a machine with two processors; a third would time the others out.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: LongOnesSpread },
    globalSetup: './test/support/shared-server.ts',
    testTimeout: LIMIT_MS,
    hookTimeout: LIMIT_MS,
    expect: { poll: { timeout: PATIENCE_MS } },
    reporters: process.env.CI ? ['default'] : ['dot'],
    projects: [
      { extends: true, test: { name: 'long', include: LONG } },
      { extends: true, test: { name: 'whole', include: WHOLE } },
      {
        extends: true,
        // Most take less time than to load what they test: they share the processes that have loaded it.
        test: { name: 'parts', include: ['test/**/*.test.ts'], exclude: [...LONG, ...WHOLE], isolate: false },
      },
    ],
  },
});
