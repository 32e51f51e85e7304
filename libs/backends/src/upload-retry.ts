/** Told of each request with content that failed and is sent again. */
export type OnUploadRetry = () => void;

/** The default: nobody is told. */
export const untold: OnUploadRetry = () => {};

/** True for a method whose requests carry what is to be stored. */
export function isUploadMethod(method: string): boolean {
  return method === 'PUT' || method === 'POST';
}
