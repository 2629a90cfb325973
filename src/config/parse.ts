import * as z from 'zod';
import type { Finding } from '../written/problem.ts';
import { parseYamlFile, type YamlFile } from '../written/yaml-file.ts';
import { findingsOf } from '../written/zod-finding.ts';
import type { Config } from './config.ts';
import { type Environment, readEnvironment, unknownVariables } from './environment.ts';
import { deepFreeze } from './freeze.ts';
import type { ConfigProblem } from './problem.ts';
import { type Base, resolveConfig } from './resolve/config.ts';
import { environmentSchema, FAMILIES, isSecretVariable } from './schema/environment.ts';
import { fileSchema, type PolicySchema } from './schema/file.ts';
import { findSecrets } from './secret-scan.ts';

export interface ConfigInput extends Base {
  /** Text of keyturn.yaml; empty when there is none. */
  readonly text: string | Uint8Array;
  readonly env: Environment;
  /** Schema of a written approval policy. */
  readonly policy?: PolicySchema;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Checks the file and the environment together and answers the settings, or everything that is wrong. */
export function parseConfig(input: ConfigInput): ConfigResult {
  const yaml = parseYamlFile(input.file ?? 'keyturn.yaml', input.text);
  const unreadable = yaml.problems.map(({ message, suggestion, ...place }) => ({
    path: '',
    place,
    message,
    suggestion,
  }));
  if (unreadable.length > 0) return { ok: false, problems: unreadable };
  const secrets = findSecrets(yaml.value).map((finding) => fileProblem(finding, yaml));
  if (secrets.length > 0) return { ok: false, problems: secrets };

  const schema = z.object({ file: fileSchema(input.policy), env: environmentSchema });
  const value = { file: yaml.value ?? {}, env: readEnvironment(input.env) };
  const parsed = schema.safeParse(value);
  const problems = unknownVariables(input.env).map(unknownVariable);
  if (!parsed.success) {
    const { issues } = parsed.error;
    const inEnvironment = issues.filter((issue) => issue.path[0] === 'env');
    const inFile = issues.filter((issue) => issue.path[0] === 'file');
    const findings = findingsOf(inFile, schema, value).map((finding) => ({
      ...finding,
      path: finding.path.slice(1),
    }));
    problems.push(...inEnvironment.map((issue) => variableProblem(issue, value.env)));
    problems.push(...findings.map((finding) => fileProblem(finding, yaml)));
    return { ok: false, problems: problems.toSorted(byPlace) };
  }
  const report = (finding: Finding): void => {
    problems.push(fileProblem(finding, yaml));
  };
  const config = resolveConfig(parsed.data.file, parsed.data.env, input, report);
  if (problems.length > 0) return { ok: false, problems: problems.toSorted(byPlace) };
  return { ok: true, config: deepFreeze(config) };
}

function fileProblem({ path, message, suggestion, ...rest }: Finding, yaml: YamlFile): ConfigProblem {
  return { path: path.join('.'), place: yaml.place({ path, ...rest }), message, suggestion };
}

function unknownVariable({ variable, nearest }: ReturnType<typeof unknownVariables>[number]): ConfigProblem {
  return {
    path: variable,
    place: undefined,
    message: 'There is no such environment variable.',
    suggestion: nearest === undefined ? 'Unset it.' : `Did you mean ${nearest}?`,
  };
}

/** Values of secret variables are never quoted. */
function variableProblem(issue: z.core.$ZodIssue, env: ReturnType<typeof readEnvironment>): ConfigProblem {
  const [, group, first, second] = issue.path.map(String);
  const family = FAMILIES[first as keyof typeof FAMILIES];
  const variable = group === 'named' ? String(first) : `${family.prefix}${second}`;
  const shown = isSecretVariable(variable) ? 'a value' : JSON.stringify(env.named[variable] ?? '');
  const advice = issue.code === 'invalid_value' ? `write one of ${issue.values.join(', ')}` : issue.message;
  return {
    path: variable,
    place: undefined,
    message: `It is set to ${shown} that does not do.`.replace('" that', '", which'),
    suggestion: `${advice.charAt(0).toUpperCase()}${advice.slice(1)}.`,
  };
}

function byPlace(a: ConfigProblem, b: ConfigProblem): number {
  const line = (problem: ConfigProblem): number => problem.place?.line ?? 0;
  const column = (problem: ConfigProblem): number => problem.place?.column ?? 0;
  return line(a) - line(b) || column(a) - column(b);
}
