import { pathVariable } from '../../files/search-path.ts';

/** Every process of an attempt carries this variable, so that it can be found again after a crash of ours. */
export const MARK = 'KEYTURN_ATTEMPT';

/**
 * What a program gets to see: PATH, HOME, LANG and what the step declares. Nothing else of our own environment,
 * because that holds the tokens of the bot.
 * @param path folders that are searched for programs before PATH. @param cwd the folder it runs in.
 */
export function childEnvironment(
  own: NodeJS.ProcessEnv,
  { path, cwd, mark }: { readonly path: readonly string[]; readonly cwd: string; readonly mark: string },
  declared: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    HOME: own.HOME ?? '/',
    LANG: own.LANG ?? 'C.UTF-8',
    ...declared,
    PATH: pathVariable({ host: own.PATH, first: path, declared: declared.PATH, cwd }),
    [MARK]: mark,
  };
}
