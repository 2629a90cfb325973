import * as z from 'zod';
import { duration } from '../../../../duration.ts';
import { besideOtherFaults } from '../../../../written/beside.ts';

/** What is done with files. */
export const VERBS = ['archive', 'copy', 'encrypt', 'prune', 'rotate', 'checksum', 'verify'] as const;
export type Verb = (typeof VERBS)[number];
/** Those that make a file, or fill a folder. */
const MAKING: readonly Verb[] = ['archive', 'copy', 'encrypt'];

const path = z.string().min(1).max(1_000);
/** A pattern of one name: it leads to no other folder. */
const names = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^/\\[\]{}]+$/, 'write a name with * and ? in it, and without slashes');

const fields = z.strictObject({
  archive: path.optional().meta({ description: 'The folder or file that goes into an archive.' }),
  copy: path.optional().meta({ description: 'The file that is copied; with a slash at its end a folder.' }),
  encrypt: path.optional().meta({ description: 'The file that is encrypted.' }),
  prune: path.optional().meta({ description: 'The folder in which old files are deleted.' }),
  rotate: path.optional().meta({ description: 'The log that is set aside.' }),
  checksum: path.optional().meta({ description: 'The file whose SHA-256 is taken.' }),
  verify: path.optional().meta({ description: 'The file that is compared with a SHA-256.' }),
  to: path.optional().meta({
    description:
      'The file that is made. For `copy` also a folder with a slash at its end, or host:path: then rsync does it.',
  }),
  matching: names.optional().meta({ description: 'Which files of the folder, by their names.' }),
  olderThan: duration.optional().meta({ description: 'With `prune`: those that were changed before that.' }),
  keep: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .meta({ description: 'So many of the newest stay, however old they are.' }),
  for: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'With `encrypt`: a recipient of gpg, or of age (age1…, ssh-…).' }),
  forFile: path
    .optional()
    .meta({ description: 'With `encrypt`: a file with the public key of the recipient.' }),
  is: z.string().min(1).optional().meta({ description: 'With `verify`: the SHA-256 that it must have.' }),
});
export type Written = z.output<typeof fields>;

const ONLY_WITH: readonly (readonly [keyof Written, readonly Verb[]])[] = [
  ['to', MAKING],
  ['matching', ['archive', 'prune']],
  ['olderThan', ['prune']],
  ['keep', ['prune', 'rotate']],
  ['for', ['encrypt']],
  ['forFile', ['encrypt']],
  ['is', ['verify']],
];
const NEEDED: Readonly<Partial<Record<Verb, readonly (keyof Written)[]>>> = {
  archive: ['to'],
  copy: ['to'],
  encrypt: ['to'],
  prune: ['matching'],
  rotate: ['keep'],
  verify: ['is'],
};

type Wrong = (path: readonly PropertyKey[], message: string, suggestion: string) => void;

export const written = fields.superRefine((given, context) => {
  const wrong: Wrong = (at, message, suggestion) => {
    context.addIssue({ code: 'custom', path: [...at], message, params: { suggestion } });
  };
  const [does, other] = VERBS.filter((verb) => given[verb] !== undefined);
  if (does === undefined || other !== undefined) {
    const suggestion = `Write exactly one of ${VERBS.join(', ')}.`;
    wrong([], 'a file step does not say what is done, or says it twice', suggestion);
    return;
  }
  for (const [key, verbs] of ONLY_WITH)
    if (given[key] !== undefined && !verbs.includes(does))
      wrong([key], `\`${key}\` says nothing of ${does}`, `Take it away; it is for ${verbs.join(', ')}.`);
  for (const key of NEEDED[does] ?? [])
    if (given[key] === undefined) wrong([], `\`${does}\` without \`${key}\``, `Add \`${key}: …\`.`);
  if (does === 'encrypt' && (given.for === undefined) === (given.forFile === undefined))
    wrong([], 'what is encrypted is for one recipient', 'Write `for:` or `forFile:`.');
  if (does === 'archive' && !/\.(?:tar|tar\.gz|tgz)$/.test(given.to ?? '.tar'))
    wrong(['to'], 'an archive is a .tar or a .tar.gz', 'Let its name end so.');
  if (does === 'prune') checkPrune(given, wrong);
}, besideOtherFaults());

function checkPrune({ matching = '', olderThan, keep }: Written, wrong: Wrong): void {
  if (olderThan === undefined && keep === undefined)
    wrong([], 'nothing says which of them stay', 'Write `olderThan:`, `keep:`, or both.');
  // Whatever lies there, also what nobody thought of.
  if (keep === undefined && /^[*?]+$/.test(matching))
    wrong(['matching'], 'every name fits this', 'Write the names that are meant, or add `keep:`.');
}

/** What is done, and with which path. */
export function wantedOf(given: Written): { readonly does: Verb; readonly path: string } {
  const does = VERBS.find((verb) => given[verb] !== undefined) ?? 'checksum';
  return { does, path: given[does] ?? '' };
}
