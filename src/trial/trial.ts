import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatDuration } from '../duration.ts';
import { messageOf } from '../errors.ts';
import { TookTooLong, within } from '../waiting/within.ts';
import type { Finding } from '../written/problem.ts';
import { type Border, borderOf } from './canned/effects.ts';
import { givenAnswers } from './canned/given.ts';
import { castOf } from './cast.ts';
import { fault } from './fault.ts';
import { judge } from './judge.ts';
import type { Observed } from './observed.ts';
import { prepare } from './plant.ts';
import { play } from './play.ts';
import { unknownNames } from './unknown.ts';
import { answerFindings, missingAnswers, sayingFindings } from './unused.ts';
import { type Ground, openWorld, type World } from './world.ts';
import type { TestFile, Trial } from './written.ts';

/** A test with what its file says for all of its tests. */
export interface Told {
  readonly runbook: string;
  /** Folder of the runbook. */
  readonly folder: string;
  readonly people: TestFile['people'];
  readonly trial: Trial;
}

/**
 * Carries out one test by the real engine, over an empty database.
 * @returns what did not come true, each at its place in the test; empty when it passed.
 */
export async function runTrial(ground: Ground, told: Told): Promise<readonly Finding[]> {
  const { trial } = told;
  const wrong = [...unknownNames(ground, told)];
  if (wrong.length > 0) return wrong;
  if (trial.plant !== undefined && !ground.plants) return [fault(['plant'], REALLY, ASK_FOR_IT)];
  // What writes files finds no folder to write to but those of the test.
  const isReal = (effect: string): boolean =>
    trial.plant !== undefined || (trial.files !== undefined && /^(?:setting|file)\./.test(effect));
  const border = borderOf(ground.effects, isReal);
  const unlaid = layOut(ground.home, trial.files ?? {});
  if (unlaid !== undefined) return [unlaid];
  const cast = castOf(told.people, ground.roles);
  const world = await openWorld(ground, cast, border.effects, trial.at ?? ground.clock.now());
  try {
    const running = (async () => {
      await prepare(ground, told);
      return playAll(world, ground, told, border);
    })();
    return await within(trial.within, 'the test', running);
  } catch (error) {
    if (!(error instanceof TookTooLong))
      return [fault(['action'], `It could not be carried out: ${messageOf(error)}.`)];
    return [fault(['action'], `It did not end within ${formatDuration(trial.within)}.`, TIME)];
  } finally {
    await world.close();
  }
}

const REALLY = 'This test would really act, with the credentials of these settings.';
const ASK_FOR_IT =
  'Where they name a simulated system and nothing that matters, run the tests with --plant; else take `plant:` away and write answers.';
const TIME =
  'Waits of the runbook take no time here, but what is really done does: write `within:`, or give answers.';

async function playAll(
  world: World,
  ground: Ground,
  { runbook, folder, trial }: Told,
  border: Border,
): Promise<readonly Finding[]> {
  const folders = [folder, ground.settings.system(runbook).workdir];
  for (const [index, part] of trial.first.entries()) {
    const given = givenAnswers(part.answers);
    border.answerBy(given, folders);
    const seen = await play(world, ground, { runbook, part });
    const findings = [...notFirst(seen), ...answerFindings(border, given)];
    if (findings.length > 0) return findings.map((one) => ({ ...one, path: ['first', index, ...one.path] }));
  }
  const given = givenAnswers(trial.answers);
  border.answerBy(given, folders);
  const seen = await play(world, ground, { runbook, part: trial });
  const differs = judge(trial.expect, seen, border.done).map((one) => ({
    ...one,
    path: ['expect', ...one.path],
  }));
  if (seen.ends !== trial.expect.ends) return [...differs, ...missingAnswers(border)];
  return [...differs, ...answerFindings(border, given), ...sayingFindings(trial, seen)];
}

function notFirst({ ends, because }: Observed): readonly Finding[] {
  return ends === 'succeeded'
    ? []
    : [fault(['action'], `It is ${ends}, and had to succeed first: ${because}`)];
}

/** @returns what keeps the files of a test from being laid out, at the one that cannot be. */
function layOut(home: string, files: Readonly<Record<string, string>>): Finding | undefined {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true, mode: 0o700 });
  for (const [name, content] of Object.entries(files)) {
    const path = join(home, name);
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    } catch (error) {
      const suggestion = 'Give each file a name of its own, and none the name of a folder.';
      return fault(['files', name], `It could not be laid out: ${messageOf(error)}.`, suggestion);
    }
  }
  return undefined;
}
