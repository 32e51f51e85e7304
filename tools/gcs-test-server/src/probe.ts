import { Storage } from '@google-cloud/storage';
import { OAuth2Client } from 'google-auth-library';
import { startGcsTestServer } from './index.ts';
import { PassThrough } from 'node:stream';
import { once } from 'node:events';
const server = await startGcsTestServer({ buckets: ['b'] });
const authClient = new OAuth2Client(); authClient.setCredentials({ access_token: server.token });
const storage = new Storage({ apiEndpoint: server.endpoint, useAuthWithCustomEndpoint: true, authClient, projectId: 'p', retryOptions: { maxRetries: 3, retryDelayMultiplier: 1, maxRetryDelay: 0.05 } });
const bucket = storage.bucket('b');
const run = async (label: string, f: () => Promise<unknown>) => {
  const before = server.requests.length; const t=Date.now();
  let out: unknown;
  try { out = await Promise.race([f(), new Promise((_, r) => setTimeout(() => r(new Error('TIMEOUT')), 12000))]); } catch (e: any) { out = { name: e.name, code: e.code, status: e.status, message: String(e.message).slice(0,300), errors: e.errors, keys: Object.keys(e), cause: e.cause?.code }; }
  console.log('##', label, Date.now()-t,'ms', out, server.requests.slice(before).map(r => `${r.operation ?? r.method} ${r.path}`).slice(0, 8), server.openUploads().length);
};
await run('metadata', () => bucket.getMetadata().then(([m]) => m.name));
await run('exists', () => bucket.exists());
await run('exists no', () => storage.bucket('nope').exists());
await run('simple', () => bucket.file('x/ü y').save('hello', { resumable: false, preconditionOpts: { ifGenerationMatch: 0 }, contentType: 'text/plain' }));
await run('simple again', () => bucket.file('x/ü y').save('hello', { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } }));
await run('download', () => bucket.file('x/ü y').download().then(([b]) => b.toString()));
await run('download range', () => bucket.file('x/ü y').download({ start: 1, end: 2 }).then(([b]) => b.toString()));
await run('download 404', () => bucket.file('nope').download());
await run('range 416', () => bucket.file('x/ü y').download({ start: 100 }));
await run('getmeta', () => bucket.file('x/ü y').getMetadata().then(([m]) => m));
await run('list', () => bucket.getFiles({ prefix: 'x/', autoPaginate: false, maxResults: 1 }).then(([f, n]) => [f.map(({ name }) => name), n]));
await run('resum one', () => bucket.file('r1').save(Buffer.alloc(1000), { preconditionOpts: { ifGenerationMatch: 0 } }));
await run('resum chunks', () => bucket.file('r2').save(Buffer.alloc(700_000), { chunkSize: 262144, preconditionOpts: { ifGenerationMatch: 0 } }));
await run('resum exact multiple', () => bucket.file('r2b').save(Buffer.alloc(524288), { chunkSize: 262144, preconditionOpts: { ifGenerationMatch: 0 } }));
await run('resum again', () => bucket.file('r2').save(Buffer.alloc(700_000), { chunkSize: 262144, preconditionOpts: { ifGenerationMatch: 0 } }));
await run('empty resumable', () => bucket.file('e1').save('', { preconditionOpts: { ifGenerationMatch: 0 } }));
await run('empty resumable chunk', () => bucket.file('e2').save('', { chunkSize: 262144, preconditionOpts: { ifGenerationMatch: 0 } }));
await run('delete', () => bucket.file('r1').delete());
await run('delete again', () => bucket.file('r1').delete());
for (const fault of [{ kind: 'status', status: 503, reason: 'backendError' }, { kind: 'reset' }, { kind: 'answerLost' }, {kind:'diskFull'}] as const)
  for (const [operation, after] of [['StartResumable', 0], ['UploadChunk', 0], ['UploadChunk', 1], ['UploadChunk', 2]] as const) {
    server.faults.clear(); server.faults.inject({ operation, after, fault });
    await run(`${fault.kind} ${operation} ${after}`, () => bucket.file(`f-${fault.kind}-${operation}-${after}`).save(Buffer.alloc(2_000_000), { chunkSize: 786432, preconditionOpts: { ifGenerationMatch: 0 } }));
  }
server.faults.clear(); server.faults.inject({ operation: 'InsertObject', fault: { kind: 'answerLost' } });
await run('lost simple', () => bucket.file('l').save('hello', { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } }));
for (const operation of ['GetMedia', 'GetObject', 'ListObjects', 'DeleteObject'] as const) { server.faults.clear(); server.faults.inject({ operation, fault: { kind: 'reset' } }); await run('reset ' + operation, async () => { if (operation === 'GetMedia') return (await bucket.file('r2').download())[0].length; if (operation === 'GetObject') return (await bucket.file('r2').getMetadata())[0].size; if (operation==='DeleteObject') return bucket.file('l').delete(); return (await bucket.getFiles())[0].length; }); }
server.faults.clear();
await run('abort', async () => {
  const stream = bucket.file('ab').createWriteStream({ chunkSize: 262144, preconditionOpts: { ifGenerationMatch: 0 } });
  let uri = '';
  stream.on('uri', (u: any) => { uri = u; }); stream.on('error', () => {});
  stream.write(Buffer.alloc(600_000));
  await once(stream, 'uri');
  stream.destroy(new Error('stop'));
  await once(stream, 'close');
  const open = server.openUploads();
  const r = await fetch(uri, { method: 'DELETE' });
  return { uri, open, status: r.status, now: server.openUploads() };
});
await server.close();
