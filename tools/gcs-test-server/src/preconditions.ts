import { GoogleError, invalid } from './google-error.ts';
import { METAGENERATION, type StoredObject } from './stored-object.ts';

const conditionNotMet = (parameter: string): GoogleError =>
  new GoogleError(
    412,
    'conditionNotMet',
    `At least one of the pre-conditions you specified did not hold: ${parameter}.`,
  );

/** What a request without an object to meet its conditions is held against: `ifGenerationMatch=0` asks for just that. */
const ABSENT = { ifGenerationMatch: '0', ifMetagenerationMatch: undefined };

/**
 * Holds a request's `ifGenerationMatch` and `ifMetagenerationMatch` against the object that it is about.
 *
 * @throws GoogleError 412 `conditionNotMet`, 400 `invalid`
 */
export const checkPreconditions = (query: URLSearchParams, existing: StoredObject | undefined): void => {
  const actual =
    existing === undefined
      ? ABSENT
      : { ifGenerationMatch: existing.generation, ifMetagenerationMatch: METAGENERATION };
  for (const [parameter, value] of Object.entries(actual)) {
    const expected = query.get(parameter);
    if (expected === null) continue;
    if (!/^\d+$/.test(expected))
      throw invalid(`${parameter} is ${expected}, expected a whole number from 0.`);
    if (expected !== value) throw conditionNotMet(parameter);
  }
};
