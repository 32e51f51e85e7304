import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { healthService } from '@weaviate-export/weaviate-protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const INDEX = import.meta.resolve('../index.ts');
/** What a process of its own does, since it reads whom it trusts when it starts: tells the version, or the error. */
const CHECK = `
const { createWeaviateSource } = await import(process.env.INDEX);
await using source = createWeaviateSource({ url: process.env.REST, grpcUrl: process.env.GRPC });
console.log(await source.check().catch(({ code, message }) => code + ' ' + message));`;

/** A certificate that has signed itself, for 127.0.0.1. */
function makeCertificate(folder: string, name: string): { key: Buffer; cert: Buffer; certFile: string } {
  const [keyFile, certFile] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  execFileSync('openssl', [...request, ...subject, '-keyout', keyFile, '-out', certFile], {
    stdio: 'ignore',
  });
  return { key: readFileSync(keyFile), cert: readFileSync(certFile), certFile };
}

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!hasOpenssl)('a Weaviate with TLS', () => {
  let folder: string;
  let certFile: string;
  let otherFile: string;
  const stack = new AsyncDisposableStack();
  let addresses: { REST: string; GRPC: string };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tls-'));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    const own = makeCertificate(folder, 'own');
    certFile = own.certFile;
    otherFile = makeCertificate(folder, 'other').certFile;
    const rest = createServer(own, (_request, response) => response.end('{"version":"1.37.0"}'));
    rest.listen(0, '127.0.0.1');
    stack.defer(() => void rest.close());
    await once(rest, 'listening');
    const grpc = new Server();
    stack.defer(() => grpc.forceShutdown());
    grpc.addService(
      { Check: healthService.Check },
      { Check: (_call: unknown, reply: (error: null, answer: object) => void) => reply(null, {}) },
    );
    const credentials = ServerCredentials.createSsl(null, [{ private_key: own.key, cert_chain: own.cert }]);
    const port = await new Promise<number>((resolve, reject) =>
      grpc.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound))),
    );
    const { port: restPort } = rest.address() as AddressInfo;
    addresses = { REST: `https://127.0.0.1:${restPort}`, GRPC: `https://127.0.0.1:${port}` };
  });
  afterAll(() => stack.disposeAsync());

  /** What a process says that trusts the authorities of a file. */
  const check = async (more: NodeJS.ProcessEnv): Promise<string> => {
    const args = ['--conditions=@weaviate-export/source', '--input-type=module', '--eval', CHECK];
    const env = { ...process.env, INDEX, ...addresses, ...more };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env, timeout: 60_000 });
    return stdout.trim();
  };

  it('is read by REST and gRPC where its authority is in NODE_EXTRA_CA_CERTS', async () => {
    expect(await check({ NODE_EXTRA_CA_CERTS: certFile })).toBe('1.37.0');
  });

  it.each([
    ['nobody', () => ({})],
    ['another authority', () => ({ NODE_EXTRA_CA_CERTS: otherFile })],
  ])('is not believed by who trusts %s, and it is said what to set', async (_whom, more) => {
    expect(await check(more())).toMatch(
      /^WEAVIATE_UNTRUSTED the certificate of Weaviate at https:\/\/127.* is not trusted: .*certificate.*: set NODE_EXTRA_CA_CERTS/,
    );
  });

  it('is not believed either where its gRPC alone has no certificate of whom it trusts', async () => {
    const rest = createServer(makeCertificate(folder, 'third'), (_request, response) =>
      response.end('{"version":"1.37.0"}'),
    );
    rest.listen(0, '127.0.0.1');
    stack.defer(() => void rest.close());
    await once(rest, 'listening');
    const { port } = rest.address() as AddressInfo;
    const third = { REST: `https://127.0.0.1:${port}`, NODE_EXTRA_CA_CERTS: join(folder, 'third.pem') };
    expect(await check(third)).toMatch(
      /^WEAVIATE_UNTRUSTED .* at 127\.0\.0\.1:\d+ is not trusted: .*certificate/,
    );
  });

  it('of another name is not believed', async () => {
    const other = addresses.REST.replace('127.0.0.1', 'localhost');
    expect(await check({ REST: other, NODE_EXTRA_CA_CERTS: certFile })).toContain('WEAVIATE_UNTRUSTED');
  });
});
