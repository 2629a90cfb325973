import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder with programs that answer as those of a host do, from files that a test writes. */
export interface ServiceHost {
  readonly folder: string;
  readonly bin: string;
  /** What `systemctl show` prints from now on. */
  unit(properties: Readonly<Record<string, string | number>>): void;
  /** What the containers are from now on, as docker prints them; `oneOff` of those that `compose run` made. */
  containers(...states: readonly Readonly<Record<string, unknown>>[]): void;
  /** What a program does when it is called with a verb, as text for sh in the folder. */
  on(verb: string, text: string): void;
  /** What was called, without looks, a line each. */
  calls(): readonly string[];
  compose(text: string): void;
  put(name: string, content: string | Buffer): void;
  /** A program refuses from now on who does not call it through sudo, as docker does. */
  needRoot(program: string): void;
  clear(): void;
  close(): void;
}

/** Of a unit that runs since some seconds before it is asked. */
export const RUNNING = {
  LoadState: 'loaded',
  ActiveState: 'active',
  SubState: 'running',
  Result: 'success',
  Type: 'simple',
  MainPID: 41,
  NRestarts: 0,
  InvocationID: 'aa',
};
export const STOPPED = { ...RUNNING, ActiveState: 'inactive', SubState: 'dead', MainPID: 0 };

const PROGRAM = `#!/bin/sh
cd "$(dirname "$0")/.."
echo "$(basename "$0") $*" >> calls
for verb; do
  case $verb in
    show) [ -e on-show ] && . ./on-show; cat show; exit ;;
    ps) [ -e on-ps ] && . ./on-ps; cat ids; exit ;;
    inspect) cat inspect; exit ;;
    start|stop|restart|kill|up|logs|--unit=*)
      case $verb in --unit=*) verb=logs ;; esac
      [ -e "on-$verb" ] && . "./on-$verb"
      exit 0 ;;
  esac
done
`;
const SUDO = '#!/bin/sh\necho "sudo $*" >> "$(dirname "$0")/../calls"\nshift\nAS_ROOT=1 exec "$@"\n';

export function openServiceHost(): ServiceHost {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyturn-service-')));
  const bin = join(folder, 'bin');
  const put = (name: string, text: string | Buffer): void => writeFileSync(join(folder, name), text);
  const lay = (): void => {
    mkdirSync(bin, { recursive: true });
    for (const name of ['systemctl', 'journalctl', 'docker', 'docker-compose', 'sudo']) {
      put(join('bin', name), name === 'sudo' ? SUDO : PROGRAM);
      chmodSync(join(bin, name), 0o755);
    }
    put('ids', '');
    put('inspect', '');
  };
  lay();
  return {
    folder,
    bin,
    unit: (properties) =>
      put(
        'show',
        `${Object.entries({ ...since(60_000), ...properties })
          .map(([name, value]) => `${name}=${value}`)
          .join('\n')}\n`,
      ),
    containers(...states) {
      put('ids', states.map((_, index) => `${'c'.repeat(11)}${index}\n`).join(''));
      const printed = states.map(({ oneOff = false, ...state }) => ({
        restarts: 0,
        oneOff: oneOff === true ? 'True' : 'False',
        state,
      }));
      put('inspect', printed.map((each) => `${JSON.stringify(each)}\n`).join(''));
    },
    on: (verb, text) => put(`on-${verb}`, text),
    calls() {
      const path = join(folder, 'calls');
      const lines = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
      return lines.filter((line) => !/ (?:show|ps|inspect) /.test(line));
    },
    compose: (text) => put('docker-compose.yml', text),
    put,
    needRoot(program) {
      const refusal = 'permission denied while trying to connect to the Docker daemon socket';
      const guard = `[ -n "$AS_ROOT" ] || { echo "${refusal}" >&2; exit 1; }\n`;
      put(join('bin', program), PROGRAM.replace('\n', `\n${guard}`));
    },
    clear() {
      rmSync(folder, { recursive: true });
      lay();
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

/** The property of a unit that was started so long ago. */
export function since(ms: number): Readonly<Record<string, string>> {
  return { ExecMainStartTimestampMonotonic: String(process.hrtime.bigint() / 1_000n - BigInt(ms) * 1_000n) };
}
