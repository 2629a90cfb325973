/**
 * Begins to count what this thread takes of a processor. For bounds on work that waits for nothing: they hold however many
 * others want the processor too, which no span on the clock does.
 * @returns the milliseconds that were taken since.
 */
export function processorTime(): () => number {
  const before = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  };
}
