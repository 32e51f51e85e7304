import type { RestoreStatus } from '@weaviate-export/rest-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from './host.fixture.ts';

const idOf = (number: number): string => `a0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

describe('an export that is restored', () => {
  let host: Host;
  beforeAll(async () => {
    host = await startHost();
    await host.client.call('POST', '/schema', {
      class: 'Article',
      description: 'as it was',
      properties: [
        { name: 'title', dataType: ['text'] },
        { name: 'count', dataType: ['int'] },
      ],
    });
    await host.client.call('POST', '/schema', { class: 'Notes', multiTenancyConfig: { enabled: true } });
    await host.client.call('POST', '/schema/Notes/tenants', [{ name: 'one' }, { name: 'asleep' }]);
    const objects = Array.from({ length: 20 }, (_, number) => ({
      class: 'Article',
      id: idOf(number),
      properties: { title: `number ${number}`, count: number },
      vector: [number, 0.1],
    }));
    const note = { class: 'Notes', id: idOf(1), tenant: 'asleep', properties: { text: 'a note' } };
    await host.client.call('POST', '/batch/objects', { objects: [...objects, note] });
    await host.client.call('PUT', '/schema/Notes/tenants', [{ name: 'asleep', activityStatus: 'COLD' }]);
    await host.client.export('filesystem', { id: 'whole' });
    await host.client.finished('filesystem', 'whole');
  });
  afterAll(() => host[Symbol.asyncDispose]());

  async function ended(id: string): Promise<RestoreStatus> {
    let status!: RestoreStatus;
    await expect
      .poll(async () => (status = await host.client.restoreStatus('filesystem', id)).status)
      .toMatch(/SUCCESS|FAILED|CANCELED/);
    return status;
  }

  it('is refused where its classes are there, and writes nothing then', async () => {
    const refused = host.client.restore('filesystem', 'whole', { include: ['Article'] });
    await expect(refused).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(host.client.restoreStatus('filesystem', 'whole')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('comes back under new names, object for object, with its tenants as they were', async () => {
    const rename = { Article: 'Again', Notes: 'NotesAgain' };
    const started = await host.client.restore('filesystem', 'whole', { rename });
    expect(started).toMatchObject({ id: 'whole', status: 'STARTED', classes: ['Again', 'NotesAgain'] });
    expect(await ended('whole')).toMatchObject({
      status: 'SUCCESS',
      progress: {
        Again: { status: 'SUCCESS', exportedAs: 'Article', objectsRestored: 20, objectsTotal: 20 },
        NotesAgain: { objectsRestored: 1 },
      },
    });
    const told = async (path: string, name: string): Promise<unknown> =>
      JSON.parse(JSON.stringify(await host.client.call('GET', path)).replaceAll(`"${name}"`, '"It"'));
    for (const path of ['/objects?class=NAME&include=vector&limit=100', '/schema/NAME'])
      expect(await told(path.replace('NAME', 'Again'), 'Again')).toEqual(
        await told(path.replace('NAME', 'Article'), 'Article'),
      );
    expect(await host.client.call('GET', '/schema/NotesAgain/tenants')).toEqual(
      await host.client.call('GET', '/schema/Notes/tenants'),
    );
    const again = host.client.cancelRestore('filesystem', 'whole');
    await expect(again).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('leaves objects that are there as they are, where it is asked to', async () => {
    const changed = { class: 'Again', id: idOf(3), properties: { title: 'changed' } };
    await host.client.call('PUT', `/objects/Again/${idOf(3)}`, changed);
    await host.client.call('DELETE', `/objects/Again/${idOf(4)}`);
    const rename = { Article: 'Again' };
    await host.client.restore('filesystem', 'whole', { include: ['Article'], rename, onConflict: 'skip' });
    expect(await ended('whole')).toMatchObject({
      status: 'SUCCESS',
      progress: { Again: { objectsRestored: 1, objectsSkipped: 19 } },
    });
    expect(await host.client.call('GET', `/objects/Again/${idOf(3)}`)).toMatchObject({
      properties: { title: 'changed' },
    });
  });
});
