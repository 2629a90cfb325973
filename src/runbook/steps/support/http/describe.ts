import { formatDuration } from '../../../../duration.ts';
import { describeSecretText } from '../../../plan/text.ts';
import { describeJsonExpectations } from '../expectation.ts';
import { describePatterns } from '../find.ts';
import type { Expectation, HttpSpec, ProbeSpec } from './spec.ts';

/** What people approve, a line each. */
export function describeHttp(spec: HttpSpec): readonly string[] {
  return [
    `${spec.method} ${spec.url}`,
    ...Object.entries(spec.headers).map(([name, text]) => `${name}: ${describeSecretText(text)}`),
    ...(spec.credential === undefined
      ? []
      : [`${spec.credential.header}: ‹credential ${spec.credential.name}›`]),
    ...(spec.body === null ? [] : [`body: ${describeSecretText(spec.body)}`]),
    ...describeExpectation(spec.expect),
    ...describePatterns(spec.find),
    ...(spec.probe === null ? [] : describeProbe(spec.probe)),
  ];
}

function describeProbe({ url, expect, notDone = [] }: ProbeSpec): string[] {
  return [
    `after a crash asks: GET ${url}`,
    ...describeExpectation(expect),
    ...(notDone.length === 0 ? [] : [`its status ${notDone.join(' or ')} means that it did not happen`]),
  ];
}

function describeExpectation({ status, json: values, within }: Expectation): string[] {
  return [
    ...(status === undefined ? [] : [`expects status ${[status].flat().join(' or ')}`]),
    ...(values === undefined ? [] : describeJsonExpectations(values)),
    ...(within === undefined ? [] : [`expects an answer within ${formatDuration(within)}`]),
  ];
}
