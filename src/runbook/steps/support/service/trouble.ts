import { cut } from '../../../../values/cut.ts';
import type { ProgramResult } from '../command/call.ts';
import { describeCommand } from '../command/command-line.ts';
import type { Trouble } from './state.ts';

type Program = 'sudo' | 'systemd' | 'docker';

/** What the programs say in their own words, and which of them; what that means, the way forward, and whether it may be said of what does not run. */
const KNOWN: readonly (readonly [Program, RegExp, string, string, idle?: true])[] = [
  [
    'sudo',
    /password is required|not allowed to execute|may not run sudo|not in the sudoers/i,
    'the user of Keyturn may not do that',
    'Let it, by a line with NOPASSWD in sudoers for what the card shows behind `sudo -n`.',
  ],
  [
    'systemd',
    /interactive authentication required|access denied|authentication is required|not permitted/i,
    'the user of Keyturn may not do that',
    'Let it: by a rule of polkit, or by a line with NOPASSWD in sudoers and `services: { sudo: [systemctl] }` of the system in keyturn.yaml.',
  ],
  [
    'systemd',
    /failed to connect to bus|not been booted with systemd|connection refused|failed to get properties|connection timed out|transport endpoint/i,
    'systemd does not answer on this host',
    'See whether the host was started with systemd, and whether Keyturn runs in a container that cannot reach it.',
  ],
  [
    'systemd',
    /operation refused/i,
    'the unit lets nobody do that by hand',
    'See `RefuseManualStart` and `RefuseManualStop` in what `systemctl cat` prints of it, and name the unit that it hangs on.',
  ],
  [
    'systemd',
    /unit .*masked|is masked/i,
    'the unit is masked, so that nothing starts it',
    'Find out who masked it and why; `systemctl unmask` takes that back.',
    true,
  ],
  [
    'systemd',
    /could not be found|not loaded|unit .*not found/i,
    'systemd knows no such unit',
    'Correct its name in the runbook or in the settings.',
    true,
  ],
  [
    'docker',
    /permission denied while trying to connect/i,
    'the user of Keyturn may not speak to the daemon of Docker',
    'Add that user to the group docker, or write `services: { sudo: [docker] }` of the system in keyturn.yaml.',
  ],
  [
    'docker',
    /cannot connect to the docker daemon|couldn't connect to docker daemon|is the docker daemon running/i,
    'the daemon of Docker does not answer',
    'Start it on the host of Keyturn (`systemctl start docker`), then run the action again.',
  ],
  [
    'docker',
    /'compose' is not a docker command|unknown command: docker compose|unknown shorthand flag/i,
    'this docker has no compose',
    'Install its plug-in (docker-compose-plugin), or write `services: { compose: docker-compose }` of the system in keyturn.yaml.',
  ],
  [
    'docker',
    /pull access denied/i,
    'the image is not there, and its registry does not give it',
    'Build or pull it on the host of Keyturn, or log in there (`docker login`), then run the action again.',
  ],
  [
    'docker',
    /no such service/i,
    'the compose file has no such service',
    'Correct its name in the runbook; the compose file names all under `services`.',
  ],
  [
    'docker',
    /no configuration file provided|can't find a suitable configuration file/i,
    'there is no compose file',
    'Correct the folder under `compose` in the runbook or in the settings.',
  ],
  [
    'docker',
    /already defined at line|duplicate key|unsupported config option/i,
    'the compose file cannot be read, or says something twice',
    'Mend the line that it names.',
  ],
];
/** What stands behind the line that tells why: where to read on. */
const READ_ON = /^(?:see |if it's at a non-standard location)/i;
const OTHERWISE = 'Read the output of this step, mend what it names, then run the action again.';

/** Why a program that ended with an error did not do what it was to do. */
export function troubleWith(argv: readonly string[], { exit, stderr, stdout }: ProgramResult): Trouble {
  const line = tellingLine(stderr.trim() === '' ? stdout : stderr);
  const by = programsIn(argv);
  const [, , meaning, next = OTHERWISE, idle = meaning === undefined] =
    KNOWN.find(([program, pattern]) => by.includes(program) && pattern.test(line)) ?? [];
  const words = line === '' ? '' : ` (${line})`;
  return {
    reason:
      meaning === undefined ? `${nameOf(argv)} ended with exit code ${exit}${words}` : `${meaning}${words}`,
    next,
    idle,
  };
}

/** The last one: before it may stand what became of other things, in words that mean something else there. */
function tellingLine(said: string): string {
  const lines = said.split('\n').map((line) => line.trim());
  return cut(lines.findLast((line) => line !== '' && !READ_ON.test(line)) ?? '', 300);
}

/** Who may have said it. */
function programsIn([first = '', , third = '']: readonly string[]): readonly Program[] {
  if (first === 'sudo') return ['sudo', ...programsIn([third])];
  return [first.startsWith('docker') ? 'docker' : 'systemd'];
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
