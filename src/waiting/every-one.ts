import { isPermanent } from '../permanent.ts';

/**
 * Does the same for each, one after the other: what fails for one keeps none of the others from it.
 * @throws what failed, once all had their turn: first what another try may cure, or whoever repeats it would give that up too.
 */
export async function everyOne<T>(all: Iterable<T>, work: (one: T) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = [];
  for (const one of all) {
    try {
      await work(one);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures.find((error) => !isPermanent(error)) ?? failures[0];
}
