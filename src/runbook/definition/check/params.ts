import type { Finding } from '../../../written/problem.ts';
import { defaultProblem, exampleProblem } from '../../plan/param.ts';
import { typedSecret } from '../../plan/secret-name.ts';
import type { Param } from '../construct/param.ts';

/** Defaults and examples are read like what people type: a plan takes the one, and a person copies the other. */
export function paramFindings(
  params: Readonly<Record<string, Param>>,
  path: readonly PropertyKey[],
): readonly Finding[] {
  return Object.entries(params).flatMap(([name, param]) => {
    const at = (
      key: 'default' | 'example',
      problem: ReturnType<typeof defaultProblem>,
    ): readonly Finding[] => {
      if (problem === undefined) return [];
      const { message, suggestion } = problem;
      return [{ path: [...path, name, key], message, suggestion }];
    };
    const secret = typedSecret(name, param.type);
    return [
      ...(secret === undefined ? [] : [{ path: [...path, name], atKey: true, ...secret }]),
      ...at('default', defaultProblem(name, param)),
      ...at('example', exampleProblem(name, param)),
    ];
  });
}
