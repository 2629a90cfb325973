import { inspect } from 'node:util';

const SHOWN = '[secret]';

/**
 * A value that must not be printed. However it is logged, serialized or joined into a text, it shows as
 * `[secret]`; only {@link Secret.reveal}, called at the moment of use, gives the value.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}

/** Every secret of the settings, wherever it stands in them. */
export function secretsIn(value: unknown): readonly string[] {
  if (value instanceof Secret) return [value.reveal()];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(secretsIn);
}
