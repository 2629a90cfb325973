import { access, constants, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { searchPath } from '../../files/search-path.ts';
import { type Check, counted, type Diagnosis, orOk, problem } from '../check.ts';

/** A program that some step of a system starts, as the runbook writes it. */
export interface ProgramUse {
  readonly system: string;
  readonly program: string;
  readonly workdir: string;
  /** Folders that are searched before PATH. */
  readonly path: readonly string[];
  /** PATH as the step or the settings' environment has it. */
  readonly declaredPath?: string | undefined;
}

/** Folders and programs exist and can be started. @param hostPath PATH of Keyturn itself. */
export function programsCheck(uses: () => Promise<readonly ProgramUse[]>, hostPath: string): Check {
  return {
    id: 'programs',
    async run() {
      const all = await uses();
      const workdirs = new Map(all.map((use) => [use.workdir, use.system]));
      const findings: Diagnosis[] = [];
      for (const [folder, system] of workdirs) findings.push(...(await checkFolder(folder, system)));
      const absent = new Set(findings.length > 0 ? workdirs.keys() : []);
      const distinct = new Map(
        all.map((use) => [JSON.stringify([use.workdir, use.program, use.declaredPath]), use]),
      );
      for (const use of distinct.values()) {
        if (!absent.has(use.workdir)) findings.push(...(await checkProgram(use, hostPath)));
      }
      return orOk(findings, `${counted(distinct.size, 'program is', 'programs are')} there and executable.`);
    },
  };
}

async function checkFolder(folder: string, system: string): Promise<readonly Diagnosis[]> {
  if ((await kindOf(folder)) === 'folder') return [];
  const next = `Correct systems.${system}.workdir in keyturn.yaml.`;
  return [problem(`The working folder of ${system}, ${folder}, does not exist.`, next)];
}

async function checkProgram(use: ProgramUse, hostPath: string): Promise<readonly Diagnosis[]> {
  const candidates = placesOf(use, hostPath);
  for (const place of candidates) if (await isExecutable(place)) return [];
  for (const place of candidates) {
    if ((await kindOf(place)) === 'file') {
      return [problem(`${place} (${use.system}) is not executable.`, `Run: chmod +x ${place}`)];
    }
  }
  const where = use.program.includes('/')
    ? (candidates[0] ?? '')
    : `${use.program}, on PATH or systems.${use.system}.path,`;
  return [
    problem(`${use.system} starts ${where} and it is not there.`, 'Install it, or correct the runbook.'),
  ];
}

/** Where the program is looked for: a bare name on the path, anything else from the working folder. */
function placesOf({ program, workdir, path, declaredPath }: ProgramUse, hostPath: string): readonly string[] {
  if (isAbsolute(program)) return [program];
  if (program.includes('/')) return [resolve(workdir, program)];
  return searchPath({ host: hostPath, first: path, declared: declaredPath, cwd: workdir }).map((folder) =>
    join(folder, program),
  );
}

async function isExecutable(path: string): Promise<boolean> {
  if ((await kindOf(path)) !== 'file') return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'absent'> {
  return stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : 'file'),
    () => 'absent',
  );
}
