// Stands in for a program of yours: a cache that is a file. It prints what it holds as JSON.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../cache.json', import.meta.url));
if (process.argv[2] === '--clear') writeFileSync(file, '[]\n');
const entries = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).length : 3;
console.log(JSON.stringify({ entries }));
