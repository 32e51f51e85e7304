/** A file of which any stretch can be read. */
export interface RandomAccess {
  /** For messages. */
  readonly name: string;
  /** How long it is, in bytes. */
  readonly bytes: number;
  /** `length` bytes from `start`; fewer where the file ends before. */
  read(start: number, length: number): Promise<Uint8Array>;
}
