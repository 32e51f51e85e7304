import { once } from 'node:events';
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Requests by their names in the service's documentation. */
export type Operation =
  | 'Put Block'
  | 'Put Block List'
  | 'Put Blob'
  | 'Get Block List'
  | 'Get Blob'
  | 'Get Blob Properties'
  | 'Delete Blob'
  | 'List Blobs';

export type Fault =
  /** Answers so instead of doing the request. */
  | { readonly kind: 'status'; readonly status: number; readonly code: string }
  /** Breaks the connection in the middle: of the request, or of the answer where the request has no body. */
  | { readonly kind: 'reset' }
  /** Does the request, and breaks the connection instead of answering. */
  | { readonly kind: 'answerLost' }
  /** Takes the request and never answers. */
  | { readonly kind: 'stall' };

export interface Injection {
  readonly operation: Operation | '*';
  readonly fault: Fault;
  /** Matching requests that pass before: default 0. */
  readonly after?: number;
  /** Matching requests that fail then: default 1. */
  readonly times?: number;
}

export interface SeenRequest {
  readonly operation: Operation;
  readonly headers: IncomingHttpHeaders;
}

/** Stands before a server, notes what is asked of it, and lets requests fail as tests say. */
export interface FaultProxy extends AsyncDisposable {
  /** Host and port, for URLs. */
  readonly host: string;
  readonly requests: readonly SeenRequest[];
  inject(injection: Injection): void;
}

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const injections: (Injection & { seen: number })[] = [];
  const requests: SeenRequest[] = [];

  /** The first injection that is not used up has the request; all that match count it. */
  const faultOf = (operation: Operation): Fault | undefined => {
    let found: Fault | undefined;
    for (const injection of injections) {
      if (![operation, '*'].includes(injection.operation)) continue;
      const { after = 0, times = 1, seen } = injection;
      injection.seen++;
      if (seen >= after && seen < after + times) found ??= injection.fault;
    }
    return found;
  };

  const server = createServer((incoming, answer) => {
    const operation = operationOf(incoming);
    requests.push({ operation, headers: incoming.headers });
    serve(incoming, answer, target, faultOf(operation)).catch(() => answer.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    inject: (injection) => void injections.push({ ...injection, seen: 0 }),
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function serve(
  incoming: IncomingMessage,
  answer: ServerResponse,
  target: string,
  fault: Fault | undefined,
): Promise<void> {
  const hasBody = Number(incoming.headers['content-length'] ?? 0) > 0;
  if (fault?.kind === 'reset' && hasBody) {
    await once(incoming, 'data');
    incoming.destroy();
    return;
  }
  const body = await buffer(incoming);
  if (fault?.kind === 'stall') return;
  if (fault?.kind === 'status') {
    answer.writeHead(fault.status, { 'x-ms-error-code': fault.code, 'content-type': 'application/xml' });
    answer.end(`<Error><Code>${fault.code}</Code><Message>It is said so.\nRequestId:1</Message></Error>`);
    return;
  }
  const response = await forwarded(incoming, body, target);
  const bytes = await buffer(response);
  if (fault?.kind === 'answerLost') return void answer.destroy();
  answer.writeHead(response.statusCode ?? 500, response.headers);
  if (fault?.kind !== 'reset') return void answer.end(bytes);
  answer.write(bytes.subarray(0, bytes.length / 2), () => answer.destroy());
}

async function forwarded(incoming: IncomingMessage, body: Buffer, target: string): Promise<IncomingMessage> {
  const { method, url, headers } = incoming;
  const outgoing = request(`${target}${url}`, { method, headers });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return response;
}

function operationOf({ method, url = '' }: IncomingMessage): Operation {
  const query = new URL(url, 'http://proxy').searchParams;
  const comp = query.get('comp');
  if (comp === 'list') return 'List Blobs';
  if (comp === 'block') return 'Put Block';
  if (comp === 'blocklist') return method === 'PUT' ? 'Put Block List' : 'Get Block List';
  switch (method) {
    case 'PUT':
      return 'Put Blob';
    case 'HEAD':
      return 'Get Blob Properties';
    case 'DELETE':
      return 'Delete Blob';
    default:
      return 'Get Blob';
  }
}
