import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../files/project-root.ts';

/** A file of a new folder. */
export interface NewFile {
  /** Relative to the folder, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** What runs Keyturn on this machine: both are absolute paths. */
export interface Program {
  readonly node: string;
  readonly program: string;
}

const TEMPLATE = join(projectRoot, 'examples', 'start');
/** Where each file stands in the template: npm keeps no .gitignore of a package, and git would obey it. */
const COPIED: Readonly<Record<string, string>> = {
  'keyturn.yaml': 'keyturn.yaml',
  'runbooks/shop/runbook.yaml': 'runbooks/shop/runbook.yaml',
  'system/scripts/cache.mjs': 'system/scripts/cache.mjs',
  'README.md': 'README.md',
  '.gitignore': 'gitignore',
};
/** The line by which editors find the schema. */
const SCHEMA = /(?<=^# yaml-language-server: \$schema=)\S*\/(?=[\w.]+\.json$)/m;

/** Everything that a new folder holds. */
export function startFiles(program: Program): readonly NewFile[] {
  const schemas = pathToFileURL(join(projectRoot, 'schema', '/')).href;
  const copied = Object.entries(COPIED).map(([path, template]) => ({
    path,
    text: readFileSync(join(TEMPLATE, template), 'utf8').replace(SCHEMA, () => schemas),
  }));
  return [...copied, { path: 'package.json', text: `${JSON.stringify(packageOf(program), null, 2)}\n` }];
}

/** The commands of the folder, by the program that made it. */
function packageOf({ node, program }: Program): object {
  const keyturn = `${JSON.stringify(node)} ${JSON.stringify(program)}`;
  return {
    name: 'operations',
    private: true,
    scripts: {
      start: `${keyturn} start`,
      lint: `${keyturn} lint`,
      plan: `${keyturn} plan`,
      doctor: `${keyturn} doctor`,
      keyturn,
    },
  };
}
