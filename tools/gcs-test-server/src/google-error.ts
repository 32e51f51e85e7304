/** A request refused in Google's own words: answered with the status and Google's error document. */
export class GoogleError extends Error {
  /** The HTTP status of the answer. */
  readonly status: number;
  /** Google's name for what is wrong, such as `conditionNotMet`: clients tell errors apart by it. */
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.name = 'GoogleError';
    this.status = status;
    this.reason = reason;
  }
}

export const invalid = (message: string): GoogleError => new GoogleError(400, 'invalid', message);

export const notFound = (message: string): GoogleError => new GoogleError(404, 'notFound', message);

export const noSuchBucket = (): GoogleError => notFound('The specified bucket does not exist.');

export const rangeNotSatisfiable = (message: string): GoogleError =>
  new GoogleError(416, 'requestedRangeNotSatisfiable', message);

export const notImplemented = (message: string): GoogleError =>
  new GoogleError(501, 'notImplemented', message);
