import { programEnvironment } from '../../files/program-environment.ts';

/** Every process of an attempt carries this variable, so that it can be found again after a crash of ours. */
export const MARK = 'KEYTURN_ATTEMPT';

/** What a program of a step gets to see: see {@link programEnvironment}; and the attempt that it belongs to. */
export function childEnvironment(
  own: NodeJS.ProcessEnv,
  { mark, ...place }: { readonly path: readonly string[]; readonly cwd: string; readonly mark: string },
  declared: Readonly<Record<string, string>>,
): Record<string, string> {
  return { ...programEnvironment(own, place, declared), [MARK]: mark };
}
