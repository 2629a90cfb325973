import { exists, nextTable, type Process, type ProcessTable, readProcess } from './process-table.ts';

/** The processes that a program started, and those that they started, also when they hide from its mark and its group. */
export interface Family {
  /** Looks for members among the processes of now: who has lost its parent can only be known by an earlier look. */
  learn(table: ProcessTable): void;
  /** Pids of those that still run, the program itself included. */
  alive(): readonly number[];
}

export interface WatchedFamily extends Family {
  /** Nobody looks for it any more. */
  forget(): void;
}

/** What must be remembered of a family to find it again: numbers, and when whoever had them started. */
export interface Known {
  readonly members: readonly (readonly [pid: number, start: string])[];
  /** Sessions that a member leads or led. */
  readonly sessions: readonly (readonly [id: number, start: string])[];
}

const LOOK_EVERY_MS = 500;

/** Whom one look at /proc serves: however many programs run, it is read once. */
const watched = new Set<(table: ProcessTable) => void>();
let timer: NodeJS.Timeout | undefined;

/**
 * Watches what descends from a program that was just started and leads a session of its own. A process that changes its
 * environment, group, session and user still has its parent; it is remembered before that one ends. What is forked and
 * loses its parent between two looks is not seen. Only where /proc exists (Linux).
 * @param remember is told at once, and whenever more is known, until it says that it was kept.
 */
export function watchFamily(root: number, remember: (known: Known) => boolean): WatchedFamily {
  const start = readProcess(root)?.start ?? '';
  const family = createFamily({ members: [[root, start]], sessions: [[root, start]] });
  let kept = remember(family.known());
  const learn = (table: ProcessTable): void => {
    if (family.learn(table) || !kept) kept = remember(family.known());
  };
  watched.add(learn);
  timer ??= setInterval(() => void lookForAll(), LOOK_EVERY_MS).unref();
  return {
    learn,
    alive: family.alive,
    forget() {
      watched.delete(learn);
      if (watched.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}

/** A family that another process, which is gone by now, remembered. Nobody watches it between two looks. */
export function rememberedFamily(known: Known): Family {
  const family = createFamily(known);
  return {
    learn: (table) => {
      family.learn(table);
    },
    alive: family.alive,
  };
}

/** A look costs as much as the family is large, not as much as the host has processes. */
export function createFamily(known: Known) {
  const members = new Map(known.members);
  const sessions = new Map(known.sessions);

  /** @returns whether somebody new was found. */
  function learn(table: ProcessTable): boolean {
    forgetEnded(table);
    const kin = [...members.keys()].flatMap(table.childrenOf);
    const inSessions = [...sessions.keys()].flatMap(table.inSession);
    const open: Process[] = [...kin, ...inSessions];
    let found = false;
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      const { pid, session, start, ended } = one;
      if (ended || members.has(pid) || pid === process.pid) continue;
      members.set(pid, start);
      found = true;
      open.push(...table.childrenOf(pid));
      if (session !== pid) continue;
      // A session that a member leads is the family's as long as anybody is in it; ours is not among them.
      sessions.set(session, start);
      open.push(...table.inSession(session));
    }
    return found;
  }

  /** A number that somebody else was given meanwhile must not make him a member. */
  function forgetEnded(table: ProcessTable): void {
    for (const [pid, start] of members) {
      const now = table.of(pid);
      // One that /proc hides from us is not gone.
      const there = now === undefined ? exists(pid) : !now.ended && now.start === start;
      if (!there) members.delete(pid);
    }
    for (const [session, start] of sessions) {
      const leader = table.of(session);
      const reused = leader !== undefined && leader.start !== start;
      if (table.inSession(session).length === 0 || reused) sessions.delete(session);
    }
  }

  return {
    learn,
    alive: (): readonly number[] => [...members.keys()],
    known: (): Known => ({ members: [...members], sessions: [...sessions] }),
  };
}

async function lookForAll(): Promise<void> {
  try {
    const table = await nextTable();
    for (const learn of watched) learn(table);
  } catch {
    // E.g. no file can be opened for a moment: the next look sees more.
  }
}
