type Answers<P extends readonly unknown[]> = { -readonly [K in keyof P]: Awaited<P[K]> };

/**
 * Waits for statements that were sent together on one transaction, also for the rest when one fails: nothing
 * may still be on its way when the transaction is rolled back.
 * @throws the first failure.
 */
export async function together<const P extends readonly unknown[]>(promises: P): Promise<Answers<P>> {
  const results = await Promise.allSettled(promises);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as Answers<P>;
}
