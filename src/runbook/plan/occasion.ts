import type { PlanPerson } from './person.ts';

/** What texts may say of the run that they are for: fixed when it is asked for, so that it is approved like every other value. */
export const FACTS = ['date', 'time', 'at', 'id', 'requester.name', 'requester.id'] as const;
export type Fact = (typeof FACTS)[number];
export type Facts = Readonly<Partial<Record<Fact, string>>>;

/** When somebody asks for an action, who that is, and what its run will be called. */
export interface Occasion {
  /** On the database's clock. */
  readonly at: Date;
  /** The id of the run, should it come to one. */
  readonly run: string;
  readonly requester: Pick<PlanPerson, 'id' | 'name'>;
}

/** Every fact of an occasion, in UTC to the second. */
export function factsOf({ at, run, requester }: Occasion): Readonly<Record<Fact, string>> {
  const written = at.toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    date: written.slice(0, 10),
    time: written.slice(11, 19),
    at: written,
    id: run,
    'requester.name': requester.name,
    'requester.id': requester.id,
  };
}

export function isFact(name: string): name is Fact {
  return FACTS.some((fact) => fact === name);
}
