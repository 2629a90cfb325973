import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** This host, as far as its processes can be seen from here: two containers that share a name are two of them. */
export function hostName(): string {
  return `${hostname()}${namespace()}`;
}

function namespace(): string {
  try {
    return ` ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    // No /proc (not Linux): the name has to do.
    return '';
  }
}
