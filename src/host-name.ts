import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** What a Linux system tells of itself; each is empty where it does not. */
export interface HostFacts {
  readonly name: string;
  /** Which processes can be seen from here. */
  readonly namespace: string;
  /** Of the installation: the same after a restart of the machine. */
  readonly machine: string;
  /** Of the kernel as it runs now. */
  readonly boot: string;
}

/** Every machine calls the namespace of its first process so: a constant of the kernel (PROC_PID_INIT_INO). */
const OUTSIDE = 'pid:[4026531836]';

/**
 * This host, as far as its processes can be seen from here. Names are given twice, and namespaces are counted on each machine
 * by itself: so a machine says which one it is, and a container, whose image may hold the identity of another machine, on
 * which kernel it runs.
 */
export function hostName(facts: HostFacts = systemFacts()): string {
  const { name, namespace, machine, boot } = facts;
  const identity = namespace === OUTSIDE && machine !== '' ? machine : boot;
  return [name, identity && nameless(identity), namespace].filter(Boolean).join(' ');
}

/** Which processes can be seen from here; empty where the system does not tell (not Linux). */
export function processNamespace(): string {
  return orNothing(() => readlinkSync('/proc/self/ns/pid'));
}

function systemFacts(): HostFacts {
  return {
    name: hostname(),
    namespace: processNamespace(),
    machine: orNothing(() => machineIn(readFileSync('/etc/machine-id', 'utf8').trim())),
    boot: orNothing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
  };
}

/** Before its first start it says `uninitialized`, on every machine. */
function machineIn(text: string): string {
  return /^[0-9a-f]{32}$/.test(text) ? text : '';
}

/**
 * The identity of a machine is not shown around.
 * https://www.freedesktop.org/software/systemd/man/latest/machine-id.html
 */
function nameless(identity: string): string {
  return createHash('sha256').update(`host ${identity}`).digest('hex').slice(0, 12);
}

function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
