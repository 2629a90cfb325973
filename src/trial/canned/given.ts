import { matches } from '../matching.ts';
import type { Answer, Part } from '../written.ts';

/** Who asks for an answer, and what is done. */
export interface Asking {
  readonly step: { readonly id: string; readonly title: string };
  /** A command line, a request or a query, as a test writes it. */
  readonly line: string;
}

/** The answers that a test gives, as they are used up. */
export interface Given {
  next(asking: Asking): Answer | undefined;
  /** Those that nothing asked for: the key, and how many of its answers were given. */
  unused(): readonly { readonly key: string; readonly used: number; readonly of: number }[];
}

export function givenAnswers(answers: Part['answers']): Given {
  const used = new Map<string, number>();
  return {
    next({ step, line }) {
      const keys = Object.keys(answers);
      const key =
        keys.find((one) => one === step.id) ??
        keys.find((one) => one === step.title) ??
        keys.find((one) => matches(one, line));
      if (key === undefined) return undefined;
      const list = answers[key] ?? [];
      const before = used.get(key) ?? 0;
      used.set(key, before + 1);
      return list[Math.min(before, list.length - 1)];
    },
    unused: () =>
      Object.entries(answers).flatMap(([key, { length }]) => {
        const given = Math.min(used.get(key) ?? 0, length);
        return given < length ? [{ key, used: given, of: length }] : [];
      }),
  };
}
