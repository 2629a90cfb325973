import { readFileSync } from 'node:fs';
import { type Import, importsOf, type SourceFile } from './import-graph.ts';

const FEATURE_LIST = new URL('../../src/app/features.ts', import.meta.url);
/** The rooms that bring themselves, in the order of their list: each may use those before it. */
const FEATURES = featuresIn(readFileSync(FEATURE_LIST, 'utf8'));

/**
 * Top to bottom: a room may import from rooms below it, never from one above or beside it. The test's world is closed: a
 * folder or file of src/ that is neither here nor a library is a violation, and so is a package without a home.
 */
const ORDER = [
  ['main', 'cli'],
  ['app'],
  // What features show and take in chat, in a folder of their own beside their model: seen by the composition root alone.
  FEATURES.map(chatOf),
  // What reaches outward is seen by the composition root alone.
  ['bot', 'http', 'integrations'],
  ['doctor', 'coverage', 'trial'],
  ['commands'],
  ['chat'],
  ...FEATURES.toReversed().map((feature) => [feature]),
  ['runbook'],
  ['approval'],
  ['people'],
  ['audit'],
  ['jobs'],
  ['store'],
  ['config'],
];
const RANK = new Map(ORDER.flatMap((rooms, rank) => rooms.map((room) => [room, rank] as const)));
const DOMAIN = new Set([...FEATURES, 'runbook', 'approval', 'people', 'audit']);
const OUTWARD = new Set(['bot', 'chat', 'commands', 'integrations', 'http', ...FEATURES.map(chatOf)]);
/** Files and folders of src/ that are libraries, not rooms: anybody may import them. */
const LIBRARY = new Set([
  'files',
  'waiting',
  'errors',
  'canonical',
  'clock',
  'host-name',
  'ids',
  'crash-point',
  'newest',
  'parsed-once',
  'log',
  'duration',
  'provided',
  'subject',
  'written',
  'values',
  'permanent',
  'json-path',
  'pattern',
  'redaction',
  'setting-file',
  'terminal',
]);
/** The composition roots: the only files that see everything. */
const ROOTS = new Set(['app', 'main', 'cli']);

const ANYWHERE = /^/;
/** Where each package may be imported. What Node brings itself is nobody's home; pure models have a list of their own. */
const VENDORS: Readonly<Record<string, RegExp>> = {
  '@decimalturn/toml-patch': /^setting-file\/toml\//,
  '@electric-sql/pglite': /^store\//,
  '@eslint-community/regexpp': /^pattern\//,
  '@hono/node-server': /^bot\/platforms\/console\//,
  '@noble/hashes': /^values\//,
  '@slack/bolt': /^bot\/platforms\/slack\//,
  'big.js': /^values\//,
  canonicalize: /^canonical\.ts$/,
  commander: /^cli(\.ts$|\/)/,
  croner: /^values\//,
  'discord.js': /^bot\/platforms\/discord\//,
  'drizzle-orm': /(^|\/)(table|store)\.ts$|^store\//,
  dotenv: /^setting-file\/dotenv\//,
  entities: /^redaction\//,
  'fastest-levenshtein': ANYWHERE,
  hono: /^bot\/platforms\/console\/|^coverage\/report\//,
  'ipaddr.js': /^values\//,
  'json-p3': /^json-path\//,
  'jsonc-parser': /^setting-file\//,
  'lossless-json': /^values\//,
  'mdast-util-from-markdown': /^coverage\/document\//,
  'mdast-util-frontmatter': /^coverage\/document\//,
  'mdast-util-gfm': /^coverage\/document\//,
  'micromark-extension-frontmatter': /^coverage\/document\//,
  'micromark-extension-gfm': /^coverage\/document\//,
  otpauth: /^people\//,
  pg: /^(store|jobs|integrations\/sql)\//,
  'pg-boss': /^jobs\//,
  pino: ANYWHERE,
  'pino-pretty': /^log\.ts$/,
  postgres: /^jobs\//,
  re2js: /^pattern\//,
  'smol-toml': /^setting-file\/toml\//,
  yaml: /^(written|setting-file)\/|^commands\/run-parts\/run-output\.ts$/,
  zod: ANYWHERE,
};

/** What a domain room holds beside its pure models. Every other file of a domain room is pure. */
const IMPURE = [
  // A long service.ts or store.ts may become a folder of that name, a use case a file.
  /(^|\/)(service|store|table)(\.ts$|\/)/,
  /^audit\/(sequencer|pulse|show|tree|guard|files|retained|signing-key|announce|authentic|takeover|taken-over|remembered)\.ts$/,
  /^audit\/export\/(export|verify-export)\.ts$/,
  /^audit\/verify\/(verify|writers|tables|told)\.ts$/,
  /^audit\/set-aside\/find\.ts$/,
  /^runbook\/(engine|steps)\//,
  /^runbook\/run\/seal\.ts$/,
  /^runbook\/definition\/(load|assemble|folders|kept-files|folder-state|registry|watch|lint|json-schema)\.ts$/,
];

/** Modules that a pure model may use at run time: deterministic, without a clock, a network or a disk. */
const PURE_LIBRARY = new Set([
  'errors.ts',
  'canonical.ts',
  'duration.ts',
  'newest.ts',
  'parsed-once.ts',
  'provided.ts',
  'subject.ts',
]);
const PURE_FOLDERS = ['written/', 'pattern/', 'json-path/', 'values/'];
const PURE_PACKAGES = new Set(['zod', 'node:crypto']);

export interface Violation {
  readonly rule: string;
  readonly file: string;
  readonly detail: string;
}

export function roomOf(path: string): string {
  const [room = '', folder] = path.split('/');
  if (folder === undefined) return room.replace(/\.ts$/, '');
  return FEATURES.includes(room) && folder === 'chat' ? chatOf(room) : room;
}

function chatOf(feature: string): string {
  return `${feature}/chat`;
}

/** The folders of the features, as their list imports them. */
function featuresIn(list: string): readonly string[] {
  const folders = new Map(
    [...list.matchAll(/^import (\w+) from '\.\.\/([\w-]+)\/chat\/feature\.ts';$/gm)].map(
      ([, name, folder]) => [name, folder],
    ),
  );
  const [, names = ''] = /FEATURES: readonly Feature\[\] = \[([^\]]*)\]/.exec(list) ?? [];
  const listed = names.split(',').map((name) => name.trim());
  const found = listed.flatMap((name) => folders.get(name) ?? []);
  if (found.length === 0 || found.length !== listed.length || found.length !== folders.size)
    throw new Error('the list of features cannot be read');
  return found;
}

export function isPure(path: string, impure: readonly RegExp[] = IMPURE): boolean {
  return DOMAIN.has(roomOf(path)) && !impure.some((pattern) => pattern.test(path));
}

/** Checks every rule of the architecture over a set of files. Empty means that all of them hold. */
export function violations(files: readonly SourceFile[]): Violation[] {
  const imports = files.flatMap(importsOf);
  return [
    ...imports.flatMap((one) => [
      ...pureModels(one),
      ...rooms(one),
      ...vendors(one),
      ...platforms(one),
      ...halves(one),
      ...leaves(one),
      ...thin(one),
    ]),
    ...files.flatMap(unknownRoom),
    ...files.flatMap(ambientClock),
    ...cycles(imports),
  ];
}

function pureModels(one: Import): Violation[] {
  if (one.typeOnly || !isPure(one.from)) return [];
  const { target } = one;
  const library = PURE_LIBRARY.has(target) || PURE_FOLDERS.some((folder) => target.startsWith(folder));
  const allowed = one.ours ? library || isPure(target) : PURE_PACKAGES.has(target);
  return allowed ? [] : [{ rule: '1 pure models', file: one.from, detail: `imports ${target}` }];
}

function ambientClock(file: SourceFile): Violation[] {
  if (!DOMAIN.has(roomOf(file.path))) return [];
  const found = /\b(Date\.now\(\)|new Date\(\)|Math\.random\(\))/.exec(file.text);
  return found ? [{ rule: '1 no ambient clock', file: file.path, detail: found[0] }] : [];
}

function rooms(one: Import): Violation[] {
  if (!one.ours) return [];
  const [from, to] = [roomOf(one.from), roomOf(one.target)];
  if (from === to || LIBRARY.has(to) || ROOTS.has(from)) return [];
  if (LIBRARY.has(from)) return [{ rule: '6 libraries', file: one.from, detail: `imports ${one.target}` }];
  if (ROOTS.has(to)) return [{ rule: '7 roots', file: one.from, detail: `imports ${one.target}` }];
  if (DOMAIN.has(from) && OUTWARD.has(to))
    return [{ rule: '2 domain rooms', file: one.from, detail: `imports ${one.target}` }];
  const [fromRank, toRank] = [RANK.get(from), RANK.get(to)];
  if (fromRank !== undefined && toRank !== undefined && fromRank >= toRank)
    return [{ rule: '6 order of rooms', file: one.from, detail: `imports ${one.target}` }];
  return [];
}

function vendors(one: Import): Violation[] {
  if (one.ours || one.target.startsWith('node:')) return [];
  return VENDORS[one.target]?.test(one.from) === true
    ? []
    : [{ rule: '3 vendors at home', file: one.from, detail: `imports ${one.target}` }];
}

/** A new room stands in the list of features before it imports anything. */
function unknownRoom({ path }: SourceFile): Violation[] {
  const room = roomOf(path);
  return RANK.has(room) || LIBRARY.has(room)
    ? []
    : [{ rule: '6 order of rooms', file: path, detail: `${room} stands nowhere in the order of rooms` }];
}

/** Each speaks to the core of the bot, and none knows of another. */
function platforms(one: Import): Violation[] {
  if (!one.ours || roomOf(one.from) !== 'bot') return [];
  const [from, to] = [platformOf(one.from), platformOf(one.target)];
  return to === undefined || from === to
    ? []
    : [{ rule: '8 platforms apart', file: one.from, detail: `imports ${one.target}` }];
}

/** What is written and planned knows nothing of how it is run: another process may run it. */
function halves(one: Import): Violation[] {
  const written = /^runbook\/(definition|plan|steps)\//.test(one.from);
  return written && one.ours && /^runbook\/(engine|run)\/|^runbook\/service\.ts$/.test(one.target)
    ? [{ rule: '9 written apart from run', file: one.from, detail: `imports ${one.target}` }]
    : [];
}

/** The platform that a file belongs to; undefined for the core of the bot, and for other rooms. */
function platformOf(path: string): string | undefined {
  return /^bot\/platforms\/([^/]+)/.exec(path)?.[1];
}

function leaves(one: Import): Violation[] {
  if (!one.ours || roomOf(one.from) !== 'integrations') return [];
  const [, mine] = one.from.split('/');
  const [room, theirs] = one.target.split('/');
  const own = room === 'integrations' && (theirs === mine || theirs?.endsWith('.ts') === true);
  return own || LIBRARY.has(roomOf(one.target))
    ? []
    : [{ rule: '4 integrations are leaves', file: one.from, detail: `imports ${one.target}` }];
}

function thin(one: Import): Violation[] {
  const room = roomOf(one.from);
  if (room !== 'commands' && !room.endsWith('/chat')) return [];
  // What draws the cards of a feature reads the feature's own tables.
  const own = one.target === `${room.replace(/\/chat$/, '')}/store.ts`;
  const deep =
    one.ours && !own ? /(^|\/)(store|table)\.ts$|^store\/|^integrations\/|^http\//.test(one.target) : false;
  return deep && !one.typeOnly
    ? [{ rule: '5 commands are thin', file: one.from, detail: `imports ${one.target}` }]
    : [];
}

/** Of types as well: two files that need each other are one. */
function cycles(imports: readonly Import[]): Violation[] {
  const next = new Map<string, string[]>();
  for (const one of imports) if (one.ours) next.set(one.from, [...(next.get(one.from) ?? []), one.target]);
  const done = new Set<string>();
  const found: Violation[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      found.push({ rule: '7 no cycles', file, detail: [...path.slice(start), file].join(' -> ') });
      return;
    }
    if (done.has(file)) return;
    for (const target of next.get(file) ?? []) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return found;
}
