import { unclear } from './problem.ts';

/**
 * The names that a JSON Pointer (RFC 6901) leads through: `/server/port`.
 * @throws OpsError when it is none.
 */
export function pointerPath(pointer: string): readonly string[] {
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) {
    const dotted = pointer.replace(/^\$?\.?/, '').replaceAll('.', '/');
    throw unclear(
      `${JSON.stringify(pointer)} does not say where the value stands.`,
      `Write each name behind a slash: /${dotted}. A slash inside a name is written ~1, and ~ is written ~0.`,
    );
  }
  return pointer
    .slice(1)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}
