import * as z from 'zod';

/**
 * The lines of an export, a JSON object each: `log` first, then entries by chain and number, leaves whose
 * entries are gone, checkpoints by size, and `end`. Everything that a proof needs is in it.
 */
export const exportLine = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('log'),
    version: z.literal(1),
    /** The public key, as `name+hash+key`. Trust it only if it is the one that you know. */
    key: z.string(),
    /** Leaves in the export: the log up to its last checkpoint. */
    size: z.int().min(0).max(100_000_000),
    exportedAt: z.string(),
  }),
  z.object({
    type: z.literal('entry'),
    id: z.int(),
    chain: z.string(),
    seq: z.int(),
    previous: z.string(),
    body: z.string(),
    hash: z.string(),
    mac: z.string().nullable().default(null),
    kind: z.string(),
    atMs: z.number(),
    leaf: z.object({ index: z.int().min(0), hash: z.string() }).nullable(),
  }),
  z.object({ type: z.literal('leaf'), index: z.int().min(0), hash: z.string(), entryId: z.int() }),
  z.object({
    type: z.literal('checkpoint'),
    size: z.int().min(0),
    root: z.string(),
    note: z.string(),
    edge: z.string(),
  }),
  z.object({ type: z.literal('end'), entries: z.int().min(0), checkpoints: z.int().min(0) }),
]);

export type ExportLine = z.infer<typeof exportLine>;
export type ExportedEntry = Extract<ExportLine, { type: 'entry' }>;
