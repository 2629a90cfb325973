// Starts run.ts with what it and its modules were compiled to last time: most of the time of a small program goes into that.
// Itself no TypeScript, because what is loaded before this is compiled anew.
import { enableCompileCache } from 'node:module';

enableCompileCache();
await import('./run.ts');
