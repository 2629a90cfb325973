const target = process.env.KEYTURN_CRASH_AT;

/**
 * A test hook: when the environment names this point, the process dies here as by `kill -9`. Otherwise, and always
 * in production, it does nothing. The names are listed where the fault tests use them.
 */
export function crashPoint(name: string): void {
  if (target === name) process.kill(process.pid, 'SIGKILL');
}
