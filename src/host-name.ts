import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** This host, as far as its processes can be seen from here: two containers that share a name are two of them. */
export function hostName(): string {
  return [hostname(), processNamespace()].filter(Boolean).join(' ');
}

/** Which processes can be seen from here; empty where the system does not tell (not Linux). */
export function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
