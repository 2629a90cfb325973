/** Chains that belong to no single thing, and what people call them: their first entry says nothing of the others. */
const SHARED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    access: 'What was refused',
    people: 'People and their accounts',
    config: 'Settings and runbooks',
    log: 'The log itself',
  }),
);

export const SHARED_CHAINS: readonly string[] = [...SHARED.keys()];

/** What people call a shared chain; undefined for the chain of one thing. */
export function sharedName(chain: string): string | undefined {
  return SHARED.get(chain);
}
