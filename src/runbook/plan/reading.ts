/** What one look found of how far a long job is. Absent is what it did not find, or what is no count: that is not 0. */
export interface Reading {
  readonly done: number;
  readonly total?: number;
  readonly failed?: number;
  readonly unit?: string;
}
