import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/files/project-root.ts';

const SRC = join(projectRoot, 'src');
/** Systems of the demo. The last is a word that is needed otherwise: what names the system is its folder, or one of its actions. */
const SYSTEMS = /\b(?:twist|flywheel|tokenforge|quant)\b|runbooks\/upgrade|\bupgrade:[a-z]|ops-upgrade/i;

it('nothing in src/ names one of the systems that the demo operates', () => {
  const naming = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:ts|js|css|html|json)$/.test(path))
    .flatMap((path) =>
      readFileSync(join(SRC, path), 'utf8')
        .split('\n')
        .flatMap((line, index) => (SYSTEMS.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
    );
  expect(naming).toEqual([]);
});
