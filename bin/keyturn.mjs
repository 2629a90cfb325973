#!/usr/bin/env node
// The command line. Node 24 runs the TypeScript sources as they are; `npm run build` makes dist/keyturn.mjs of them.
import { requireNode } from './node-version.mjs';

requireNode();
await import('../src/cli.ts');
