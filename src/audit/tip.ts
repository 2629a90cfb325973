/** The end of a chain: where the next entry goes. */
export interface Tip {
  readonly seq: number;
  readonly hash: string;
}
