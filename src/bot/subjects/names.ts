import type { Reader } from '../../store/database.ts';
import type { Sources } from './sources.ts';

/** What people are called on the cards that are drawn together: each is looked up once. */
export interface Names {
  /** A name that came along with something else. */
  know(principal: string, name: string): void;
  /** How to call each of these people; whoever is in no directory is called by their id. */
  of(principals: readonly string[]): Promise<(principal: string) => string>;
}

export function namesIn(reader: Reader, sources: Pick<Sources, 'names'>): Names {
  const known = new Map<string, string>();
  return {
    know(principal, name) {
      known.set(principal, name);
    },
    async of(principals) {
      const strange = [...new Set(principals)].filter((id) => !known.has(id));
      if (strange.length > 0)
        for (const [id, { name }] of await sources.names(reader, strange)) known.set(id, name);
      return (id) => known.get(id) ?? id;
    },
  };
}
