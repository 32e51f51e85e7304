/** A batch of 200 objects takes well under a second. */
const REQUEST_DEADLINE_MS = 30_000;

/** The API refused a request: its status and its own words. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Speaks JSON with the server; every request has a deadline and ends when the demo is interrupted. */
export class RestClient {
  readonly #url: string;
  readonly #signal: AbortSignal;

  constructor(url: string, signal: AbortSignal) {
    this.#url = url;
    this.#signal = signal;
  }

  /** Throws ApiError for any answer but 2xx. */
  get(path: string): Promise<unknown> {
    return this.#send('GET', path);
  }

  /** Throws ApiError for any answer but 2xx. */
  post(path: string, body: unknown): Promise<unknown> {
    return this.#send('POST', path, body);
  }

  async #send(method: string, path: string, body?: unknown): Promise<unknown> {
    const call = `${method} ${path}`;
    const deadline = AbortSignal.timeout(REQUEST_DEADLINE_MS);
    try {
      const response = await fetch(this.#url + path, {
        method,
        signal: AbortSignal.any([this.#signal, deadline]),
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
      const text = await response.text();
      if (!response.ok)
        throw new ApiError(response.status, `${call} answered ${response.status}: ${errorText(text)}`);
      return text === '' ? undefined : (JSON.parse(text) as unknown);
    } catch (cause) {
      if (cause instanceof ApiError || this.#signal.aborted) throw cause;
      const reason = deadline.aborted
        ? `no answer within ${REQUEST_DEADLINE_MS / 1000} s`
        : String((cause as Error).cause ?? cause);
      throw new Error(`${call} failed: ${reason}`, { cause });
    }
  }
}

/** The messages of Weaviate's error body, `{"error":[{"message":"..."}]}`; the body itself where it is another. */
function errorText(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error: { message: string }[] };
    return error.map(({ message }) => message).join('; ');
  } catch {
    return body;
  }
}
