/** What a value is in its file. A `time` is one of TOML's, without quotes. */
export type ScalarKind = 'text' | 'integer' | 'number' | 'boolean' | 'time' | 'null';

/** One value of a file. */
export type Scalar = {
  readonly kind: ScalarKind;
  /** A text without its quotes; anything else in the form in which it is written, so that a number keeps all of its digits. */
  readonly text: string;
};

/** Where a value stands in the text of a file: UTF-16 units, quotes included. */
export interface Place extends Scalar {
  readonly start: number;
  readonly end: number;
}

/** One way of writing settings into a file. Whatever it says is said of a text without a byte order mark. */
export interface Format {
  /**
   * Where the value of a key stands; undefined where the file has no such key.
   * @throws OpsError when the file cannot be read, or says more than one thing of the key.
   */
  find(text: string, key: string): Place | undefined;
  /**
   * What stands in place of `old` for the new value, which is of the same kind unless the old one is nothing.
   * @throws OpsError when the format, or what reads it, has no way to write that.
   */
  write(text: string, old: Place, value: Scalar): string;
  /** All that another reader of this format finds, and nothing of how it is written. @throws OpsError when it finds nothing. */
  read(text: string): unknown;
  /** The names that lead to a key in what {@link Format.read} answers. @throws OpsError when it is written wrongly. */
  pathOf(key: string): readonly string[];
  /** The text with a key at its end that it does not have. Absent: nobody can tell where a new key belongs. */
  add?(text: string, key: string, value: Scalar): string;
  /** The text without a key and its line. */
  remove?(text: string, key: string): string;
}
