import { resolve } from 'node:path';
import { placeholdersOf } from '../../../plan/template.ts';
import { lateText, secretText } from '../../../plan/text.ts';
import type { Scope } from '../../step.ts';
import type { CopySpec, EncryptSpec, FileSpec, Surrounded, SyncSpec } from './spec.ts';
import { type Written, wantedOf } from './written.ts';

/** `host:path` or `user@host:path`; a path of this host begins with a slash or holds one before. */
const REMOTE = /^([^/:]+):(?!\/\/)(.+)$/s;

/** Fills in the values of a plan. */
export function resolveFile(given: Written, scope: Scope): FileSpec {
  const { does, path } = wantedOf(given);
  const source = scope.at(does);
  const at = (text: string): string => resolve(scope.workdir, text);
  const to = targetIn(given.to ?? '', scope.at('to'));
  switch (does) {
    case 'prune': {
      const folder = at(source.fixed(path, 'the path of a folder'));
      scope.target(`files:${folder}`);
      const { matching = '', olderThan = null, keep = null } = given;
      return { does, folder, matching, olderThanMs: olderThan, keep };
    }
    case 'rotate': {
      const file = at(source.fixed(path, 'the path of a file'));
      scope.target(`file:${file}`);
      return { does, file, keep: given.keep ?? 1 };
    }
    case 'checksum':
      return { does, file: at(source.text(path)), is: null };
    case 'verify':
      return { does: 'checksum', file: at(source.text(path)), is: lateText(given.is ?? '', scope.at('is')) };
    case 'archive':
      scope.target(`file:${at(to)}`);
      return {
        does,
        from: at(source.text(path)),
        matching: given.matching ?? null,
        to: at(to),
        ...surrounded(scope),
      };
    case 'encrypt':
      scope.target(`file:${at(to)}`);
      return {
        does,
        from: at(source.text(path)),
        ...recipientOf(given, scope),
        to: at(to),
        ...surrounded(scope),
      };
    case 'copy':
      return copyOf(source.text(path), to, scope);
  }
}

/** Where a file is made may hold when and by which run, and no value that people give: who reads it is for the author to say. */
function targetIn(template: string, scope: Scope): string {
  const given = placeholdersOf(template).find(({ scope: of }) => of === 'params');
  if (given !== undefined)
    scope.wrong({
      message: `${given.written} stands in the place of a file: whoever gives the value would choose where it goes.`,
      suggestion: 'Write it out, take a variable, or tell files apart by {{ run.date }} and {{ run.id }}.',
    });
  return scope.text(template);
}

function copyOf(from: string, to: string, scope: Scope): CopySpec | SyncSpec {
  const source = resolve(scope.workdir, from);
  const [, host] = REMOTE.exec(to) ?? [];
  const target = host === undefined ? resolve(scope.workdir, to) : to;
  scope.target(`file:${target}`);
  const isFolder = from.endsWith('/') || to.endsWith('/');
  if (host === undefined && !isFolder) return { does: 'copy', from: source, to: target };
  return {
    does: 'sync',
    from: from.endsWith('/') ? `${source}/` : source,
    to: host === undefined && to.endsWith('/') ? `${target}/` : target,
    host: host ?? null,
    ...surrounded(scope),
  };
}

function recipientOf(given: Written, scope: Scope): Pick<EncryptSpec, 'with' | 'recipient'> {
  if (given.forFile !== undefined) {
    const file = resolve(scope.workdir, scope.at('forFile').fixed(given.forFile, 'the path of a public key'));
    return { with: /\.(?:asc|gpg|pgp)$/.test(file) ? 'gpg' : 'age', recipient: { file } };
  }
  const is = scope.at('for').fixed(given.for ?? '', 'the recipient, who can read it');
  return { with: /^(?:age1|ssh-)/.test(is) ? 'age' : 'gpg', recipient: { is } };
}

function surrounded(scope: Scope): Surrounded {
  const env = Object.entries(scope.env ?? {});
  return {
    cwd: scope.workdir,
    path: scope.path ?? [],
    env: Object.fromEntries(env.map(([name, text]) => [name, secretText(text, scope)])),
    settings: env.map(([name]) => name).toSorted(),
  };
}
