/** A service that a feature gave to commands and buttons. Only the key that it was made with takes it out again. */
export interface Provided {
  /** What the service is called, for errors. */
  readonly name: string;
}

interface Services {
  readonly provided: readonly Provided[];
}

/** Where features leave what their commands call, and their commands find it again, with its type. */
export interface ServiceKey<Service> {
  provide(service: Service): Provided;
  /** @throws Error when nobody provided it: a mistake in the wiring. */
  in(services: Services): Service;
  /** The same, where one may go without it. */
  find(services: Services): Service | undefined;
}

/** @param name what the service is called, for errors */
export function serviceKey<Service>(name: string): ServiceKey<Service> {
  const made = new WeakMap<Provided, { readonly service: Service }>();
  function find({ provided }: Services): Service | undefined {
    for (const token of provided) {
      const found = made.get(token);
      if (found !== undefined) return found.service;
    }
    return undefined;
  }
  return {
    provide(service) {
      const token = { name };
      made.set(token, { service });
      return token;
    },
    in(services) {
      const found = find(services);
      if (found === undefined) throw new Error(`nobody provides ${name}`);
      return found;
    },
    find,
  };
}
