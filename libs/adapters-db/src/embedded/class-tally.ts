import { type ClassRecord } from './class-record.ts';
import { type Environment, type ReadTransaction } from './environment.ts';

/** What changes with a class's objects. */
export interface ClassTally {
  /** In all of its shards. */
  readonly objects: number;
  /** The one length of the vectors of a name, fixed by the first of them; the unnamed vector has the empty name. */
  readonly lengths: Readonly<Record<string, number>>;
}

const EMPTY_TALLY: ClassTally = { objects: 0, lengths: {} };

export function readTally(
  environment: Environment,
  record: ClassRecord,
  transaction?: ReadTransaction,
): ClassTally {
  return environment.tallies.get(record.number, transaction && { transaction }) ?? EMPTY_TALLY;
}
