import { delimiter } from 'node:path';

/** Every process of an attempt carries this variable, so that it can be found again after a crash of ours. */
export const MARK = 'KEYTURN_ATTEMPT';

const USUAL_PATH = '/usr/local/bin:/usr/bin:/bin';

/**
 * What a program gets to see: PATH, HOME, LANG and what the step declares. Nothing else of our own environment,
 * because that holds the tokens of the bot.
 */
export function childEnvironment(
  own: NodeJS.ProcessEnv,
  path: readonly string[],
  declared: Readonly<Record<string, string>>,
  mark: string,
): Record<string, string> {
  return {
    PATH: [...path, own.PATH ?? USUAL_PATH].join(delimiter),
    HOME: own.HOME ?? '/',
    LANG: own.LANG ?? 'C.UTF-8',
    ...declared,
    [MARK]: mark,
  };
}
