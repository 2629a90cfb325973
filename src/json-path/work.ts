import { OpsError } from '../errors.ts';

/** Values that are looked at for one answer: some 0.3 s. */
const MOST_VALUES = 1_000_000;
/** Size of the compiled patterns times characters of the texts; see `src/pattern`. */
const MOST_MATCHING = 8_000_000;

/** What a path may cost on one body: `$..*..*..*` visits each value again for each of its ancestors. */
export interface Work {
  /** @throws OpsError when too many values were looked at. */
  visit(values?: number): void;
  /** @throws OpsError when too much text was compared with patterns. */
  match(patternSize: number, characters: number): void;
}

export function createWork(path: string): Work {
  let values = 0;
  let matching = 0;
  const refuse = (why: string): never => {
    throw new OpsError({
      code: 'json-path.too-much',
      what: `${path} was not looked up.`,
      why: `The answer is too large for it: ${why}.`,
      next: 'Ask for a smaller answer, or let the path name its way instead of searching everywhere.',
    });
  };
  return {
    visit(more = 1) {
      values += more;
      if (values > MOST_VALUES) refuse(`it looks at more than ${MOST_VALUES} values`);
    },
    match(patternSize, characters) {
      matching += patternSize * characters;
      if (matching > MOST_MATCHING) refuse('its pattern would take too long on texts of this length');
    },
  };
}
