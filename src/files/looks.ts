import { stat } from 'node:fs/promises';
import { diskOf } from './disk-of.ts';
import { UnreadableNow } from './unreadable-now.ts';

/**
 * The one place through which files are looked at that may lie on a disk which does not answer. A look that hangs keeps one of the few
 * threads that files, names of servers and keys share, and nothing ends it. So each has a limit, after which whoever waits hears that
 * nobody could look; where one hangs, nobody looks on that disk again before it has answered; and all together leave threads to the rest.
 */

/** Longer than a disk takes for one look that answers at all. */
const LOOK_MS = 5_000;
/** Counted in pieces: a process that slept for an hour has waited for no disk. */
const PIECES = 5;
/** How many threads there are: what libuv takes where nothing is said. */
const THREADS = Number(process.env.UV_THREADPOOL_SIZE ?? 4);
/** The others are left to all else. */
const MOST_LOOKS = Math.max(1, Math.floor(THREADS / 2));

/** A disk did not answer. It says nothing of what stands there. */
export class NoAnswer extends UnreadableNow {
  constructor(path: string, ms: number) {
    super(path, Object.assign(new Error('no answer'), { code: `nothing within ${ms / 1_000} s` }));
  }
}

export interface Looks {
  /**
   * One look at what stands at a path: a single call of the system, or a few that follow one another.
   * @param late takes what nobody waited for any more
   * @throws what `work` throws; NoAnswer at its limit, or at once where the disk is known to be silent.
   */
  at<T>(path: string, work: () => Promise<T>, late?: (found: T) => void): Promise<T>;
}

interface Waiting {
  readonly go: () => void;
  readonly giveUp: () => void;
}

interface Disk {
  /** A look is under way. */
  busy: boolean;
  /** That has not answered within its limit. */
  silent: boolean;
  /** Looks that began or ended. */
  moved: number;
  readonly waiting: Waiting[];
}

/**
 * @param onDisk which disk a path lies on: one look at a time is under way on each
 * @param limits how long a look may take, and how many may be under way
 */
export function createLooks(
  onDisk: (path: string) => string,
  { ms, most }: { readonly ms: number; readonly most: number } = { ms: LOOK_MS, most: MOST_LOOKS },
): Looks {
  const disks = new Map<string, Disk>();
  let underWay = 0;

  /** Lets in whoever waits, one a disk, while there are threads for looks. */
  function letIn(): void {
    for (const disk of disks.values()) {
      if (underWay >= most) return;
      const next = disk.busy ? undefined : disk.waiting.shift();
      if (next === undefined) continue;
      disk.busy = true;
      disk.moved += 1;
      underWay += 1;
      next.go();
    }
  }

  function leave(disk: Disk): void {
    disk.busy = false;
    disk.silent = false;
    disk.moved += 1;
    underWay -= 1;
    letIn();
  }

  /** Waits for its turn. Where every thread for looks hangs on other disks, nobody could look either. */
  async function enter(path: string, disk: Disk): Promise<void> {
    const { promise, resolve: go, reject } = Promise.withResolvers<void>();
    const one: Waiting = { go, giveUp: () => reject(new NoAnswer(path, ms)) };
    disk.waiting.push(one);
    letIn();
    const end = after(
      ms,
      () => disk.moved,
      () => {
        const place = disk.waiting.indexOf(one);
        if (place >= 0) disk.waiting.splice(place, 1);
        one.giveUp();
      },
    );
    try {
      await promise;
    } finally {
      end();
    }
  }

  return {
    async at(path, work, late) {
      const key = onDisk(path);
      const disk = disks.get(key) ?? { busy: false, silent: false, moved: 0, waiting: [] };
      disks.set(key, disk);
      if (disk.silent) throw new NoAnswer(path, ms);
      await enter(path, disk);
      const looking = work().finally(() => leave(disk));
      const silence = Promise.withResolvers<never>();
      const end = after(
        ms,
        () => 0,
        () => {
          disk.silent = true;
          for (const { giveUp } of disk.waiting.splice(0)) giveUp();
          silence.reject(new NoAnswer(path, ms));
          if (late !== undefined) looking.then(late, () => {});
        },
      );
      try {
        return await Promise.race([looking, silence.promise]);
      } finally {
        end();
      }
    },
  };
}

/** Does something once `ms` have passed in which nothing has moved. @returns ends the wait */
function after(ms: number, moved: () => number, act: () => void): () => void {
  let [pieces, before] = [0, moved()];
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    timer = setTimeout(() => {
      pieces = moved() === before ? pieces + 1 : 0;
      before = moved();
      if (pieces < PIECES) wait();
      else act();
    }, ms / PIECES);
  };
  wait();
  return () => clearTimeout(timer);
}

const looks = createLooks(diskOf);

/** See {@link Looks}; for the whole process. */
export const lookAt: Looks['at'] = (path, work, late) => looks.at(path, work, late);

/** Waits until the disk of a path answers. What is not there answers as well. @throws NoAnswer */
export async function requireAnswer(path: string): Promise<void> {
  await lookAt(path, async () => {
    await stat(path).catch(() => {});
  });
}
