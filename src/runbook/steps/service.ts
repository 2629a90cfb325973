import type { Json } from '../../canonical.ts';
import { SOME_TEXT } from '../plan/possible.ts';
import { isStop } from '../plan/service-stop.ts';
import { defineStep, type StepContext, type StepOutcome } from './step.ts';
import { reapProgram } from './support/command/call.ts';
import { CutOffCommand, callFor, isTrouble } from './support/service/call.ts';
import { INSPECT } from './support/service/compose.ts';
import { briefService, describeService } from './support/service/describe.ts';
import { type FileDoubt, fileDoubt } from './support/service/file-doubt.ts';
import { readLog } from './support/service/logs.ts';
import { look } from './support/service/look.ts';
import { resolveService } from './support/service/resolve.ts';
import { type ServiceSpec, stored } from './support/service/spec.ts';
import { ABSENT, hasEnded, type State, standing, type Trouble, UNSEEN } from './support/service/state.ts';
import { surveyService } from './support/service/survey.ts';
import { lookBefore, lookFirst, settle, Unseen, watchService } from './support/service/watch.ts';
import { isEnding, patienceOf, type Written, wantedOf, written } from './support/service/written.ts';

const EFFECTS = {
  status: 'pure',
  logs: 'pure',
  start: 'idempotent',
  stop: 'idempotent',
  restart: 'probeable',
  kill: 'probeable',
} as const;

/** Starts, stops and looks at services of the host; what comes of it is what is seen of them afterwards. */
export const service = defineStep<Written, ServiceSpec>({
  kind: 'service',
  summary: 'Starts, stops, restarts, kills or looks at a systemd unit or a compose service.',
  written,
  stored,
  defaultEffect: undefined,
  effectOf: (given) => EFFECTS[wantedOf(given).does],
  probesItself: true,
  announces: true,
  looksItself: true,
  printed: ['text'],
  waitsOf(given) {
    const { withinMs, steadyMs } = patienceOf(given);
    if (EFFECTS[wantedOf(given).does] !== 'pure') return withinMs + steadyMs;
    return given.status === undefined ? 0 : (given.steady ?? 0);
  },
  outcomesOf: (given) =>
    given.status !== undefined && given.expect === undefined ? ['down', 'unsettled'] : [],
  resultOf: ({ logs }) =>
    logs === undefined
      ? { service: 'always', up: 'always', stands: 'always', pid: 'anything', restarts: 'always' }
      : { service: 'always', count: 'always', text: 'always' },
  possibleResults: ({ logs }) => ({
    service: SOME_TEXT,
    ...(logs === undefined
      ? {
          up: [
            { type: 'value', value: true },
            { type: 'value', value: false },
          ],
          stands: SOME_TEXT,
          restarts: [{ type: 'number', min: 0, whole: true }],
        }
      : { count: [{ type: 'number', min: 0, whole: true }], text: SOME_TEXT }),
  }),
  resolve: resolveService,
  survey: surveyService,
  commandsOf({ look, act, inspect = INSPECT, of, cwd, path, env, settings }) {
    const variables = Object.entries(env).map(([name, text]) => ({
      name,
      value: text.filter((piece) => typeof piece === 'string').join(''),
      ofSettings: settings.includes(name),
    }));
    const lines = [look, ...(act === null ? [] : [act]), ...(of === 'compose' ? [inspect] : [])];
    return lines.map((argv) => ({ argv: programIn(argv), cwd, path, env: variables }));
  },
  goesByPrograms: isStop,
  describe: describeService,
  brief: briefService,
  async execute(spec, context) {
    try {
      return await carryOut(spec, context);
    } catch (error) {
      if (error instanceof CutOffCommand)
        return {
          status: 'uncertain',
          reason: `${error.message}; whether it took effect is not known`,
          cutOff: 'surely',
        };
      throw error;
    }
  },
  reap: reapProgram,
  async probe(spec, context) {
    const now = await look(spec, context);
    if (isTrouble(now)) return undefined;
    if (isStop(spec) && isAnother(now, await fileDoubt(spec, context))) return undefined;
    const happened = hasHappened(spec, now, context);
    if (happened === undefined) return undefined;
    const reason = `${spec.service} is as it was before: ${now.words}`;
    return happened
      ? { status: 'succeeded', result: resultOf(spec, now) }
      : { status: 'failed', reason, next: 'Run the action again.' };
  },
});

/** The program, and what it is called through. What stands behind are words and names of services, and no files. */
function programIn(argv: readonly string[]): readonly string[] {
  return argv[0] === 'sudo' ? argv.slice(0, 3) : argv.slice(0, 1);
}

/**
 * Whether all of it was started, or killed, since the step began: two spans of time are compared, so that no two clocks need agree.
 * Undefined where nobody tells, where only a part of it was, and where what was to be up is not.
 */
function hasHappened({ does }: ServiceSpec, now: State, context: StepContext): boolean | undefined {
  const sinceMs = context.now().getTime() - context.startedAt.getTime();
  if (does === 'kill' && isDown(now)) return true;
  if (now.ageMs === null || now.oldestMs === null || now.phase !== 'up') return undefined;
  if (now.ageMs >= sinceMs) return false;
  return does !== 'kill' && now.oldestMs < sinceMs ? true : undefined;
}

async function carryOut(spec: ServiceSpec, context: StepContext): Promise<StepOutcome> {
  if (isStop(spec)) return bringDown(spec, context);
  const found = await lookFirst(spec, context);
  if (isTrouble(found)) return failed(found);
  const { unfit, known } = found;
  if (unfit !== null && (!known || spec.does === 'start' || spec.does === 'restart')) return failed(unfit);
  switch (spec.does) {
    case 'status':
      return judgeStatus(spec, found, context);
    case 'logs':
      return readLog(spec, context);
    default:
      return change(spec, found, context, (after) => ended(spec, after, context));
  }
}

/** Nothing that is known, or not known, beforehand keeps a service from being told. */
async function bringDown(spec: ServiceSpec, context: StepContext): Promise<StepOutcome> {
  const doubt = fileDoubt(spec, context);
  const judge = async (state: State, before?: State): Promise<StepOutcome> =>
    judgeDown(spec, { state, before }, await doubt, context);
  const outcome = isEnding(spec.does)
    ? await end(spec, context, judge)
    : await mustBeDown(spec, context, judge);
  for (const said of (await doubt).says) context.output('out', `${said}\n`);
  return outcome;
}

async function end(spec: ServiceSpec, context: StepContext, judge: JudgeDown): Promise<StepOutcome> {
  const before = await lookBefore(spec, context);
  return change(spec, before, context, (after) => judge(after, before));
}
type JudgeDown = (state: State, before?: State) => Promise<StepOutcome>;

/** What a service comes to of which nothing was seen to run. */
function judgeDown(
  spec: ServiceSpec,
  { state, before }: { readonly state: State; readonly before: State | undefined },
  doubt: FileDoubt,
  context: StepContext,
): StepOutcome {
  // Its file may have gone meanwhile: what was seen to be there was it.
  const wasKnown = before !== undefined && before !== UNSEEN && before.known;
  if (!state.known && !wasKnown && state.unfit !== null) return failed(state.unfit);
  if (!isAnother(state, doubt)) return ended(spec, state, context);
  const reason = `no container of ${spec.service} is listed, and nobody knows whether it is the one that was meant: ${doubt.says.join(' ')}`;
  return { status: 'uncertain', reason };
}

/** Whether another service may have been looked for than was meant: by files that are not clear, compose may find nothing of what runs. */
function isAnother(state: State, { isUnclear }: FileDoubt): boolean {
  return isUnclear && state === ABSENT;
}

async function mustBeDown(spec: ServiceSpec, context: StepContext, judge: JudgeDown): Promise<StepOutcome> {
  const found = await lookFirst(spec, context);
  if (isTrouble(found)) return failed(found);
  if (found.unfit !== null) context.output('out', `${found.unfit.reason}\n`);
  return isDown(found) ? judge(found) : not(spec, found);
}

function failed({ reason, next }: Trouble): StepOutcome & { readonly status: 'failed' } {
  return { status: 'failed', reason, next };
}

async function judgeStatus(spec: ServiceSpec, found: State, context: StepContext): Promise<StepOutcome> {
  if (found.unfit !== null) context.output('out', `${found.unfit.reason}\n`);
  const state = await settleOrWhy(spec, found, context);
  if (isTrouble(state)) return unsettled(spec, found, state, context);
  const isUp = state.phase === 'up';
  if (isUp) return ended(spec, state, context);
  if (spec.expect === null)
    return { ...ended(spec, state, context), outcome: isDown(state) ? 'down' : 'unsettled' };
  return { ...not(spec, state), ...state.unfit };
}

function isDown(state: State): boolean {
  return hasEnded(state) && !state.again && !state.pending;
}

/** It is another way than it must be. */
function not(spec: ServiceSpec, state: State): StepOutcome & { readonly status: 'failed' } {
  return {
    status: 'failed',
    reason: `${spec.service} is ${standing(state)}, and must be ${spec.expect}`,
    next: 'Read its log, and start or stop it by an action for that.',
    result: resultOf(spec, state),
  };
}

/** Nothing is changed by a look: one that does not come about has failed. */
async function settleOrWhy(spec: ServiceSpec, found: State, context: StepContext): Promise<State | Trouble> {
  try {
    return await settle(spec, found, context);
  } catch (error) {
    if (error instanceof Unseen) return error.trouble;
    throw error;
  }
}

/** It was up at the first look, and did not stay so. */
function unsettled(
  spec: ServiceSpec,
  found: State,
  { reason, next }: Trouble,
  context: StepContext,
): StepOutcome {
  const result = resultOf(spec, { ...found, phase: 'starting' });
  if (spec.expect !== null) return { status: 'failed', reason, next, result };
  context.output('out', `${reason}\n`);
  return { status: 'succeeded', outcome: 'unsettled', result };
}

async function change(
  spec: ServiceSpec,
  before: State,
  context: StepContext,
  judge: (after: State) => StepOutcome | Promise<StepOutcome>,
): Promise<StepOutcome> {
  const said = await callFor(spec, spec.act ?? [], context, false);
  // A stop is told also where nothing runs, because something may be about to. That there is nothing to end may be called an error;
  // that nobody may end it is one.
  if (isTrouble(said) && !(said.idle === true && isEnding(spec.does) && mayHaveEnded(before)))
    return failed(said);
  try {
    const after = await watchService(spec, before, context);
    return isTrouble(after) ? missed(spec, after) : await judge(after);
  } catch (error) {
    if (!(error instanceof Unseen)) throw error;
    return {
      status: 'uncertain',
      reason: `${spec.service} was told, and nobody could look what came of it: ${error.message}`,
    };
  }
}

/** What was to be ended and was seen to run on is told so: whoever stops something has to know it from what nobody could see. */
function missed(spec: ServiceSpec, trouble: Trouble): StepOutcome & { readonly status: 'failed' } {
  const { found } = trouble;
  if (found === undefined || !isEnding(spec.does)) return failed(trouble);
  return { ...failed(trouble), result: resultOf(spec, found) };
}

function mayHaveEnded(state: State): boolean {
  return state === UNSEEN || hasEnded(state);
}

function ended(spec: ServiceSpec, state: State, context: StepContext): Succeeded {
  const by =
    state.startedBy.length === 0 || state.phase === 'up'
      ? ''
      : `; ${state.startedBy.join(', ')} may start it`;
  context.output(
    'out',
    `${spec.service}: ${standing(state)}${state.pid === null ? '' : `, process ${state.pid}`}${by}\n`,
  );
  return { status: 'succeeded', result: resultOf(spec, state) };
}
type Succeeded = Extract<StepOutcome, { readonly status: 'succeeded' }>;

function resultOf({ service: name }: ServiceSpec, state: State): Json {
  const { phase, pid, restarts } = state;
  return { service: name, up: phase === 'up', stands: standing(state), pid, restarts };
}
