/** Told of each request with content that failed and is sent again. */
export type OnUploadRetry = () => void;

/** True for a method whose requests carry what is to be stored. */
export function isUploadMethod(method: string): boolean {
  return method === 'PUT' || method === 'POST';
}
