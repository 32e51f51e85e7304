import { expect, it } from 'vitest';
import { startHost, startS3 } from './host.fixture.ts';

it('a wait for an export that runs ends where it is aborted, and fails where the server goes away', async () => {
  await using store = await startS3('exports');
  await using host = await startHost({ ...store.environment, EXPORT_DEFAULT_BUCKET: 'exports' });
  const { client } = host;
  await client.call('POST', '/objects', { class: 'Article' });
  store.s3.faults.inject({ operation: 'PutObject', after: 3, fault: { kind: 'stall' } });
  await client.export('s3', { id: 'running' });

  const controller = new AbortController();
  const reason = new Error('enough');
  const aborted = { signal: controller.signal, onStatus: () => controller.abort(reason) };
  await expect(client.finished('s3', 'running', {}, aborted)).rejects.toBe(reason);
  expect((await client.status('s3', 'running')).completedAt).toBeUndefined();

  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const wait = client.finished('s3', 'running', {}, { attempts: 1, onStatus: () => resolve() });
  const gone = expect(wait).rejects.toMatchObject({ code: 'UNREACHABLE' });
  await asked;
  await host.server.stop(0);
  await gone;
});
