import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Programs of attempts that still run with something of this folder in their environment. Only where /proc exists. */
export function programsOf(folder: string): readonly number[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const environment = environmentOf(pid);
      return environment.includes('KEYTURN_ATTEMPT=') && environment.includes(folder);
    });
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
