/** An answer that refuses, in the shape that Discord gives it. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: object | undefined;

  constructor(status: number, code: number, message: string, errors?: object) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  toJSON(): object {
    return { message: this.message, code: this.code, ...(this.errors && { errors: this.errors }) };
  }
}

/** Collects what is wrong with a body; Discord names every place at once. */
export interface Faults {
  check(valid: unknown, path: string, message: string): void;
  throwIfAny(): void;
}

export function collectFaults(): Faults {
  const errors: Record<string, object> = {};
  return {
    check(valid, path, message) {
      if (!valid) errors[path] = { _errors: [{ code: 'BASE_TYPE_BAD', message }] };
    },
    throwIfAny() {
      const places = Object.keys(errors);
      if (places.length > 0)
        throw new ApiProblem(400, 50035, `Invalid Form Body: ${places.join(', ')}`, errors);
    },
  };
}

export const threadArchived = () => new ApiProblem(400, 50083, 'Thread is archived');

export const unknown = {
  channel: () => new ApiProblem(404, 10003, 'Unknown Channel'),
  guild: () => new ApiProblem(404, 10004, 'Unknown Guild'),
  member: () => new ApiProblem(404, 10007, 'Unknown Member'),
  command: () => new ApiProblem(404, 10063, 'Unknown application command'),
  message: () => new ApiProblem(404, 10008, 'Unknown Message'),
  webhook: () => new ApiProblem(404, 10015, 'Unknown Webhook'),
  interaction: () => new ApiProblem(404, 10062, 'Unknown interaction'),
  route: () => new ApiProblem(404, 0, '404: Not Found'),
};
