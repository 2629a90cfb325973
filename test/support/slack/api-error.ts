/** A call that Slack refuses: `{ ok: false, error: word }`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly word: string;
  readonly details: readonly string[];
  /** What else the answer says. */
  readonly fields: object;

  constructor(word: string, details: readonly string[] = [], fields: object = {}) {
    super(`${word} ${details.join('; ')}`);
    this.word = word;
    this.details = details;
    this.fields = fields;
  }
}

export type Arguments = { readonly [name: string]: unknown };

/** @throws ApiError `invalid_arguments` when one of them is missing or empty. */
export function need<Name extends string>(args: Arguments, ...names: readonly Name[]): Record<Name, string> {
  const missing = names.filter((name) => typeof args[name] !== 'string' || args[name] === '');
  if (missing.length > 0) {
    throw new ApiError(
      'invalid_arguments',
      missing.map((name) => `[ERROR] missing required field: ${name}`),
    );
  }
  return args as Record<Name, string>;
}
