import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WeaviateOptions } from '@weaviate-export/adapters-weaviate';
import { readConfiguration, startServer } from '@weaviate-export/server';
import { pino } from 'pino';

/** Objects that are sent at a time. */
const BATCH_OBJECTS = 1_000;

/** A property or vector as it is sent; text is JSON as it is. */
export interface SentObject {
  readonly id: string;
  /** JSON. */
  readonly properties?: string;
  readonly vector?: readonly number[];
  readonly vectors?: Readonly<Record<string, readonly number[] | readonly (readonly number[])[]>>;
  readonly tenant?: string;
}

/** A Weaviate that a test may fill: this project's own server, or a real one. */
export class Weaviate implements AsyncDisposable {
  readonly options: WeaviateOptions;
  readonly #made = new Set<string>();
  readonly #stop: () => Promise<void>;

  constructor(options: WeaviateOptions, stop = async (): Promise<void> => undefined) {
    this.options = options;
    this.#stop = stop;
  }

  /** @throws Error where the answer is no success */
  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const { url, token } = this.options;
    const response = await fetch(`${url}/v1${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** As `call`, with the answer as it came. */
  async text(path: string): Promise<string> {
    const { url, token } = this.options;
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return (await fetch(`${url}/v1${path}`, { headers })).text();
  }

  /** Makes a class, in place of one of its name; it is deleted with the fixture. */
  async createClass(definition: {
    readonly class: string;
    readonly [setting: string]: unknown;
  }): Promise<string> {
    const { class: name } = definition;
    await this.call('DELETE', `/schema/${name}`).catch(() => undefined);
    this.#made.add(name);
    await this.call('POST', '/schema', { vectorizer: 'none', ...definition });
    return name;
  }

  async add(className: string, objects: Iterable<SentObject>): Promise<void> {
    let batch: string[] = [];
    const send = async (): Promise<void> => {
      const answers = await this.call<{ result?: { errors?: unknown } }[]>(
        'POST',
        '/batch/objects',
        `{"objects":[${batch.join(',')}]}`,
      );
      const failed = answers.find(({ result }) => result?.errors != null);
      if (failed !== undefined) throw new Error(`an object was refused: ${JSON.stringify(failed)}`);
      batch = [];
    };
    for (const { properties = '{}', ...rest } of objects) {
      batch.push(`{"class":"${className}","properties":${properties},${JSON.stringify(rest).slice(1)}`);
      if (batch.length === BATCH_OBJECTS) await send();
    }
    if (batch.length > 0) await send();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of this.#made) await this.call('DELETE', `/schema/${name}`).catch(() => undefined);
    await this.#stop();
  }
}

/**
 * This project's own server, in a folder of its own, on free ports of the loopback.
 * @param environment what of its configuration is not as always
 */
export async function ownServer(environment: Readonly<Record<string, string>> = {}): Promise<Weaviate> {
  const folder = await mkdtemp(join(tmpdir(), 'live-'));
  const env = { HTTP_PORT: '0', GRPC_PORT: '0', PERSISTENCE_DATA_PATH: folder, ...environment };
  const server = await startServer({
    configuration: readConfiguration(env),
    environment: env,
    logger: pino({ level: 'silent' }),
  });
  const { url, grpcPort } = server;
  return new Weaviate({ url, grpcUrl: `http://127.0.0.1:${grpcPort}` }, async () => {
    await server.stop(0);
    await rm(folder, { recursive: true });
  });
}

/** An id of a number, in order of it. */
export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** Ids all over their space, the same each time. */
export function scattered(index: number): string {
  const digits = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f].map((factor) =>
    (Math.imul(index + 1, factor) >>> 0).toString(16).padStart(8, '0'),
  );
  return digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
