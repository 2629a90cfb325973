import { cut } from '../../../../values/cut.ts';
import type { ProgramResult } from '../command/call.ts';
import { describeCommand } from '../command/command-line.ts';
import type { Trouble } from './state.ts';

/** What the programs say in their own words, what that means, and the way forward. */
const KNOWN: readonly (readonly [RegExp, string, string])[] = [
  [
    /interactive authentication required|access denied|authentication is required|password is required|not allowed to execute|may not run sudo|not permitted/i,
    'the user of Keyturn may not do that',
    'Let it: by a rule of polkit, or by a line with NOPASSWD in sudoers and `services: { sudo: [systemctl] }` of the system in keyturn.yaml.',
  ],
  [
    /permission denied.*docker|docker.*permission denied/i,
    'the user of Keyturn may not speak to the daemon of Docker',
    'Add that user to the group docker, or write `services: { sudo: [docker] }` of the system in keyturn.yaml.',
  ],
  [
    /failed to connect to bus|not been booted with systemd|connection refused|failed to get properties/i,
    'systemd does not answer on this host',
    'See whether the host was started with systemd, and whether Keyturn runs in a container that cannot reach it.',
  ],
  [
    /cannot connect to the docker daemon|is the docker daemon running/i,
    'the daemon of Docker does not answer',
    'Start it on the host of Keyturn (`systemctl start docker`), then run the action again.',
  ],
  [
    /'compose' is not a docker command|unknown command: docker compose|unknown shorthand flag/i,
    'this docker has no compose',
    'Install its plug-in (docker-compose-plugin), or write `services: { compose: docker-compose }` of the system in keyturn.yaml.',
  ],
  [
    /unit .*masked|is masked/i,
    'the unit is masked, so that nothing starts it',
    'Find out who masked it and why; `systemctl unmask` takes that back.',
  ],
  [
    /could not be found|not loaded|unit .*not found/i,
    'systemd knows no such unit',
    'Correct its name in the runbook or in the settings.',
  ],
  [
    /no such service/i,
    'the compose file has no such service',
    'Correct its name in the runbook; the compose file names all under `services`.',
  ],
  [
    /no configuration file provided|can't find a suitable configuration file/i,
    'there is no compose file',
    'Correct the folder under `compose` in the runbook or in the settings.',
  ],
  [
    /already defined at line|duplicate key|unsupported config option/i,
    'the compose file cannot be read, or says something twice',
    'Mend the line that it names.',
  ],
];
const OTHERWISE = 'Read the output of this step, mend what it names, then run the action again.';

/** Why a program that ended with an error did not do what it was to do. */
export function troubleWith(argv: readonly string[], { exit, stderr, stdout }: ProgramResult): Trouble {
  const said = stderr.trim() === '' ? stdout : stderr;
  const line = cut(said.trim().split('\n').at(-1) ?? '', 300);
  const [, meaning, next = OTHERWISE] = KNOWN.find(([pattern]) => pattern.test(said)) ?? [];
  const words = line === '' ? '' : ` (${line})`;
  return {
    reason:
      meaning === undefined ? `${nameOf(argv)} ended with exit code ${exit}${words}` : `${meaning}${words}`,
    next,
  };
}

/** A program that is not there: which one, and what to do. */
export function missingProgram(argv: readonly string[]): Trouble {
  const [program = ''] = argv;
  if (program === 'docker-compose' || program === 'docker')
    return {
      reason: `${program} is not installed, or in no folder that is searched`,
      next: 'Install Docker with its compose plug-in; `services: { compose: … }` in keyturn.yaml says which of `docker compose` and `docker-compose` is called.',
    };
  return {
    reason: `${program} is not installed, or in no folder that is searched`,
    next: 'Have Keyturn run on the host of the service, or name the folder of the program under `path` of the system in keyturn.yaml.',
  };
}

/** The command with its verb, as people know it. */
function nameOf(argv: readonly string[]): string {
  return describeCommand(argv.filter((item) => !item.startsWith('-')).slice(0, 3));
}
