#!/usr/bin/env node
// The command line. Node 24 runs the TypeScript sources as they are; `npm run build` makes dist/keyturn.mjs of them.
import module from 'node:module';
import { join } from 'node:path';
import { requireNode } from './node-version.mjs';

requireNode();
// Disks that do not answer keep the threads that look at them; what looks at no disk needs some as well.
process.env.UV_THREADPOOL_SIZE ??= '16';
// A start is not spent on compiling the same code again. Where nothing can be written there, Node does without.
module.enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled'));
await import('../src/cli.ts');
