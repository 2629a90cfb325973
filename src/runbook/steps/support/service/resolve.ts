import { resolve } from 'node:path';
import { isGiven, placeholdersOf } from '../../../plan/template.ts';
import { secretText } from '../../../plan/text.ts';
import type { Scope, Services } from '../../step.ts';
import { changeService, INSPECT, listContainers, readServiceLog } from './compose.ts';
import type { ServiceSpec } from './spec.ts';
import { changeUnit, killUnit, lookAtUnit, readJournal, unitOf } from './systemd.ts';
import { linesOf, patienceOf, type Verb, type Written, wantedOf } from './written.ts';

/** What systemd and compose take for the name of one service: no pattern, and no option. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.:@\\-]*$/;

/** What keeps a text from being the name of a service, or undefined. */
export function problemOfName(name: string): string | undefined {
  return NAME.test(name) ? undefined : `${JSON.stringify(name)} is not the name of one service`;
}

/** Fills in the values of a plan, and says which programs are called. */
export function resolveService(given: Written, scope: Scope): ServiceSpec {
  const { does, name } = wantedOf(given);
  const service = serviceIn(name, scope.at(does));
  const isUnit = given.compose === undefined;
  // A unit is told wherever one stands: not in a folder whose disk may not answer.
  const cwd = isUnit
    ? '/'
    : resolve(scope.workdir, scope.at('compose').fixed(given.compose ?? '', 'the folder of a compose file'));
  scope.target(isUnit ? `unit:${unitOf(service)}` : `compose:${service}`);
  return {
    does,
    service: isUnit ? unitOf(service) : service,
    of: isUnit ? 'systemd' : 'compose',
    cwd,
    path: scope.path ?? [],
    env: Object.fromEntries(
      Object.entries(scope.env ?? {}).map(([key, text]) => [key, secretText(text, scope)]),
    ),
    settings: Object.keys(scope.env ?? {}).toSorted(),
    ...commandsFor(given, does, service, scope),
    ...patienceOf(given),
    expect: given.expect ?? null,
    matching: given.matching ?? null,
  };
}

function serviceIn(template: string, scope: Scope): string {
  const given = placeholdersOf(template).find(isGiven);
  if (given !== undefined && scope.possible(template).some(({ type }) => type === 'text'))
    scope.wrong({
      message: `${given.written} stands for a service: whoever gives the value could choose any.`,
      suggestion: 'Let it be a parameter of type choice, or write an action for each.',
    });
  const name = scope.text(template);
  const problem = placeholdersOf(template).length === 0 ? problemOfName(name) : undefined;
  if (problem !== undefined)
    scope.wrong({ message: `${problem}.`, suggestion: 'Write one name, without patterns.' });
  return name;
}

function commandsFor(
  given: Written,
  does: Verb,
  service: string,
  scope: Scope,
): Pick<ServiceSpec, 'look' | 'act' | 'inspect'> {
  const { sudo, compose }: Services = scope.services ?? { sudo: [], compose: 'docker compose' };
  const asRoot = (argv: readonly string[]): readonly string[] =>
    sudo.includes(argv[0] ?? '') ? ['sudo', '-n', ...argv] : argv;
  const lines = scope.at('lines').text(linesOf(given));
  if (given.compose === undefined) {
    const unit = unitOf(service);
    const act = actOnUnit(does, unit, lines, given.since);
    return { look: lookAtUnit(unit), act: act && asRoot(act) };
  }
  const looks = { look: asRoot(listContainers(compose, service)), inspect: asRoot(INSPECT) };
  if (does === 'status') return { ...looks, act: null };
  if (does === 'logs') return { ...looks, act: asRoot(readServiceLog(compose, service, lines, given.since)) };
  return { ...looks, act: asRoot(changeService(compose, does, service, given.recreate === true)) };
}

function actOnUnit(
  does: Verb,
  unit: string,
  lines: string,
  since: number | undefined,
): readonly string[] | null {
  switch (does) {
    case 'status':
      return null;
    case 'logs':
      return readJournal(unit, lines, since);
    case 'kill':
      return killUnit(unit);
    default:
      return changeUnit(does, unit);
  }
}
