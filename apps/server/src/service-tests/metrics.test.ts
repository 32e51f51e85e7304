import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { startHost } from './host.fixture.ts';

const METRICS_ON = { PROMETHEUS_MONITORING_ENABLED: 'true', PROMETHEUS_MONITORING_PORT: '0' };

describe('the metrics of a server', () => {
  it('are what Prometheus reads at /metrics, of the exports that ran', async () => {
    await using host = await startHost(METRICS_ON);
    for (const title of ['a', 'b', 'c'])
      await host.call('POST', '/objects', { class: 'Article', properties: { title }, vector: [0.5, 1] });
    await host.client.export('filesystem', { id: 'first' });
    expect(await host.client.finished('filesystem', 'first')).toMatchObject({ status: 'SUCCESS' });
    await expect(host.client.export('filesystem', { id: 'first' })).rejects.toMatchObject({
      httpStatus: 409,
    });
    const sizes = ['Article.parquet', 'schema.json'].map(
      async (name) => (await readFile(join(host.exports, 'first', name))).length,
    );
    const [parquet, schema] = await Promise.all(sizes);

    const response = await fetch(host.server.metricsUrl!);
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const lines = (await response.text()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'weaviate_export_objects_total 3',
        'weaviate_export_row_groups_total 1',
        `weaviate_export_written_bytes_total{backend="filesystem"} ${parquet! + schema!}`,
        // Three times: an id of 36 characters, two times, two floats, and {"title":"a"}.
        `weaviate_export_read_bytes_total ${3 * (36 + 2 * 8 + 2 * 4 + 13)}`,
        'weaviate_export_operations_total{status="success"} 1',
        'weaviate_export_operations_total{status="failed"} 0',
        'weaviate_export_coordination_duration_seconds_count 1',
        'weaviate_export_duration_seconds_count 1',
        'weaviate_export_open_snapshots 0',
        'weaviate_export_oldest_snapshot_age_seconds 0',
        'weaviate_export_queue_depth 0',
        'requests_total{api="rest",query_type="export",status="user_error"} 1',
      ]),
    );
    expect(lines.some((line) => line.startsWith('process_resident_memory_bytes '))).toBe(true);
  });

  it('are not told to who takes too long to ask', async () => {
    await using host = await startHost({ ...METRICS_ON, HTTP_REQUEST_TIMEOUT_SECONDS: '1' });
    const { hostname, port } = new URL(host.server.metricsUrl!);
    const socket = connect(Number(port), hostname);
    socket.write('GET /metrics HTTP/1.1\r\nhost: a\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
  });

  it('count requests to the export API alone', async () => {
    await using host = await startHost(METRICS_ON);
    await host.call('GET', '/objects');
    await host.call('GET', '/nothing');
    await expect(host.client.status('filesystem', 'unknown')).rejects.toThrow('export not found');
    const metrics = await (await fetch(host.server.metricsUrl!)).text();
    const answered = metrics.split('\n').filter((line) => line.startsWith('requests_total'));
    expect(answered.map((line) => line.slice(line.indexOf('status=')))).toEqual([
      'status="ok"} 0',
      'status="user_error"} 1',
      'status="server_error"} 0',
    ]);
  });

  it('are not served unless they are asked for', async () => {
    await using host = await startHost();
    expect(host.server.metricsUrl).toBeUndefined();
  });

  it('are gone once the server has stopped', async () => {
    const host = await startHost(METRICS_ON);
    const url = host.server.metricsUrl!;
    await host[Symbol.asyncDispose]();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});
