import { pathVariable } from './search-path.ts';

/**
 * What a program gets to see: PATH, HOME, LANG and what is declared for it. Nothing else of our own environment, because that holds the
 * tokens of the bot.
 * @param path folders that are searched for programs before PATH. @param cwd the folder it runs in.
 */
export function programEnvironment(
  own: NodeJS.ProcessEnv,
  { path, cwd }: { readonly path: readonly string[]; readonly cwd: string },
  declared: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    HOME: own.HOME ?? '/',
    LANG: own.LANG ?? 'C.UTF-8',
    ...declared,
    PATH: pathVariable({ host: own.PATH, first: path, declared: declared.PATH, cwd }),
  };
}
