import { OpsError } from '../errors.ts';

/** The file says nothing clear of a key. Nothing has begun. */
export function unclear(why: string, next: string): OpsError {
  return new OpsError({ code: 'setting.unclear', what: 'The setting was not touched.', why, next });
}

/** The file is not what its format demands. Nothing has begun. */
export function malformed(format: string, why: string): OpsError {
  const next = 'Mend the file, or write `format` where it is another one; then ask again.';
  return unclear(`The file is no ${format} that can be read: ${why}.`, next);
}

/** The value cannot stand there so that it is read back. Nothing has begun. */
export function unwritable(why: string, next = 'Give another value, or change the file by hand.'): OpsError {
  return new OpsError({ code: 'setting.unwritable', what: 'The setting was not touched.', why, next });
}

/** The line of a place, from 1. */
export function lineAt(text: string, at: number): number {
  return text.slice(0, at).split(/\r\n|\r|\n/).length;
}
