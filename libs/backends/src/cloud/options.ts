/** Attempts of one request, with exponential backoff between them, where another is worth it. */
export const ATTEMPTS = 4;

/** How long a request may go without a byte moving, over all its attempts: then it has failed. */
export const PATIENCE_MS = 120_000;

/** Longest wait for a connection to be there. */
export const CONNECT_MS = 10_000;

export interface CloudOptions {
  /** Milliseconds without headway, over all attempts of a request, until BACKEND_TIMEOUT: default 120,000. */
  readonly patienceMs?: number;
  /** Told of each request with content that failed and is sent again; by default nobody is. */
  readonly onUploadRetry?: () => void;
  /** Bytes of a part of a sink where its file needs no larger ones: default 16 MiB. */
  readonly partBytes?: number;
  /** Milliseconds that grow with the attempts of a request; absent: the backend's own. S3's SDK has no such option. */
  readonly retryDelayMs?: number;
}

/** True for a method whose requests carry what is to be stored. */
export function isUploadMethod(method: string): boolean {
  return method === 'PUT' || method === 'POST';
}
