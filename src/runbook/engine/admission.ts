/** How many runs a process that keeps up may be beginning at a time: half of its connections to the database. */
const MOST = 8;
/** What waits for others for longer gives its permit back meanwhile. */
const ASIDE_MS = 250;

/** Lets one run be among those that this process is beginning. */
export interface Permit {
  /** The effect begins: the next run may come in, however long this one takes. */
  begun(): void;
  /**
   * Does something that waits for others. When that takes long it is done without the permit, which comes back before
   * all that wait: one platform, name server or disk that answers slowly holds up no other run. What has begun has no
   * permit to give back.
   */
  aside<T>(work: () => Promise<T>): Promise<T>;
}

export interface Admission {
  /** Waits for a permit, in the order in which it was asked for, and works with it until it ends or has begun. */
  admit<T>(work: (permit: Permit) => Promise<T>): Promise<T>;
  /** An attempt was kept alive until its end. */
  kept(): void;
  /** An attempt was stopped because its lease could not be relied on any more. */
  lost(): void;
}

/**
 * Lets a process take no more runs than it can keep alive. A lease counts from the moment at which it was asked for:
 * whoever takes fifty runs and then starts fifty programs one after the other (each has the thread to itself, 116 ms at
 * p99 on two busy cores) loses the leases of the first before the last has begun, stops them all, and finds them due
 * again, for ever. How many at a time are too many depends on the machine, its load and the length of a lease, so it is
 * learned: one more for each attempt that was kept alive, half as many for each that was not. What is not taken yet
 * stays free for other processes.
 */
export function createAdmission(): Admission {
  const waiting: (() => void)[] = [];
  const returning: (() => void)[] = [];
  let limit = 1;
  let inside = 0;

  function letIn(): void {
    while (inside < limit) {
      const next = returning.shift() ?? waiting.shift();
      if (next === undefined) return;
      inside += 1;
      next();
    }
  }

  function enter(queue: (() => void)[]): Promise<void> {
    return new Promise((go) => {
      queue.push(go);
      letIn();
    });
  }

  return {
    async admit(work) {
      await enter(waiting);
      let held = true;
      let hasBegun = false;
      const leave = () => {
        if (!held) return;
        held = false;
        inside -= 1;
        letIn();
      };
      try {
        return await work({
          // After a turn of the loop: leases are renewed between two starts.
          begun() {
            hasBegun = true;
            setImmediate(leave);
          },
          async aside(other) {
            if (hasBegun) return other();
            const timer = setTimeout(leave, ASIDE_MS);
            try {
              return await other();
            } finally {
              clearTimeout(timer);
              if (!held) {
                await enter(returning);
                held = true;
              }
            }
          },
        });
      } finally {
        leave();
      }
    },
    kept() {
      limit = Math.min(MOST, limit + 1);
      letIn();
    },
    lost() {
      limit = Math.max(1, Math.trunc(limit / 2));
    },
  };
}
