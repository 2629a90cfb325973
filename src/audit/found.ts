/** Which entries somebody looks for. */
export interface LogQuery {
  /** A person, by name or id or a part of these. */
  readonly by?: string;
  /** A system, by the id of its runbook. */
  readonly system?: string;
  readonly since?: Date;
  readonly until?: Date;
  /** Words that the sentence, or what the thing is called, has. */
  readonly text?: string;
  /** Only older ones: where an earlier answer ended. */
  readonly before?: number;
}

/** One entry as it is found. */
export interface LogLine {
  readonly id: number;
  /** The thing it belongs to, such as `run/run-7k2m9q4t`. */
  readonly chain: string;
  /** What that is, in words; null where the log says nothing of it. */
  readonly about: string | null;
  readonly at: Date;
  readonly sentence: string;
}

export interface LogFound {
  /** The newest first. */
  readonly lines: readonly LogLine[];
  /** Where to go on to older ones; undefined when all were looked at. */
  readonly before: number | undefined;
}
