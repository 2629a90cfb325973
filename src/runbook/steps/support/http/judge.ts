import type { Json } from '../../../../canonical.ts';
import { jsonText, readJson } from '../../../../values/json.ts';
import type { StepContext, StepOutcome } from '../../step.ts';
import { evidenceOf } from '../evidence.ts';
import { jsonMismatches } from '../expectation.ts';
import { type Found, findIn, foundBy, type Patterns } from '../find.ts';
import type { Expectation, HttpResult, HttpSpec, ProbeSpec } from './spec.ts';

/** What an answer means depends on what the step may do: a GET that changes something is no question. */
type JudgedIn = Pick<StepContext, 'now' | 'changes'>;

/** What became of a request, by its answer. */
export function judge(found: HttpResult, spec: HttpSpec, context: JudgedIn): StepOutcome {
  const now = context.now();
  const searched = searchedIn(found.body, spec.find);
  const result = { status: found.status, body: found.body, ms: found.ms, ...foundBy(searched) };
  const wrong = [
    ...wrongStatus(found.status, spec.expect.status),
    ...(unreadable(found.body, spec.expect, now) ?? jsonMismatches(found.body, spec.expect.json ?? {}, now)),
    ...(isLate(found, spec.expect)
      ? [`the answer took ${found.ms} ms, expected at most ${spec.expect.within} ms`]
      : []),
    ...(searched !== undefined && 'problem' in searched ? [searched.problem] : []),
  ];
  if (wrong.length === 0) return { status: 'succeeded', result };
  const request = `${spec.method} ${spec.url}`;
  if (context.changes && !refuses(found.status)) {
    const isExpected = wrongStatus(found.status, spec.expect.status).length === 0;
    const taken = isExpected ? `the service took it (status ${found.status}), but ` : '';
    return { status: 'uncertain', reason: `${request}: ${taken}${wrong.join('; ')}` };
  }
  const reason = `${request}: ${wrong.join('; ')}`;
  return {
    status: 'failed',
    reason,
    next: 'Compare the answer with what the runbook expects, and look at the service.',
    result,
  };
}

function searchedIn(body: Json, find: Patterns | undefined): Found | undefined {
  return find && findIn(typeof body === 'string' ? body : jsonText(body), find);
}

/**
 * What a probe tells. An answer of another status, one that came late and one without the expected values say nothing of the effect.
 * @param find what the step looks for: later ones may ask for what is found, as if it had just been carried out.
 */
export function judgeProbe(
  answer: HttpResult,
  { url, expect, notDone = [] }: ProbeSpec,
  find: Patterns | undefined,
  now: Date,
): StepOutcome | undefined {
  const { status, body, ms } = answer;
  if (notDone.includes(status)) return didNotHappen(url, `status ${status}`);
  if (isLate(answer, expect) || wrongStatus(status, expect.status).length > 0) return undefined;
  if (unreadable(body, expect, now) !== undefined) return undefined;
  const evidence = evidenceOf(body, expect.json ?? {}, now);
  if (evidence === undefined) return undefined;
  return evidence.done
    ? { status: 'succeeded', result: { status, body, ms, ...foundBy(searchedIn(body, find)) } }
    : didNotHappen(url, evidence.because);
}

function didNotHappen(url: string, because: string): StepOutcome {
  return {
    status: 'failed',
    reason: `GET ${url}: ${because}`,
    next: 'Look at the service, then run the action again.',
  };
}

/** Why nothing can be found in an answer: it was to be JSON and is text, because it cannot be read or kept exactly. */
function unreadable(
  body: Json,
  { json: values = {} }: Expectation,
  now: Date,
): readonly string[] | undefined {
  if (typeof body !== 'string' || jsonMismatches(body, values, now).length === 0) return undefined;
  const read = readJson(body);
  return 'problem' in read ? [`the answer is no JSON that can be read: ${read.problem}`] : undefined;
}

function wrongStatus(found: number, expected: Expectation['status']): string[] {
  const fits = expected === undefined ? found >= 200 && found < 300 : [expected].flat().includes(found);
  return fits
    ? []
    : [`status ${found}, expected ${expected === undefined ? '2xx' : [expected].flat().join(' or ')}`];
}

/**
 * Only an answer that calls the request wrong (4xx) says that nothing was done. A redirect often says that it was, a success does
 * whatever it tells beside that, and a server that fails, or one between us and it that got no answer, says nothing.
 * https://www.rfc-editor.org/rfc/rfc9110#name-see-other
 * https://www.rfc-editor.org/rfc/rfc9110#name-server-error-5xx
 */
function refuses(status: number): boolean {
  return status >= 400 && status < 500;
}

/** By whoever measured it, else by the figure; one that nobody may read, because it holds a secret, keeps no limit. */
function isLate({ ms, late }: HttpResult, { within }: Expectation): boolean {
  return within !== undefined && (late ?? !(typeof ms === 'number' && ms <= within));
}
