// Prints the times of the backups whose checksum is right (L351) as a list in JSON, newest first. Exit 3: there is none.
import { execFileSync } from 'node:child_process';

const { backups } = JSON.parse(execFileSync('scripts/maintenance/verify-backups.sh', { encoding: 'utf8' }));
// The script says in no order which it lists first.
const times = backups
  .filter(({ verified, at }) => verified === true && !Number.isNaN(Date.parse(at)))
  .map(({ at }) => at)
  .sort((a, b) => Date.parse(b) - Date.parse(a));
console.log(JSON.stringify(times));
process.exitCode = times.length === 0 ? 3 : 0;
