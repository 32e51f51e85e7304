import { EXIT } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

/** What can be shown of a file. */
export const VIEWS = ['schema', 'head', 'meta'] as const;
export type View = (typeof VIEWS)[number];

/** What `inspect` is told on the command line, as it stands there. */
export interface InspectOptions {
  /** How many rows `head` prints, from the start of the file. */
  readonly rows: number;
  /** Top-level columns to show, in this order; absent means all. */
  readonly columns?: readonly string[];
  readonly json?: true;
}

/**
 * What is to be shown, and of which file: without a view, the first rows.
 * @throws Failure
 */
export function viewAndFile(first: string | undefined, second: string | undefined): [View, string] {
  const isView = (text: string | undefined): text is View => VIEWS.some((view) => view === text);
  if (second === undefined && first !== undefined && !isView(first)) return ['head', first];
  if (first === undefined || second === undefined) {
    const problem = `no file given: weaviate-export inspect ${first ?? `[${VIEWS.join('|')}]`} FILE`;
    throw new Failure(EXIT.wrongArguments, problem);
  }
  if (isView(first)) return [first, second];
  throw new Failure(EXIT.wrongArguments, `unknown view '${first}'; it is one of: ${VIEWS.join(', ')}`);
}
