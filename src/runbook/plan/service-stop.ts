interface Doing {
  readonly does: string;
  readonly expect: 'up' | 'down' | null;
}

/**
 * Whether a step is a stop: it ends a service, or only has to see that nothing of it runs. What is right to ask before a start - that its
 * files are clear, that they are what somebody agreed to, that somebody could look - keeps no stop back. Whatever asks something of the
 * kind asks here first, whoever keeps the service; and so does whoever tells what an emergency found.
 */
export function isStop({ does, expect }: Doing): boolean {
  return does === 'stop' || does === 'kill' || expect === 'down';
}
