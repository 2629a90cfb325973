import type * as z from 'zod';

/** When a rule about several fields of a block is asked. */
interface Asked {
  readonly when: (payload: z.core.ParsePayload) => boolean;
}

/**
 * Has a rule of a block speak beside other faults of the block: by default zod asks none once a field is wrong, and the
 * author learns of one fault after the other. It is still not asked where a key is misspelt, which may be any that lacks,
 * nor where a field that it judges by is itself wrong.
 * @param judged fields by whose values the rule judges; a rule that only asks which of them are given names none.
 */
export function besideOtherFaults(...judged: readonly string[]): Asked {
  return {
    when({ value, issues }) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      return !issues.some(({ code, path = [] }) => {
        const [field] = path;
        return field === undefined ? code === 'unrecognized_keys' : judged.includes(String(field));
      });
    },
  };
}
