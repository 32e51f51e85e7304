/** A program that reads a class from a live Weaviate and writes it as Parquet. */
export interface Contestant {
  readonly name: string;
  readonly title: string;
  /** Path beside the programs of the engine's benchmark. */
  readonly program: string;
  /** Objects that it asks for at a time, where it can be told; 1: its iterator's own. */
  readonly page: number;
  /** Most objects that it reads: one that is very slow is given up then, and its speed is that of these. */
  readonly most?: number;
  /** Left out where Python has not what it needs. */
  readonly needsPython?: true;
}

const PROGRAMS = '../weaviate/programs';

export const OURS = 'ours';

export const CONTESTANTS: readonly Contestant[] = [
  { name: OURS, title: 'ours', program: `${PROGRAMS}/ours.ts`, page: 1 },
  {
    name: 'npm-iterator',
    title: "npm client's iterator, hyparquet-writer",
    program: `${PROGRAMS}/npm-client.ts`,
    page: 1,
    // It asks for a hundred objects for each that it gives.
    most: 200,
  },
  {
    name: 'npm-pages',
    title: 'npm client, pages of 1,000, hyparquet-writer',
    program: `${PROGRAMS}/npm-client.ts`,
    page: 1_000,
  },
  {
    name: 'python',
    title: "Python client's iterator (1,000 at a time), pyarrow",
    program: `${PROGRAMS}/python_client.py`,
    page: 1_000,
    needsPython: true,
  },
];
