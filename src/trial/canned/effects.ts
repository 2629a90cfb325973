import { OpsError } from '../../errors.ts';
import type { EffectPort } from '../../runbook/engine/effect-port.ts';
import { answerAs, unfitting } from './answer-as.ts';
import type { Given } from './given.ts';
import { type Done, lineOf } from './line.ts';

/** The border of the integrations as one test has it. */
export interface Border {
  readonly effects: EffectPort;
  /** All that was done, in order. */
  readonly done: readonly Done[];
  /** What was done and the test has no answer for, in sentences. */
  readonly unanswered: readonly string[];
  /** From now on these are the answers; what was done and missed before is forgotten. */
  answerBy(given: Given, folders: readonly string[]): void;
}

/** What an operation is that changes nothing outside, and that no test has to speak of. */
const QUIET: Readonly<Record<string, { readonly left: number }>> = { 'shell.reap': { left: 0 } };

/**
 * @param real carries out what the test has no answer for
 * @param isReal whether it may: of an operation, as `shell.run`
 */
export function borderOf(real: EffectPort, isReal: (effect: string) => boolean): Border {
  let given: Given | undefined;
  let folders: readonly string[] = [];
  let done: Done[] = [];
  let unanswered: string[] = [];
  const effects: EffectPort = async (integration, operation, input, io) => {
    const effect = `${integration}.${operation}`;
    const quiet = QUIET[effect];
    if (quiet !== undefined) return isReal(effect) ? real(integration, operation, input, io) : { ...quiet };
    const what = lineOf(effect, input, folders);
    done.push({ ...what, step: io.step.id });
    const answer = given?.next({ step: io.step, line: what.line });
    if (answer === undefined && isReal(effect)) return real(integration, operation, input, io);
    const message = answer === undefined ? NO_ANSWER : unfit(effect, unfitting(effect, answer));
    if (answer !== undefined && message === undefined) return answerAs(effect, answer, io);
    unanswered.push(`The step ${io.step.id} ${did(effect)} \`${what.line}\`: ${message}`);
    throw new OpsError({
      code: 'trial.unanswered',
      what: 'Nothing was done.',
      why: `The test does not say what \`${what.line}\` answers.`,
      next: 'Write its answer into the test.',
    });
  };
  return {
    effects,
    get done() {
      return done;
    },
    get unanswered() {
      return unanswered;
    },
    answerBy(answers, of) {
      given = answers;
      folders = of;
      done = [];
      unanswered = [];
    },
  };
}

const NO_ANSWER = 'the test has no answer for it.';

function unfit(effect: string, keys: readonly string[] | undefined): string | undefined {
  if (keys === undefined) return `no answer can be written for ${effect}; let a plant do it (\`plant:\`).`;
  return keys.length === 0 ? undefined : `its answer has no \`${keys.join('`, `')}\`.`;
}

function did(effect: string): string {
  if (effect.startsWith('shell.')) return 'runs';
  return effect.startsWith('http.') ? 'calls' : 'asks for';
}
