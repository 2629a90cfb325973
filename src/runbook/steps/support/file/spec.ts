import * as z from 'zod';
import { type LateText, type SecretText, storedLateText, storedSecretText } from '../../../plan/text.ts';

/** How programs of a step are started. */
export interface Surrounded {
  readonly cwd: string;
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, SecretText>>;
  /** Names of those variables that the settings give to every program of the system. */
  readonly settings: readonly string[];
}

export interface ArchiveSpec extends Surrounded {
  readonly does: 'archive';
  readonly from: string;
  readonly matching: string | null;
  readonly to: string;
}

export interface EncryptSpec extends Surrounded {
  readonly does: 'encrypt';
  readonly from: string;
  readonly with: 'gpg' | 'age';
  readonly recipient: { readonly is: string } | { readonly file: string };
  readonly to: string;
}

export interface CopySpec {
  readonly does: 'copy';
  readonly from: string;
  readonly to: string;
}

/** What rsync copies: folders, and to other hosts. */
export interface SyncSpec extends Surrounded {
  readonly does: 'sync';
  readonly from: string;
  readonly to: string;
  /** The other host; null for a folder of this one. */
  readonly host: string | null;
}

/** A file that goes, as it was listed. */
export interface Listed {
  readonly name: string;
  readonly bytes: number;
  readonly changedAt: number;
  readonly stamp: string;
}

export interface PruneSpec {
  readonly does: 'prune';
  readonly folder: string;
  readonly matching: string;
  readonly olderThanMs: number | null;
  readonly keep: number | null;
  /** Those that go, the oldest first, and how many of the name stay. Absent until somebody asks. */
  readonly planned?: { readonly files: readonly Listed[]; readonly stay: number };
}

export interface RotateSpec {
  readonly does: 'rotate';
  readonly file: string;
  readonly keep: number;
  /** The file that stands there, by what tells it from any other. Absent until somebody asks. */
  readonly planned?: {
    readonly identity: string;
    /** Those set aside before that are deleted, because they are too many then. Absent: a version before did not look. */
    readonly falls?: readonly Listed[];
  };
}

export interface SumSpec {
  readonly does: 'checksum';
  readonly file: string;
  /** What it must be; null: it is only told. */
  readonly is: LateText | null;
}

export type FileSpec = ArchiveSpec | EncryptSpec | CopySpec | SyncSpec | PruneSpec | RotateSpec | SumSpec;
/** Those that give a file its name when it is whole. */
export type MakingSpec = ArchiveSpec | EncryptSpec | CopySpec;

export function isMaking(spec: FileSpec): spec is MakingSpec {
  return spec.does === 'archive' || spec.does === 'encrypt' || spec.does === 'copy';
}

const surrounded = {
  cwd: z.string(),
  path: z.array(z.string()),
  env: z.record(z.string(), storedSecretText),
  settings: z.array(z.string()),
};
const listed = z.strictObject({
  name: z.string(),
  bytes: z.number(),
  changedAt: z.number(),
  stamp: z.string(),
});

/** As a plan keeps it. */
export const stored: z.ZodType<FileSpec> = z.discriminatedUnion('does', [
  z.strictObject({
    does: z.literal('archive'),
    from: z.string(),
    matching: z.string().nullable(),
    to: z.string(),
    ...surrounded,
  }),
  z.strictObject({
    does: z.literal('encrypt'),
    from: z.string(),
    with: z.enum(['gpg', 'age']),
    recipient: z.union([z.strictObject({ is: z.string() }), z.strictObject({ file: z.string() })]),
    to: z.string(),
    ...surrounded,
  }),
  z.strictObject({ does: z.literal('copy'), from: z.string(), to: z.string() }),
  z.strictObject({
    does: z.literal('sync'),
    from: z.string(),
    to: z.string(),
    host: z.string().nullable(),
    ...surrounded,
  }),
  z.strictObject({
    does: z.literal('prune'),
    folder: z.string(),
    matching: z.string(),
    olderThanMs: z.number().nullable(),
    keep: z.number().nullable(),
    planned: z.strictObject({ files: z.array(listed), stay: z.number() }).exactOptional(),
  }),
  z.strictObject({
    does: z.literal('rotate'),
    file: z.string(),
    keep: z.number(),
    planned: z.strictObject({ identity: z.string(), falls: z.array(listed).exactOptional() }).exactOptional(),
  }),
  z.strictObject({ does: z.literal('checksum'), file: z.string(), is: storedLateText.nullable() }),
]);
